public import BehaviorFeatures
import CJansson

extension Sketch {
  /// The record's key for it, the last one.
  public static let recordKey = "sketch"
}

extension WindowTotals {
  /// Adds a sketch, and says of a wrong one what is wrong.
  func take(_ sketch: Sketch, length: Int64) throws(JSONObject.Fault) {
    do throws(Sketch.Unreadable) {
      try add(sketch, length: length)
    } catch {
      let message = "\"\(error.name)\" in its sketch is not what it should be"
      throw JSONObject.Fault(column: 1, message: message)
    }
  }
}

extension JSONText {
  /// An object of the sketch's entries, numbers with all their digits.
  mutating func append(_ sketch: Sketch) { append(sketch.entries) }

  private mutating func append(_ entries: [Sketch.Entry]) {
    append("{")
    for (index, entry) in entries.enumerated() {
      if index > 0 { append(",") }
      append(string: entry.name)
      append(":")
      append(entry.value)
    }
    append("}")
  }

  private mutating func append(_ value: SketchValue) {
    switch value {
    case .number(let number): append(exact: number)
    case .parts(let parts): append(parts)
    case .list(let numbers):
      append("[")
      for (index, number) in numbers.enumerated() {
        if index > 0 { append(",") }
        append(exact: number)
      }
      append("]")
    }
  }
}

extension JSONObject {
  /// The record's sketch; nil where it has none.
  func sketch() throws(Fault) -> Sketch? {
    guard let value = value(Sketch.recordKey) else { return nil }
    guard let entries = Self.entries(value) else {
      throw Fault(column: 1, message: "\"\(Sketch.recordKey)\" is not an object of numbers")
    }
    return Sketch(entries: entries)
  }

  private static func entries(_ object: UnsafeMutablePointer<json_t>) -> [Sketch.Entry]? {
    guard object.pointee.type == JSON_OBJECT else { return nil }
    var entries: [Sketch.Entry] = []
    entries.reserveCapacity(json_object_size(object))
    var iterator = json_object_iter(object)
    while let entry = iterator {
      guard let key = json_object_iter_key(entry), let value = json_object_iter_value(entry),
        let sketch = sketchValue(value)
      else { return nil }
      entries.append(Sketch.Entry(String(cString: key), sketch))
      iterator = json_object_iter_next(object, entry)
    }
    return entries
  }

  private static func sketchValue(_ value: UnsafeMutablePointer<json_t>) -> SketchValue? {
    if let number = number(value) { return .number(number) }
    guard value.pointee.type == JSON_ARRAY else { return entries(value).map(SketchValue.parts) }
    var numbers: [Double] = []
    numbers.reserveCapacity(json_array_size(value))
    for index in 0..<json_array_size(value) {
      guard let number = json_array_get(value, index).flatMap(number) else { return nil }
      numbers.append(number)
    }
    return .list(numbers)
  }
}
