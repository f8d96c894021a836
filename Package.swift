// swift-tools-version: 6.2
import PackageDescription

// The rooms of the house, from the ground up: arrows point only from a later target to an
// earlier one, and nothing but the executable imports Sensor.

let common: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .treatAllWarnings(as: .error),
  // Existentials cost an allocation; they should be visible where they stand.
  .enableUpcomingFeature("ExistentialAny"),
  // An import is part of a target's interface only where it says so.
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
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
      name: "FeatureLog", dependencies: ["BehaviorFeatures", "CLinux", "CJansson"],
      swiftSettings: common),
    .target(name: "CommandLineKit", swiftSettings: strict),
    // What the programs tell about themselves.
    .target(name: "OperationalLog", dependencies: ["CommandLineKit"], swiftSettings: common),
    // The one target with a network; the sensor never links it.
    .target(
      name: "Heartbeat", dependencies: ["CommandLineKit", "OperationalLog", "CLinux", "CCrypt"],
      swiftSettings: common),
    .target(
      name: "Sensor",
      dependencies: [
        "InputEvents", "BehaviorFeatures", "Recordings", "InputDevices", "FeatureLog",
        "CommandLineKit", "OperationalLog", "CLinux", "CYAML",
      ],
      swiftSettings: common),
    .executableTarget(
      name: "tactus",
      dependencies: [
        "CommandLineKit", "OperationalLog", "Sensor", "InputEvents", "BehaviorFeatures",
        "InputDevices", "FeatureLog", "Recordings", "CLinux",
      ],
      swiftSettings: common),
    .executableTarget(
      name: "tactus-heartbeat", dependencies: ["Heartbeat", "CommandLineKit", "OperationalLog"],
      swiftSettings: common),

    // Random event streams, for the properties that several test targets prove.
    .target(
      name: "InputEventsTestKit", dependencies: ["InputEvents"], path: "Tests/InputEventsTestKit",
      swiftSettings: common),
    .testTarget(
      name: "InputEventsTests", dependencies: ["InputEvents", "InputEventsTestKit"],
      swiftSettings: common),
    .testTarget(
      name: "BehaviorFeaturesTests",
      dependencies: ["BehaviorFeatures", "InputEvents", "InputEventsTestKit"],
      exclude: ["Fixtures"], swiftSettings: common),
    .testTarget(
      name: "RecordingsTests", dependencies: ["Recordings", "InputEvents", "InputEventsTestKit"],
      exclude: ["Fixtures"], swiftSettings: common),
    .testTarget(
      name: "InputDevicesTests", dependencies: ["InputDevices", "InputEvents", "CLinux"],
      swiftSettings: common),
    .testTarget(
      name: "FeatureLogTests", dependencies: ["FeatureLog", "BehaviorFeatures"],
      swiftSettings: common),
    .testTarget(
      name: "CommandLineKitTests", dependencies: ["CommandLineKit"], swiftSettings: common),
    .testTarget(
      name: "OperationalLogTests", dependencies: ["OperationalLog", "CommandLineKit"],
      swiftSettings: common),
    .testTarget(
      name: "HeartbeatTests",
      dependencies: ["Heartbeat", "CommandLineKit", "OperationalLog", "InputEventsTestKit"],
      swiftSettings: common),
    .testTarget(
      name: "SensorTests",
      dependencies: [
        "Sensor", "InputEvents", "InputEventsTestKit", "BehaviorFeatures", "Recordings",
        "InputDevices", "FeatureLog", "CommandLineKit", "OperationalLog",
      ],
      swiftSettings: common),
  ]
)
