import Glibc
import Testing

@testable import FeatureLog

struct LogFolderWriterTests {
  @Test func tellsWhoWritesWithoutGettingInTheWay() throws {
    let temporary = TemporaryFolder()
    let folder = temporary.log
    #expect(folder.writer == .nobody)
    do {
      let writer = try FeatureLogWriter(folder: folder)
      #expect(folder.writer == .process(Int(getpid())))
      #expect(writer.nextSequence == 1)
    }
    #expect(folder.writer == .nobody)
    // Asking left no lock behind.
    _ = try FeatureLogWriter(folder: folder)
  }
}
