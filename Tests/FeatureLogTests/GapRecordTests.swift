import Glibc
import Testing

@testable import FeatureLog

extension GapRecord {
  static func sample(_ cause: LossCause = .diskFull, windows: Int = 1, made: Int = 0) -> GapRecord {
    GapRecord(
      sequence: 7, bootID: "boot", runID: "run", startMicroseconds: 1_795_475_100_250_000,
      utcOffsetSeconds: 3600, endMicroseconds: 1_795_475_280_250_000, cause: cause.rawValue,
      windows: windows, made: made)
  }
}

struct GapRecordTests {
  @Test func `A gap is a flat head and one object, and reads back as it was`() throws {
    let gap = GapRecord.sample(windows: 3, made: 15)
    let text = String(decoding: gap.line, as: UTF8.self)
    #expect(
      text == """
        {"v":1,"seq":7,"boot":"boot","run":"run","start":"2026-11-24T00:05:00.250+01:00",\
        "duration":180.0,"gap":{"cause":"disk_full","windows":3,"made":15}}

        """)
    #expect(GapRecord(try JSONObject(parsing: gap.line.dropLast())) == gap)
  }

  @Test(arguments: [
    #"{"v":1,"seq":7,"start":"2026-11-23T23:05:00Z","duration":1}"#,
    #"{"v":1,"seq":7,"start":"2026-11-23T23:05:00Z","duration":1,"gap":{"cause":"x","made":1}}"#,
    #"{"v":1,"seq":7,"start":"soon","duration":1,"gap":{"cause":"x","made":1,"windows":1}}"#,
    #"{"v":1,"seq":7,"start":"2026-11-23T23:05:00Z","duration":1e300,"gap":{"cause":"x","made":1,"windows":1}}"#,
  ])
  func `What lacks something is no gap`(line: String) throws {
    #expect(GapRecord(try JSONObject(parsing: line.utf8)) == nil)
  }

  @Test(arguments: [
    (ENOSPC, LossCause.diskFull), (EDQUOT, .diskFull), (EIO, .deviceError), (EROFS, .readOnly),
    (EACCES, .noPermission), (EFBIG, .sizeLimit), (EMFILE, .other),
  ])
  func `A cause follows from the kernel's reason`(code: Int32, cause: LossCause) {
    #expect(LossCause(.cannotWrite(path: "a", SystemError(code: code))) == cause)
  }
}
