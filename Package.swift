// swift-tools-version: 6.2
import PackageDescription

// The rooms of the house, from the ground up: arrows point only from a later target to an
// earlier one, and nothing but the executable imports Sensor.

let testing: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .treatAllWarnings(as: .error),
  // Existentials cost an allocation; they should be visible where they stand.
  .enableUpcomingFeature("ExistentialAny"),
  // An import is part of a target's interface only where it says so.
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

/// Without regular expressions: nothing makes use of them, and they'd be a megabyte of the program.
let common =
  testing + [
    .unsafeFlags(["-Xfrontend", "-disable-implicit-string-processing-module-import"])
  ]

/// For targets that touch no C interface, or so little that marking it `unsafe` helps the reader.
let strict = common + [.strictMemorySafety()]

func systemLibrary(_ name: String, pkgConfig: String, apt: String) -> Target {
  .systemLibrary(name: name, pkgConfig: pkgConfig, providers: [.apt([apt])])
}

let package = Package(
  name: "tactus",
  products: [
    .executable(name: "tactus", targets: ["tactus"]),
    .executable(name: "tactus-heartbeat", targets: ["tactus-heartbeat"]),
  ],
  targets: [
    systemLibrary("CLibevdev", pkgConfig: "libevdev", apt: "libevdev-dev"),
    systemLibrary("CLibudev", pkgConfig: "libudev", apt: "libudev-dev"),
    systemLibrary("CYAML", pkgConfig: "yaml-0.1", apt: "libyaml-dev"),
    systemLibrary("CJansson", pkgConfig: "jansson", apt: "libjansson-dev"),
    systemLibrary("CZlib", pkgConfig: "zlib", apt: "zlib1g-dev"),
    systemLibrary("CCrypt", pkgConfig: "libcrypt", apt: "libcrypt-dev"),
    // What Swift can't import: ioctl request macros, GNU-only and variadic calls.
    .target(name: "CLinux"),

    .target(name: "InputEvents", swiftSettings: strict),
    .target(name: "BehaviorFeatures", dependencies: ["InputEvents"], swiftSettings: strict),
    .target(name: "Recordings", dependencies: ["InputEvents"], swiftSettings: strict),
    .target(
      name: "InputDevices", dependencies: ["InputEvents", "CLinux", "CLibevdev", "CLibudev"],
      swiftSettings: common),
    .target(
      name: "FeatureLog", dependencies: ["BehaviorFeatures", "CLinux", "CJansson", "CZlib"],
      swiftSettings: common),
    // A log as one page for people.
    .target(
      name: "Report", dependencies: ["FeatureLog", "BehaviorFeatures"], swiftSettings: strict),
    .target(name: "CommandLineKit", swiftSettings: strict),
    // What the programs tell about themselves.
    .target(name: "OperationalLog", dependencies: ["CommandLineKit"], swiftSettings: common),
    // The configuration, which both programs read.
    .target(
      name: "Settings", dependencies: ["CommandLineKit", "OperationalLog", "CYAML"],
      swiftSettings: common),
    // How programs tell each other, and the service manager, that they work.
    .target(name: "Status", dependencies: ["CLinux"], swiftSettings: common),
    // The one target with a network; the sensor never links it.
    .target(
      name: "Heartbeat",
      dependencies: ["CommandLineKit", "OperationalLog", "Settings", "Status", "CLinux", "CCrypt"],
      swiftSettings: common),
    .target(
      name: "Sensor",
      dependencies: [
        "InputEvents", "BehaviorFeatures", "Recordings", "InputDevices", "FeatureLog",
        "CommandLineKit", "OperationalLog", "Settings", "Status", "CLinux",
      ],
      swiftSettings: common),
    .executableTarget(
      name: "tactus",
      dependencies: [
        "CommandLineKit", "OperationalLog", "Settings", "Status", "Sensor", "InputEvents",
        "BehaviorFeatures", "InputDevices", "FeatureLog", "Report", "Recordings", "CLinux",
      ],
      swiftSettings: common),
    .executableTarget(
      name: "tactus-heartbeat",
      dependencies: ["Heartbeat", "CommandLineKit", "OperationalLog", "Settings", "Status"],
      swiftSettings: common),

    // Writes a feature log as fast as it is told to, for the tests that break things meanwhile.
    .executableTarget(
      name: "log-driver", dependencies: ["FeatureLog", "BehaviorFeatures"],
      path: "Tests/System/faults/log-driver", swiftSettings: common),

    // What the claims of speed rest on: the extraction beside an equivalent one in C.
    .target(name: "CExtractCore", path: "Benchmarks/core", sources: ["extract_core.c"]),
    .executableTarget(
      name: "extract", dependencies: ["BehaviorFeatures", "InputEvents", "CExtractCore"],
      path: "Benchmarks/extract", swiftSettings: common),

    // Random event streams, for the properties that several test targets prove.
    .target(
      name: "InputEventsTestKit", dependencies: ["InputEvents"], path: "Tests/InputEventsTestKit",
      swiftSettings: testing),
    .testTarget(
      name: "InputEventsTests", dependencies: ["InputEvents", "InputEventsTestKit"],
      swiftSettings: testing),
    .testTarget(
      name: "BehaviorFeaturesTests",
      dependencies: ["BehaviorFeatures", "InputEvents", "InputEventsTestKit"],
      exclude: ["Fixtures"], swiftSettings: testing),
    .testTarget(
      name: "RecordingsTests", dependencies: ["Recordings", "InputEvents", "InputEventsTestKit"],
      exclude: ["Fixtures"], swiftSettings: testing),
    .testTarget(
      name: "InputDevicesTests", dependencies: ["InputDevices", "InputEvents", "CLinux"],
      swiftSettings: testing),
    .testTarget(
      name: "FeatureLogTests", dependencies: ["FeatureLog", "BehaviorFeatures"],
      swiftSettings: testing),
    .testTarget(
      name: "ReportTests", dependencies: ["Report", "FeatureLog", "BehaviorFeatures"],
      swiftSettings: testing),
    .testTarget(
      name: "CommandLineKitTests", dependencies: ["CommandLineKit"], swiftSettings: testing),
    .testTarget(
      name: "OperationalLogTests", dependencies: ["OperationalLog", "CommandLineKit"],
      swiftSettings: testing),
    .testTarget(
      name: "SettingsTests", dependencies: ["Settings", "CommandLineKit", "OperationalLog"],
      swiftSettings: testing),
    .testTarget(
      name: "StatusTests", dependencies: ["Status", "CLinux"], swiftSettings: testing),
    .testTarget(
      name: "HeartbeatTests",
      dependencies: [
        "Heartbeat", "CommandLineKit", "OperationalLog", "Settings", "Status", "InputEventsTestKit",
      ],
      swiftSettings: testing),
    .testTarget(
      name: "SensorTests",
      dependencies: [
        "Sensor", "InputEvents", "InputEventsTestKit", "BehaviorFeatures", "Recordings",
        "InputDevices", "FeatureLog", "CommandLineKit", "OperationalLog", "Settings", "Status",
      ],
      swiftSettings: testing),
  ]
)

// What only the laboratory needs: the fuzzers, which link libFuzzer. They see the internals of the other
// targets, so `Fuzzing/run.py` builds them apart, with -enable-testing.
if Context.environment["TACTUS_LABORATORY"] != nil {
  package.targets += [
    .executableTarget(
      name: "fuzz",
      dependencies: [
        "CLinux", "BehaviorFeatures", "CommandLineKit", "FeatureLog", "Heartbeat",
        "InputDevices", "InputEvents", "OperationalLog", "Recordings", "Sensor", "Settings",
        "Status",
      ],
      path: "Fuzzing/targets",
      // libFuzzer brings the main function.
      swiftSettings: common + [.unsafeFlags(["-parse-as-library"])])
  ]
}
