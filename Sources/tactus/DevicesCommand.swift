import CommandLineKit
import FeatureLog
import Glibc
import Sensor

/// `tactus devices`: which input devices there are, and which of them the sensor reads.
enum DevicesCommand {
  private struct Values: Sendable {
    var isJSON = false
    var watches = false
    var showsAll = false
    var grabCheck = TimeSpan.seconds(10)
  }

  static let command = Command(
    "devices", "list the input devices, and whether they can be read",
    discussion: """
      HARDWARE tells which nodes belong to one piece of hardware. READ WITHIN is how long events \
      may wait in the kernel's queue without any chance that it overflows.

      With --watch, goes on until Ctrl-C and tells what becomes of the devices; with --json too, \
      one object a line whose "event" is opened, withdrawn, refused, ignored, departed, captured, \
      freed, settled (all that were there have been told of) or impaired. What the devices send is \
      thrown away.
      """,
    Values(),
    [
      .flag("all", short: "a", \.showsAll, "show those that the sensor doesn't take, too"),
      .flag("json", short: "j", \.isJSON, "write JSON for other programs"),
      .flag("watch", short: "w", \.watches, "tell what becomes of them, until Ctrl-C"),
      .option(
        "grab-check", \.grabCheck, "TIME",
        "with --watch, how often to look for devices that another program grabbed; 0 for never"),
    ]
  ) { values in
    guard values.grabCheck == .zero || values.grabCheck >= .milliseconds(10) else {
      throw UsageError("--grab-check takes 0 or at least 10ms", command: "devices")
    }
    if values.watches { try watch(values) } else { try list(values) }
    return 0
  }

  private static func list(_ values: Values) throws {
    let devices = try DeviceSurvey.take().filter { facts in
      if case .ignored = facts.access { values.showsAll } else { true }
    }
    if values.isJSON {
      try StandardOutput.write(JSONValue.array(devices.map(\.json)).lines)
    } else if devices.isEmpty {
      StandardError.write("tactus devices: no keyboard and no pointer is there\n")
    } else {
      try StandardOutput.write(lines: devices.table(style: StandardOutput.style))
    }
  }

  private static func watch(_ values: Values) throws {
    var news = DeviceNews(tellsIgnored: values.showsAll)
    try DeviceWatch(grabCheck: values.grabCheck).run { event in
      guard let item = news.item(event) else { return }
      if values.isJSON {
        try StandardOutput.write(item.json.line)
      } else {
        try StandardOutput.write(item.text + "\n")
      }
    }
  }
}
