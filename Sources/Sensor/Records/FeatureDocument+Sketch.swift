internal import BehaviorFeatures

extension FeatureDocument {
  /// What a record's sketch holds, and how to merge it.
  static var sketch: String {
    [
      sketchIntroduction,
      section(
        "Kinds of accumulators", ["kind", "as JSON", "meaning"],
        kinds.map { ["`\($0.name)`", $0.shape.example, $0.meaning] }),
      section("Entries of the sketch", ["entry", "kind"], entries),
      merging,
    ].joined(separator: "\n\n")
  }

  private static var kinds: [SketchForm] {
    Sketch.catalog.map(\.form).reduce(into: []) { kinds, form in
      if !kinds.contains(where: { $0.name == form.name }) { kinds.append(form) }
    }
  }

  private static var entries: [[String]] {
    Sketch.catalog.map { name, form in
      guard case .array(_, let length) = form.shape else { return ["`\(name)`", form.name] }
      return ["`\(name)`", "\(length) \(form.name)"]
    }
  }

  private static var sketchIntroduction: String {
    """
    ## Sketch

    `sketch` is an object of the accumulators that the features are computed from. Those of two \
    windows add up to those of both, so an hour, a day or several machines can be summed up from the \
    log alone, and every feature of the whole computed as exactly as that of a window: \
    `tactus view --by day` does so, and `--json` writes the outcome as records that can be merged \
    again. Numbers have all their digits.

    An entry that is empty is left out, and so is what the features withhold: the keyboard below \
    \(KeyboardStatistics.minimumKeystrokes) keystrokes, and accumulators of fewer than \
    \(KeyboardStatistics.minimumCell) of its cells' members. To whoever merges, what is left out is \
    zero, so a merged cell lacks its members of the windows in which it was withheld: its share is a \
    lower bound.
    """
  }

  private static var merging: String {
    """
    ## How to merge

    Counts, sums and buckets add up. Of moments n, mean and M2, with d = mean₂ − mean₁ and \
    n = n₁ + n₂: mean = mean₁ + d n₂ / n, and M2 = M2₁ + M2₂ + d² n₁ n₂ / n. (M3 and M4: Pébay, \
    *Formulas for Robust, One-Pass Parallel Computation of Covariances and Arbitrary-Order \
    Statistical Moments*, Sandia report SAND2008-6212.) The deviation is √(M2 / (n − 1)). \
    Head and bookkeeping: durations and counts add up; lengths in `mm` and in `counts` don't. Users \
    and sources (`recording`) should stay apart.

    This prints each day's median hold time, from buckets alone; `pandas.read_json(path, \
    lines=True)["sketch"]` has the same objects.

    ```python
    import collections, json, sys

    def buckets(histogram):
        \"""Number and count of every bucket that isn't empty.\"""
        index = histogram["offset"]
        for count in histogram["counts"]:
            if count > 0:
                yield index, count
            index += max(1, -count)  # a negative count: so many empty buckets

    days = collections.defaultdict(collections.Counter)
    for line in open(sys.argv[1], encoding="utf-8"):
        record = json.loads(line)
        if "kb.hold" in record["sketch"]:
            days[record["start"][:10]].update(dict(buckets(record["sketch"]["kb.hold"])))

    for day, counts in sorted(days.items()):
        rank = 0.5 * sum(counts.values())
        for index, count in sorted(counts.items()):
            if count >= rank:
                # Bucket i lies between 2^(i/32) and 2^((i+1)/32) seconds.
                print(day, f"{1000 * 2 ** ((index + rank / count) / 32):.3f} ms")
                break
            rank -= count
    ```
    """
  }
}

extension SketchForm.Shape {
  /// `{"offset": i, "counts": [i, …]}`, with i for a whole number and x for any.
  fileprivate var example: String {
    switch self {
    case .count, .integer: "i"
    case .number: "x"
    case .integers: "[i, …]"
    case .array(let element, _): "[\(element.example), …]"
    case .tuple(let names): "[" + names.joined(separator: ", ") + "]"
    case .parts(let parts):
      "{" + parts.map { "\"\($0.name)\": \($0.shape.example)" }.joined(separator: ", ") + "}"
    }
  }
}
