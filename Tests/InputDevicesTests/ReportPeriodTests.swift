import InputEvents
import Testing

@testable import InputDevices

struct ReportPeriodTests {
  @Test(arguments: [
    ("8ms", 8000), ("1ms", 1000), ("125us", 125), ("4ms\n", 4000), ("0ms", nil), ("", nil),
    ("ms", nil), ("8", nil), ("8s", nil), ("-1ms", nil), ("99999999999999999999ms", nil),
  ])
  func readsWhatTheKernelPrints(_ text: String, _ expected: Int64?) {
    #expect(ReportPeriod.microseconds(text) == expected)
  }

  @Test func usbIsPolledAtItsInterval() {
    let polling = USBPolling(interval: 8000)
    #expect(ReportPeriod.minimum(for: .usb, polling: polling) == 8000)
  }

  @Test func modulesParametersMakeItFaster() {
    var polling = USBPolling(interval: 8000, overrides: [0, 2])
    #expect(ReportPeriod.minimum(for: .usb, polling: polling) == 2000)
    polling.isHighSpeed = true
    #expect(ReportPeriod.minimum(for: .usb, polling: polling) == 250)
    polling.overrides = [16]
    #expect(ReportPeriod.minimum(for: .usb, polling: polling) == 8000)
    polling.overrides = [4000]
    #expect(ReportPeriod.minimum(for: .usb, polling: polling) == 8000)
  }

  @Test func whatIsNotKnownIsTakenForTheFastest() {
    #expect(ReportPeriod.minimum(for: .usb, polling: nil) == 125)
    #expect(ReportPeriod.minimum(for: .usb, polling: USBPolling(interval: nil)) == 125)
    for provenance in [Provenance.virtual, .i2c, .other] {
      #expect(ReportPeriod.minimum(for: provenance, polling: nil) == 125)
    }
  }

  @Test(arguments: Provenance.allCases) func noneIsFasterThanTheBus(_ provenance: Provenance) {
    #expect(ReportPeriod.minimum(for: provenance, polling: USBPolling(interval: 1)) >= 125)
  }
}
