public import FeatureLog

/// One thing that was looked at: how it is, and what to do where it isn't as it should be.
public struct Finding: Sendable, Equatable {
  public enum Level: String, Sendable, CaseIterable {
    case ok
    /// The sensor works, but less well or less safely than it could.
    case warning
    /// The sensor can't do its work, or someone else could do it.
    case problem
  }

  public var level: Level
  /// What was looked at, in a word or two.
  public var subject: String
  /// How it is.
  public var message: String
  /// What to do; `nil` where there is nothing to be done.
  public var remedy: String?

  init(_ level: Level, _ subject: String, _ message: String, remedy: String? = nil) {
    self.level = level
    self.subject = subject
    self.message = message
    self.remedy = remedy
  }

  public var json: JSONValue {
    [
      "level": .string(level.rawValue), "subject": .string(subject), "message": .string(message),
      "remedy": .optional(remedy),
    ]
  }
}

extension [Finding] {
  /// The findings as aligned lines, and a last one that sums them up.
  public func lines(style: TextStyle) -> [String] {
    let width = map { DisplayText.width($0.subject) }.max() ?? 0
    let margin = String(repeating: " ", count: 9 + width + 2)
    let lines = flatMap { finding in
      let mark = DisplayText.leftAligned(finding.level.rawValue, to: 7)
      let subject = DisplayText.leftAligned(finding.subject, to: width)
      let message = DisplayText.sanitized(finding.message)
      let head = "\(finding.level.painted(mark, style))  \(subject)  \(message)"
      return [head] + (finding.remedy.map { [margin + DisplayText.sanitized($0)] } ?? [])
    }
    return lines + ["", summary]
  }

  private var summary: String {
    func amount(_ level: Finding.Level, _ noun: String) -> String {
      let number = self.count { $0.level == level }
      return "\(number) \(noun)\(number == 1 ? "" : "s")"
    }
    return "\(amount(.problem, "problem")), \(amount(.warning, "warning"))"
  }

  public var hasProblem: Bool { contains { $0.level == .problem } }
}

extension Finding.Level {
  /// Green, yellow, red: where the terminal shows colors.
  fileprivate func painted(_ text: String, _ style: TextStyle) -> String {
    guard style.isEnabled else { return text }
    let color =
      switch self {
      case .ok: 32
      case .warning: 33
      case .problem: 31
      }
    return "\u{1B}[\(color)m\(text)\u{1B}[0m"
  }
}
