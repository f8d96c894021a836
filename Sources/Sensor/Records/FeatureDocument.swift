public import BehaviorFeatures
public import FeatureLog
internal import InputEvents

/// The record's contents as a document: `docs/features.md` and the output of `tactus features`, made
/// from the tables that the records themselves are made from.
public enum FeatureDocument {
  /// For terminals.
  public static func table(style: TextStyle, features: [Feature] = FeatureTable.all) -> [String] {
    var table = TextTable(titles: ["FEATURE", "GROUP", "UNIT", "MINIMUM", "MEANING"])
    for feature in features {
      table.append([
        feature.name, feature.group.rawValue, feature.unit.rawValue,
        feature.minimum > 0 ? String(feature.minimum) : "", feature.meaning,
      ])
    }
    return table.lines(style: style)
  }

  /// For programs: one object a feature.
  public static func json(features: [Feature] = FeatureTable.all) -> JSONValue {
    .array(
      features.map { feature in
        [
          "name": .string(feature.name), "group": .string(feature.group.rawValue),
          "unit": .string(feature.unit.rawValue), "minimum": .integer(feature.minimum),
          "meaning": .string(feature.meaning), "formula": .string(feature.formula),
          "source": .string(feature.source.rawValue),
        ]
      })
  }

  /// For the reader of `docs/features.md`.
  public static func markdown() -> String {
    ([introduction, units, head, bookkeeping, formulas] + Feature.Group.allCases.map(group)
      + [sketch, sources])
      .joined(separator: "\n\n") + "\n"
  }

  private static var introduction: String {
    """
    # What a record holds

    <!-- Made by `tactus features --markdown`; a test compares the two. -->

    The feature log, `tactus.jsonl`, is JSON Lines: one object for each window in which there was \
    something to tell. Every record has the same keys in the same order: the head, the \
    bookkeeping, \(FeatureTable.all.count) features, and the [sketch](#sketch) from which windows \
    are merged. A value that is withheld or can't be computed is null; it is never 0 for want of \
    data. Features have nine digits, so they are exact to 5 in 10^10, and counts below a thousand \
    million altogether. The [schema](tactus.schema.json) is for programs.

    ## How to read a value

    Times, lengths and speeds of people spread over factors, not over differences, so their \
    distributions are kept as natural logarithms. `kb.hold.mean` is the mean of ln(hold time in \
    seconds): −2.3 means exp(−2.3) s = 100 ms, the geometric mean. `kb.hold.sd` is the standard \
    deviation of those logarithms: 0.25 means that a usual hold time lies within a factor of \
    exp(0.25) = 1.28 of the mean. `.p5` to `.p95` are percentiles on the same scale, within 2.2 % \
    of the time and usually much closer; `.skew` and `.kurt` are the skewness and the excess kurtosis of \
    the logarithms. `tactus view` undoes the logarithms and shows milliseconds.

    A flight time from a release to the next press is negative where the next key goes down first. \
    It is kept as asinh(t / 10 ms), which is linear around zero and logarithmic far from it: \
    t = 10 ms · sinh(value).

    In formulas of the keyboard, key i goes down at p_i and up at r_i. H = r_i − p_i is its hold, and \
    to the next key DD = p_(i+1) − p_i, UD = p_(i+1) − r_i, UU = r_(i+1) − r_i, DU = r_(i+1) − p_i. \
    Times between keys are of presses within 1 s of each other, unless a feature says otherwise.

    ## What is withheld

    - **Fewer than \(KeyboardStatistics.minimumKeystrokes) keystrokes.** They would say more about \
    the text than about the typist (a password is a short text). The keyboard's features and counts \
    stay null, and its keystrokes wait for those of later windows; the record that shows them says \
    in `kb.span` how many seconds of windows they came from.
    - **Fewer than \(KeyboardStatistics.minimumCell) members** of a key class or finger zone, of a \
    kind of pair, of corrections, capitals or shortcuts. The cell stays null.
    - **Fewer observations than a feature's minimum**, in the tables below.

    Nothing is computed across a gap in the events; see `gap.*`.

    ## Lost windows

    Where windows could not be written, because the disk was full or the like, the log tells so as \
    soon as it can, by a line in their place that begins as a record does and has no feature:

        {"v": 1, "seq": 12, "boot": "…", "run": "…", "start": "…", "duration": 180.0,
         "gap": {"cause": "disk_full", "windows": 3, "made": 15}}

    `start` and `duration` span the lost windows, `windows` is their number and `made` that of all \
    windows that the run had made by then. Causes: \(causes).
    """
  }

  private static var causes: String {
    LossCause.allCases.map { "`\($0.rawValue)`" }.joined(separator: ", ")
  }

  private static var units: String {
    section(
      "Units", ["unit", "meaning"],
      Feature.Unit.allCases.map { ["`\($0.rawValue)`", $0.explanation] })
  }

  private static var head: String {
    section("Head", ["key", "meaning"], RecordField.all.map { ["`\($0.name)`", $0.meaning] })
  }

  private static var bookkeeping: String {
    let counts = RecordBuilder.counts(of: WindowStatistics())
    return """
      ## Bookkeeping

      Every event that was read is accounted for: on each side, read = used + the sum of what was \
      set aside. The keyboard's counts are withheld as its features are.

      """
        + rows(["key", "meaning"], counts.map { ["`\($0.name)`", meaning(ofCount: $0.name)] })
  }

  private static var formulas: String {
    """
    ## Formulas

    n is the number of observations, y stands for each of them on the feature's scale, ȳ is their \
    mean and Q(p) the value that a share p of them lies below. Where the meaning says all, there is \
    no formula. A feature without a [source](#sources) is defined here.
    """
  }

  private static func group(_ group: Feature.Group) -> String {
    section(
      group.rawValue.prefix(1).uppercased() + group.rawValue.dropFirst(),
      ["feature", "unit", "minimum", "meaning", "formula", "source"],
      FeatureTable.all.filter { $0.group == group }.map { feature in
        [
          "`\(feature.name)`", feature.unit.rawValue,
          feature.minimum > 0 ? String(feature.minimum) : "", feature.meaning, feature.formula,
          feature.source == .tactus ? "" : feature.source.rawValue,
        ]
      })
  }

  private static var sources: String {
    let used = Set(FeatureTable.all.map(\.source)).subtracting([.tactus])
    return section(
      "Sources", ["source", "citation"],
      FeatureSource.allCases.filter(used.contains).map { ["`\($0.rawValue)`", $0.citation] })
  }

  static func section(_ title: String, _ titles: [String], _ cells: [[String]]) -> String {
    "## \(title)\n\n" + rows(titles, cells)
  }

  private static func rows(_ titles: [String], _ cells: [[String]]) -> String {
    ([titles, titles.map { _ in "---" }] + cells.map { $0.map(escaped) })
      .map { "| " + $0.joined(separator: " | ") + " |" }.joined(separator: "\n")
  }

  /// A bar would end the cell.
  private static func escaped(_ cell: String) -> String {
    cell.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
  }
}

// MARK: - Meanings

extension FeatureDocument {
  /// What a count's name says, part by part: `set_aside.pointer.gesture`.
  static func meaning(ofCount name: String) -> String {
    let parts = name.split(separator: ".").map(String.init)
    guard let kind = parts.first, let last = parts.last else { return "" }
    switch kind {
    case "events":
      return
        "Events of the \(parts[1]) side that \(last == "read" ? "were read" : "made features")."
    case "set_aside": return SetAsideCause.allCases.first { $0.label == last }?.meaning ?? ""
    case "gap": return GapCause.allCases.first { $0.label == last }?.meaning ?? ""
    default: return ""
    }
  }
}

extension SetAsideCause {
  fileprivate var meaning: String {
    switch self {
    case .unpairedRelease: "Releases whose press was not seen, or fell before a gap."
    case .brokenFrame: "Rest of a report that the kernel cut by dropping events."
    case .coarseWheel: "Whole-detent wheel events of a device that reports finer ones too."
    case .unused: "Events that no feature uses."
    case .gesture: "Movement with two fingers or more on a touchpad."
    case .suspended: "Events that were queued while the machine went to sleep."
    case .forcedRelease:
      "Releases that the kernel made up because the device went away or the machine slept."
    case .tableFull: "Presses beyond the keys that can be followed at once."
    }
  }
}

extension GapCause {
  fileprivate var meaning: String {
    switch self {
    case .dropped: "Gaps because the kernel's queue overflowed."
    case .removed: "Gaps because a device went away."
    case .suspended: "Gaps because the machine slept."
    case .grabbed: "Gaps because another program took a device for itself."
    case .clock: "Gaps because a device's time stamps went backwards."
    }
  }
}

extension Feature.Unit {
  fileprivate var explanation: String {
    switch self {
    case .logSeconds: "Natural logarithm of a time in seconds."
    case .logRatio: "Natural logarithm of a factor: a spread of logarithms."
    case .asinhTime: "asinh of a signed time by 10 ms."
    case .seconds: "Seconds."
    case .count: "A number of things."
    case .logCount: "Natural logarithm of a number of things."
    case .share: "A share; 1 is all. Rates of one thing by another may exceed 1."
    case .perMinute: "Times a minute."
    case .length: "A length, in the record's `length_unit`."
    case .lengthPerMinute: "A length a minute, in the record's `length_unit`."
    case .logLength: "Natural logarithm of a length in the record's `length_unit`."
    case .logSpeed: "Natural logarithm of a speed in the record's `length_unit` a second."
    case .speed: "A speed, in the record's `length_unit` a second."
    case .acceleration: "An acceleration, in the record's `length_unit` and seconds."
    case .logAcceleration: "Natural logarithm of an acceleration."
    case .jerk: "A jerk, the change of acceleration a second."
    case .logJerk: "Natural logarithm of a jerk."
    case .logPerLength: "Natural logarithm of a number of things by length."
    case .area: "An area, in the square of the record's `length_unit`."
    case .logArea: "Natural logarithm of an area."
    case .radians: "An angle; 2π is all around, clockwise as the screen has it."
    case .radiansPerSecond: "An angular velocity."
    case .logRadiansPerSecond: "Natural logarithm of an angular velocity."
    case .curvature: "A curvature: angle by length."
    case .logCurvature: "Natural logarithm of a curvature."
    case .bitsPerSecond: "Bits of difficulty a second."
    case .secondsPerBit: "Seconds for a bit of difficulty."
    case .logDetents: "Natural logarithm of a number of notches."
    case .detents: "Notches of a wheel; a part of one counts as such."
    case .detentsPerMinute: "Notches of a wheel a minute."
    case .bits: "Bits of information."
    case .none: "A number without a unit."
    }
  }
}
