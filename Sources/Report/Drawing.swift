/// A picture under way: elements of SVG, and no more of it than these charts need.
struct Drawing {
  let width: Double
  let height: Double
  private(set) var elements = ""

  init(width: Double, height: Double) {
    self.width = width
    self.height = height
  }

  enum Anchor: String { case start, middle, end }

  mutating func text(
    _ text: String, x: Double, y: Double, anchor: Anchor = .start, class name: String = ""
  ) {
    let place = "x=\"\(Self.number(x))\" y=\"\(Self.number(y))\""
    let anchor = anchor == .start ? "" : " text-anchor=\"\(anchor.rawValue)\""
    elements += "<text \(place)\(anchor)\(Self.attribute(name))>\(Markup.escaped(text))</text>"
  }

  mutating func line(
    x1: Double, y1: Double, x2: Double, y2: Double, class name: String = "grid"
  ) {
    elements +=
      "<path d=\"M\(Self.number(x1)) \(Self.number(y1))L\(Self.number(x2)) \(Self.number(y2))\""
      + "\(Self.attribute(name))/>"
  }

  /// - Parameter tip: shown where the pointer rests on it.
  mutating func rectangle(
    x: Double, y: Double, width: Double, height: Double, class name: String, tip: String? = nil,
    radius: Double = 0
  ) {
    let size = "width=\"\(Self.number(max(0, width)))\" height=\"\(Self.number(max(0, height)))\""
    let corner = radius > 0 ? " rx=\"\(Self.number(radius))\"" : ""
    elements +=
      "<rect x=\"\(Self.number(x))\" y=\"\(Self.number(y))\" \(size)\(corner)\(Self.attribute(name))"
    elements += tip.map { "><title>\(Markup.escaped($0))</title></rect>" } ?? "/>"
  }

  mutating func circle(x: Double, y: Double, radius: Double, class name: String, tip: String) {
    elements +=
      "<circle cx=\"\(Self.number(x))\" cy=\"\(Self.number(y))\" r=\"\(Self.number(radius))\""
      + "\(Self.attribute(name))><title>\(Markup.escaped(tip))</title></circle>"
  }

  mutating func path(_ points: [(x: Double, y: Double)], class name: String, closed: Bool = false) {
    guard let first = points.first else { return }
    var data = "M\(Self.number(first.x)) \(Self.number(first.y))"
    for point in points.dropFirst() {
      data += "L\(Self.number(point.x)) \(Self.number(point.y))"
    }
    elements += "<path d=\"\(data)\(closed ? "Z" : "")\"\(Self.attribute(name))/>"
  }

  private static func attribute(_ name: String) -> String {
    name.isEmpty ? "" : " class=\"\(name)\""
  }

  /// To a tenth of a unit.
  static func number(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded())
    let sign = tenths < 0 ? "-" : ""
    let (whole, rest) = abs(tenths).quotientAndRemainder(dividingBy: 10)
    return rest == 0 ? "\(sign)\(whole)" : "\(sign)\(whole).\(rest)"
  }
}

/// Text in HTML and SVG.
enum Markup {
  /// Names in a log come from users and devices.
  static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      case _ where scalar.properties.generalCategory == .control: result += "\u{FFFD}"
      case _ where scalar.properties.generalCategory == .format: result += "\u{FFFD}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
