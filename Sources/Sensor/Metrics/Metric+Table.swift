internal import FeatureLog

extension Metric {
  /// Every metric, in the file's order.
  static let all: [Metric] = process + windows + events + beats

  private static let process: [Metric] = [
    Metric(
      "tactus_build_info", .gauge, labels: ["version"], "1, labelled with the program's version"
    ) { status in
      [Sample(labels: [("version", status["program"]?.string ?? "")], value: 1)]
    },
    Metric(
      "tactus_start_time_seconds", .gauge, "When the sensor started, in seconds since 1970",
      at: "started_s"),
    Metric(
      "tactus_resident_memory_bytes", .gauge, "Memory that the sensor has, shared pages included",
      at: "memory_bytes"),
    Metric(
      "tactus_sensing", .gauge,
      "Whether the sensing loop and the log's writer gave a sign of life just now", at: "sensing"),
    Metric(
      "tactus_healthy", .gauge, "Whether nothing is wrong just now: the verdict of tactus status",
      at: "healthy"),
    Metric(
      "tactus_realtime_priority", .gauge,
      "The sensing loop's real-time priority, 1 to 99, and 0 without real time",
      at: "realtime_priority"),
    Metric("tactus_devices", .gauge, labels: ["kind"], "Devices that are read") { status in
      let roles = (status["devices"]?.array ?? []).map { device in
        (device["roles"]?.string ?? "").split { !$0.isLetter }
      }
      return ["keyboard", "pointer"].map { kind in
        let count = roles.count { words in words.contains { $0 == kind } }
        return Sample(labels: [("kind", kind)], value: Double(count))
      }
    },
  ]

  private static let windows: [Metric] = [
    Metric(
      "tactus_windows_written_total", .counter, told: .hourly, "Windows whose records were written",
      at: "windows", "written"),
    Metric(
      "tactus_windows_lost_total", .counter, labels: ["cause"],
      "Windows that did not reach the log, by the causes of gap records"
    ) { status in
      samples(of: status["windows"]?["losses"], label: "cause")
    },
    Metric(
      "tactus_log_writable", .gauge, "Whether the last record could be written"
    ) { status in
      [Sample(value: status["log"]?["problem"]?.string == nil ? 1 : 0)]
    },
    Metric(
      "tactus_log_write_errors_total", .counter, labels: ["errno"],
      "Records that the system refused to write, by its reason; absent before the first"
    ) { status in
      samples(of: status["log"]?["refusals"], label: "errno")
    },
  ]

  private static let events: [Metric] = [
    Metric(
      "tactus_events_used_total", .counter, told: .hourly, labels: ["side"],
      "Events that went into the windows written; those of withheld keystrokes are left out"
    ) { status in
      counts(status, "events.*.used", labels: ["side"])
    },
    Metric(
      "tactus_events_set_aside_total", .counter, told: .hourly, labels: ["side", "cause"],
      "Events of those windows that were set aside, by cause"
    ) { status in
      counts(status, "set_aside.*.*", labels: ["side", "cause"])
    },
    Metric(
      "tactus_gaps_total", .counter, labels: ["cause"],
      "Holes in the stream of events of the windows written, by cause"
    ) { status in
      counts(status, "gap.*", labels: ["cause"])
    },
  ]

  private static let beats: [Metric] = [
    beat("beats_total", .counter, "Heartbeats that were begun", "beats"),
    beat("successes_total", .counter, "Heartbeats that the receiver took", "succeeded"),
    beat("failures_total", .counter, "Heartbeats that failed, after all attempts", "failed"),
    beat("attempts_total", .counter, "Requests; a heartbeat may need several", "attempts"),
    beat(
      "withheld_total", .counter, "Heartbeats that did not go out as the sensor was not sensing",
      "withheld"),
    beat(
      "missed_total", .counter,
      "Moments that went by without a heartbeat, as the machine slept or no worker was there",
      "missed"),
    beat(
      "crashes_total", .counter, "Ends of the heartbeat's worker that it did not tell", "crashes"),
    beat(
      "last_success_timestamp_seconds", .gauge,
      "When the receiver last took a heartbeat, in seconds since 1970", "last_success"),
    Metric(
      "tactus_heartbeat_latency_median_seconds", .gauge,
      "Median latency of the last 256 heartbeats that succeeded",
      at: "heartbeat", "statistics", "latency_p50_ms", scale: 1e-3),
    Metric(
      "tactus_heartbeat_latency_p99_seconds", .gauge,
      "Latency that 99 of 100 of those did not exceed",
      at: "heartbeat", "statistics", "latency_p99_ms", scale: 1e-3),
  ]

  /// A member of the heartbeat's account.
  private static func beat(
    _ name: String, _ kind: Kind, _ help: String, _ member: String
  ) -> Metric {
    Metric(
      "tactus_heartbeat_" + name, kind, help, at: "heartbeat", "statistics", "statistics", member)
  }

  private static func samples(of object: JSONValue?, label: String) -> [Sample] {
    (object?.members ?? []).compactMap { member in
      member.value.number.map { Sample(labels: [(label, member.name)], value: $0) }
    }
  }

  /// The sums whose names fit `pattern`; what its stars stand for becomes the labels' values.
  private static func counts(
    _ status: JSONValue, _ pattern: String, labels: [String]
  ) -> [Sample] {
    let wanted = pattern.split(separator: ".")
    return (status["counts"]?.members ?? []).compactMap { member in
      let parts = member.name.split(separator: ".")
      guard let value = member.value.number, parts.count == wanted.count,
        zip(parts, wanted).allSatisfy({ $1 == "*" || $0 == $1 })
      else { return nil }
      let stars = zip(parts, wanted).filter { $1 == "*" }.map { String($0.0) }
      return Sample(
        labels: zip(labels, stars).map { (name: $0, value: $1) }, value: value)
    }
  }
}
