internal import CLinux
internal import FeatureLog
internal import Glibc

/// Wall-clock time, where records and people need it; events never do.
enum WallClock {
  /// What to add to microseconds of the monotonic clock to get microseconds since 1970, now.
  static var lead: Int64 {
    (clinux_clock_ns(CLOCK_REALTIME) - clinux_clock_ns(CLOCK_MONOTONIC)) / 1_000
  }

  /// Microseconds since 1970, and of the monotonic clock.
  static var now: Int64 { clinux_clock_ns(CLOCK_REALTIME) / 1_000 }
  static var monotonic: Int64 { clinux_clock_ns(CLOCK_MONOTONIC) / 1_000 }
  /// Microseconds since the machine started, sleep included.
  static var sinceBoot: Int64 { clinux_clock_ns(CLOCK_BOOTTIME) / 1_000 }

  /// `2026-11-23T23:05:00.000+01:00`, in local time.
  static func iso8601(_ microseconds: Int64) -> String {
    CivilTime(microseconds: microseconds, utcOffset: utcOffset(at: microseconds) / 60 * 60).iso8601
  }

  /// Seconds by which local time is ahead of UTC at that moment.
  static func utcOffset(at microseconds: Int64) -> Int {
    var time = time_t(microseconds / 1_000_000)
    var local = tm()
    localtime_r(&time, &local)
    return local.tm_gmtoff
  }
}

/// The identifiers that tell one boot and one run of the sensor from another.
enum Identifiers {
  /// The kernel's boot id; empty where /proc doesn't say.
  static func boot() -> String {
    guard let file = fopen("/proc/sys/kernel/random/boot_id", "re") else { return "" }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 64)
    guard fgets(&line, CInt(line.count), file) != nil else { return "" }
    return String(decoding: line.prefix { $0 > 0x20 }.map { UInt8($0) }, as: UTF8.self)
  }

  /// 64 random bits.
  static func run() -> String {
    let digits = String(UInt64.random(in: .min ... .max), radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  /// The kernel's release.
  static func kernel() -> String {
    var name = utsname()
    uname(&name)
    return withUnsafeBytes(of: &name.release) {
      String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
    }
  }

  /// The group whose members may ask a sensor how it is, where the system has it.
  static func statusGroup() -> gid_t? { LocalAccounts.group(named: "tactus-status") }
}
