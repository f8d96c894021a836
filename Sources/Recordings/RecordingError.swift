/// What is wrong with a recording, where it is wrong, and what can be done about it.
public struct RecordingError: Error, Equatable, Sendable, CustomStringConvertible {
  public var file: String
  /// The line, counted from 1; nil where the trouble is with the file as a whole.
  public var line: Int?
  public var problem: Problem

  public var description: String {
    guard let line else { return "\(file): \(problem.message)" }
    return "\(file):\(line): \(problem.message)"
  }

  public enum Problem: Error, Equatable, Sendable {
    /// The system refused: what was tried, and its `errno`.
    case system(action: String, code: Int32)
    case device
    case cannotReadTwice
    case unfinishedLine
    case lineTooLong(limit: Int)
    case unsupportedVersion(String)
    case unknownLine
    case malformed(line: String, form: String)
    case microseconds
    case headerAfterEvents
    case duplicate(String)
    case codeOutOfRange(type: UInt16, code: Int)
    case undeclared(type: UInt16, code: UInt16)
    case backwards
    case unknownKey(String)
    case invalidValue(key: String, expected: String)
    case beforeStart
    case differentSession(than: String)
    case sameFileTwice
  }
}

extension RecordingError.Problem {
  var message: String {
    switch self {
    case .system(let action, let code): "cannot \(action): \(errorText(code))"
    case .device: "a device, no recording; 'tactus record' makes one of it"
    case .cannotReadTwice:
      "no B: lines say which codes the device has, and a pipe cannot be read twice to find out;"
        + " save the recording to a file"
    case .unfinishedLine:
      "the file ends within this line; if it is whole, end it with a newline, else remove it"
    case .lineTooLong(let limit): "line longer than \(limit) bytes; this is no evemu recording"
    case .unsupportedVersion(let version):
      "\(version) is not supported; a newer tactus may read this recording"
    case .unknownLine:
      "not a line of an evemu recording; they begin with N: I: P: B: A: L: S: E: or #"
    case .malformed(let line, let form): "malformed \(line): line; its form is '\(form)'"
    case .microseconds: "the microseconds of a time need six digits: half a second is 0.500000"
    case .headerAfterEvents: "the device is described after its first event; move this line up"
    case .duplicate(let what): "\(what) is given twice; remove one"
    case .codeOutOfRange(let type, let code):
      "type \(hexadecimal(type)) has no code \(code); remove the surplus B: line"
    case .undeclared(let type, let code):
      "no B: line says that the device has code \(hexadecimal(code)) of type \(hexadecimal(type));"
        + " set its bit or remove the event"
    case .backwards: "time runs backwards here; put the events in order"
    case .unknownKey(let key):
      "unknown key '\(key)' in a 'tactus:' line; a newer tactus may read this recording"
    case .invalidValue(let key, let expected): "the value of '\(key)' must be \(expected)"
    case .beforeStart: "an event is older than the start of the recording"
    case .differentSession(let other):
      "not of the same session as \(other): their 'start' differs; replay them one by one"
    case .sameFileTwice: "the same file is given twice"
    }
  }

  private func hexadecimal(_ code: UInt16) -> String { "0x" + String(code, radix: 16) }
}
