import Foundation
import Testing

@testable import Sensor
@testable import Settings

struct InspectionTests {
  @Test func aMistakeInTheConfigurationIsTheProblemAndTheRestIsLookedAt() throws {
    let folder = try TemporaryFolder()
    let file = folder.path + "/tactus.yaml"
    try Data("log_dir: \(folder.path)\nwindow: 3 bananas\n".utf8)
      .write(to: URL(fileURLWithPath: file))
    try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: file)
    let findings = Inspection.run(file: file, options: ConfigurationChanges())
    #expect(findings.first?.level == .problem)
    #expect(findings.first?.message.hasPrefix("\(file):2:9: ") == true)
    #expect(findings.contains { $0.subject == "log folder" })
  }

  @Test func aGoodConfigurationDecidesWhereToLook() throws {
    let folder = try TemporaryFolder()
    var options = ConfigurationChanges()
    let setting = try #require(Setting.all.first { $0.key == "log_dir" })
    let isTaken = options.set(setting, to: folder.path + "/log")
    #expect(isTaken)
    let findings = Inspection.run(file: "/dev/null", options: options)
    #expect(findings.first?.level == .ok)
    #expect(findings.contains { $0.message.hasPrefix(folder.path + "/log") })
  }
}
