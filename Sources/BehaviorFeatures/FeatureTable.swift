internal import InputEvents

/// Every feature of a window record, declared once and in the record's order.
public enum FeatureTable {
  public static let all: [Feature] =
    keyboard + homing + pointer + kinematics + shape + click + scroll + session

  /// The values of a window, one a feature; `nil` where withheld or undefined.
  public static func values(of window: borrowing WindowStatistics) -> [Double?] {
    var values: [Double?] = []
    values.reserveCapacity(all.count)
    for feature in all { values.append(feature.value(of: window)) }
    return values
  }
}

func share(_ part: UInt64, of whole: UInt64) -> Double? {
  whole > 0 ? Double(part) / Double(whole) : nil
}

func share(_ part: Double, of whole: Double) -> Double? {
  whole > 0 ? part / whole : nil
}

func perMinute(_ amount: Double, _ seconds: Double) -> Double? {
  seconds > 0 ? amount * 60 / seconds : nil
}
