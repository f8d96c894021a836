internal import Foundation
public import Settings

/// What a beat carries: `{"type":4}`, and no more unless it is asked for by name.
public struct Payload: Sendable {
  public typealias Field = PayloadField

  public var type: Int
  public var fields: Set<Field>
  public var userID: String?
  public var host: String

  public init(type: Int = 4, fields: Set<Field> = [], userID: String? = nil, host: String = "") {
    self.type = type
    self.fields = fields
    self.userID = userID
    self.host = host
  }

  /// The body of the request, keys in alphabetical order.
  ///
  /// - Parameter time: seconds since 1970.
  public func json(at time: Double, _ statistics: HeartbeatStatistics) -> [UInt8] {
    let body = Body(
      type: type,
      timestamp: fields.contains(.timestamp) ? Self.stamp(time) : nil,
      userID: fields.contains(.userID) ? userID : nil,
      host: fields.contains(.host) ? host : nil,
      statistics: fields.contains(.statistics) ? statistics.summary : nil)
    return CanonicalJSON.encode(body)
  }

  /// `2026-11-24T00:33:12.123Z`.
  static func stamp(_ time: Double) -> String {
    let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
    return Date(timeIntervalSince1970: time).formatted(style)
  }

  private struct Body: Encodable {
    var type: Int
    var timestamp: String?
    var userID: String?
    var host: String?
    var statistics: HeartbeatStatistics.Summary?

    enum CodingKeys: String, CodingKey {
      case type, timestamp, host, statistics
      case userID = "user_id"
    }
  }
}

/// One way to write a value.
enum CanonicalJSON {
  /// Nothing that is encoded here can fail: there are no numbers but finite ones.
  static func encode(_ value: some Encodable) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return (try? encoder.encode(value)).map(Array.init) ?? []
  }
}
