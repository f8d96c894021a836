import BehaviorFeatures
import Testing

@testable import FeatureLog

struct RecordRendererTests {
  private func record(width: Int?, groups: Set<Feature.Group> = []) -> String {
    RecordRenderer(
      width: width, style: TextStyle(isEnabled: false), groups: groups, features: Feature.samples
    ).lines(for: .sample).joined(separator: "\n")
  }

  @Test func `Everything in full`() {
    #expect(
      record(width: 80) == """
        window 17 · 2026-11-24 00:05:00 +01:00 · 60 s
          source       live
          seat         seat0
          user         ada
          keyboards    1
          pointers     1
          provenance   bluetooth, usb
          length unit  mm
          boot         b
          run          r

        keyboard
          kb.keystrokes            412           Keys pressed.
          kb.hold.mean            98.3  ms       Mean hold time of a key.
          kb.hold.p95                ·  ms       Hold time that 95 % stay below.
          kb.ud.mean             -15.1  ms       Mean time from a release to the next
                                                 press, negative where the keys overlap.
          kb.rollover_rate        34.6  %        Share of overlapping keys.

        pointer
          ptr.path               1.23M  mm       Length of the way.
          ptr.speed.mean          24.5  mm/s     Mean speed.

        click
          click.n                    3           Clicks.

        scroll
          scroll.detents           -12  detents  Steps of the wheel.

        counts
          events.pointer.read  1234567
        """)
  }

  @Test func `Meanings stand below where there is no room beside`() {
    #expect(
      record(width: 40, groups: [.keyboard]) == """
        window 17 · 2026-11-24 00:05:00 +01:00 · 60 s
          source       live
          seat         seat0
          user         ada
          keyboards    1
          pointers     1
          provenance   bluetooth, usb
          length unit  mm
          boot         b
          run          r

        keyboard
          kb.keystrokes       412
            Keys pressed.
          kb.hold.mean       98.3  ms
            Mean hold time of a key.
          kb.hold.p95           ·  ms
            Hold time that 95 % stay below.
          kb.ud.mean        -15.1  ms
            Mean time from a release to the next
            press, negative where the keys
            overlap.
          kb.rollover_rate   34.6  %
            Share of overlapping keys.
        """)
  }
}
