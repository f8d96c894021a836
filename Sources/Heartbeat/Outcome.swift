public import CommandLineKit
public import OperationalLog

/// How an attempt ended.
public enum Outcome: Sendable, Equatable {
  /// The receiver took the beat.
  case success(status: Int)
  /// The receiver answered with another status than wanted, and maybe said when to come back.
  case refusal(status: Int, retryAfter: TimeSpan?)
  /// There was no whole answer.
  case network(NetworkTrouble, detail: String)
  /// Nothing that a receiver or the network did.
  case failure(String)

  public var isSuccess: Bool {
    if case .success = self { true } else { false }
  }

  public var level: LogLevel {
    switch self {
    case .success: .debug
    case .refusal, .network: .warning
    case .failure: .error
    }
  }

  /// Whether another attempt a few seconds later may end better.
  public var mayHeal: Bool {
    switch self {
    case .success, .failure: false
    case .refusal(let status, let retryAfter): status >= 500 || (status == 429 && retryAfter != nil)
    case .network(let trouble, _): trouble.mayHeal
    }
  }

  /// How long the receiver wants to be left alone.
  var retryAfter: TimeSpan? {
    if case .refusal(_, let pause) = self { pause } else { nil }
  }
}

/// What kept an answer from coming, or from being taken.
public enum NetworkTrouble: String, Sendable, CaseIterable {
  case timedOut = "timed out"
  case unreachable = "no connection"
  case connectionLost = "connection lost"
  case malformedAnswer = "malformed answer"
  case oversizedAnswer = "answer too long"
  case untrusted = "no trusted TLS connection"

  /// What answers nonsense, or has the wrong certificate, will do so again in two seconds.
  var mayHeal: Bool {
    switch self {
    case .timedOut, .unreachable, .connectionLost: true
    case .malformedAnswer, .oversizedAnswer, .untrusted: false
    }
  }
}

extension Outcome: CustomStringConvertible {
  public var description: String {
    switch self {
    case .success(let status): "status \(status)"
    case .refusal(let status, nil): "status \(status)"
    case .refusal(let status, let pause?): "status \(status), to be retried after \(pause)"
    case .network(let trouble, ""): trouble.rawValue
    case .network(let trouble, let detail): "\(trouble.rawValue): \(detail)"
    case .failure(let reason): reason
    }
  }
}
