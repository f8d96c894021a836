internal import BehaviorFeatures

/// Whether records are numbered without a hole.
struct NumberCheck {
  private var last: Int?

  /// - Parameter first: the first of the numbers that the record stands for.
  mutating func check(_ sequence: Int, from first: Int) -> String? {
    defer { last = sequence }
    // Numbers that no log of ours has may be as large as numbers get.
    guard let last, first != last &+ 1 else { return nil }
    if sequence == last { return "record \(sequence) stands here again" }
    if first <= last { return "record \(first) follows record \(last)" }
    return first - 1 == last + 1
      ? "record \(last + 1) is missing before this one"
      : "records \(last + 1) to \(first - 1) are missing before this one"
  }

  /// Something can't be read here; a hole after it needs no telling.
  mutating func skip() { last = nil }
}

/// Whether records have the keys that a record has.
struct ColumnCheck {
  struct Finding: Equatable {
    var severity: LogFinding.Severity
    var message: String
  }

  /// Keys of a kind, told one by one up to here.
  private static let namedKeys = 3
  private static let head = RecordField.all.map(\.name)
  private static let features = FeatureTable.all.map(\.name)
  private static let columns = features + [Sketch.recordKey]
  private static let counts = ["events.", "set_aside.", "gap."]

  private var runID: String?
  private var keys: [String] = []
  private var versions: Set<Int> = []

  /// Whether records of that version weren't seen before.
  mutating func isNew(version: Int) -> Bool { versions.insert(version).inserted }

  mutating func check(_ object: JSONObject, runID: String) -> [Finding] {
    let entries = object.entries()
    var findings: [Finding] = []
    for (key, kind) in entries where kind == .other && Self.featureSet.contains(key) {
      findings.append(Finding(severity: .damage, message: "\"\(key)\" is no number"))
    }
    if let fault = Self.faultOfSketch(in: object) {
      findings.append(Finding(severity: .damage, message: fault))
    }
    let keys = entries.map(\.key)
    if runID == self.runID, keys == self.keys { return findings }
    let given = Set(keys)
    let missing = Self.head.filter { !given.contains($0) }
    if !missing.isEmpty {
      findings.append(Finding(severity: .damage, message: "no \(Self.list(missing))"))
    }
    if runID == self.runID {
      findings.append(
        Finding(severity: .damage, message: "other keys than the run's record before this one"))
    } else if let difference = Self.difference(given, keys) {
      findings.append(Finding(severity: .note, message: difference))
    }
    (self.runID, self.keys) = (runID, keys)
    return findings
  }

  private static let featureSet = Set(features)
  private static let known = Set(columns).union(head)

  /// Why the record's windows can't be merged; nil where they can, or where it has no sketch.
  private static func faultOfSketch(in object: JSONObject) -> String? {
    do throws(JSONObject.Fault) {
      if let sketch = try object.sketch() { try WindowTotals().take(sketch, length: 0) }
      return nil
    } catch {
      return error.message
    }
  }

  /// How a record of another version of the program differs from this one's.
  private static func difference(_ given: Set<String>, _ keys: [String]) -> String? {
    let missing = columns.filter { !given.contains($0) }
    let unknown = keys.filter { key in
      !known.contains(key) && !counts.contains { key.hasPrefix($0) }
    }
    if missing.isEmpty, unknown.isEmpty { return nil }
    let parts = [("without", missing), ("with", unknown)].filter { !$0.1.isEmpty }
    return "written by another version: "
      + parts.map { "\($0.0) \(list($0.1))" }.joined(separator: ", ")
  }

  private static func list(_ keys: [String]) -> String {
    let named = keys.prefix(namedKeys).map { "\"\($0)\"" }.joined(separator: ", ")
    return keys.count > namedKeys ? "\(named) and \(keys.count - namedKeys) more keys" : named
  }
}

/// Whether the windows in the log and in its gaps are those that a run made.
struct GapBooks {
  private struct Run {
    /// Windows in records and gaps so far.
    var accounted = 0
    /// By how much a gap's `made` exceeds `accounted`; nil while that isn't known.
    var before: Int?
  }

  private var runs: [String: Run] = [:]
  private var lastRun: String?
  /// The gap that came last. It has all windows of its run up to then only if no other one follows.
  private var open: GapRecord?

  /// A window's record comes. A message where what came before it doesn't add up.
  mutating func window(runID: String, sequence: Int) -> String? {
    let problem = close()
    enter(runID, sequence)
    runs[runID]?.accounted += 1
    return problem
  }

  mutating func gap(_ gap: GapRecord) -> String? {
    let problem = open?.runID == gap.runID ? nil : close()
    enter(gap.runID, gap.firstSequence)
    guard !gap.isErasure else {
      // What the run made before is not in the log any more.
      runs[gap.runID]?.before = nil
      open = nil
      return problem
    }
    runs[gap.runID]?.accounted += gap.windows
    open = gap
    return problem
  }

  /// A run that is met after another one, or as the log's first, was seen from its beginning.
  private mutating func enter(_ runID: String, _ sequence: Int) {
    if runs[runID] == nil {
      runs[runID] = Run(before: lastRun == nil && sequence != 1 ? nil : 0)
    }
    lastRun = runID
  }

  mutating func close() -> String? {
    guard let gap = open, var run = runs[gap.runID] else { return nil }
    open = nil
    defer { runs[gap.runID] = run }
    let before = gap.made - run.accounted
    guard let known = run.before, before != known else {
      run.before = before
      return nil
    }
    run.before = before
    return "record \(gap.sequence): the run made \(gap.made - known) windows by then, and "
      + "\(run.accounted) are in its records and gaps"
  }
}

extension LogSummary: CustomStringConvertible {
  /// `whole: 812 windows in 3 files, records 1 to 813; 1 gap with 4 windows`.
  public var description: String {
    func count(_ number: Int, _ noun: String) -> String {
      "\(number) \(noun)\(number == 1 ? "" : "s")"
    }
    var text = isClean ? "whole" : "damaged in \(count(damages, "place"))"
    text += ": \(count(windows, "window")) in \(count(files, "file"))"
    if let firstSequence, let lastSequence {
      text += ", records \(firstSequence) to \(lastSequence)"
    }
    if gaps > 0 { text += "; \(count(gaps, "gap")) with \(count(windowsLost, "window"))" }
    if pauses > 0 { text += "; \(count(pauses, "pause"))" }
    if erasures > 0 { text += "; \(count(windowsErased, "window")) erased" }
    return text
  }
}
