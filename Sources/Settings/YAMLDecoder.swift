import CommandLineKit

/// Decodes a `Decodable` from a YAML document, and tells each mistake with its place.
///
/// It is strict: a key that the type never asks for is a mistake, and so is a key without a value.
struct YAMLDecoder {
  func decode<Value: Decodable>(_ type: Value.Type, from bytes: [UInt8]) throws(YAMLError) -> Value
  {
    let parsed = try YAMLParser.parse(bytes)
    let root = parsed ?? YAMLNode(content: .mapping([]), position: .start)
    let questions = Questions()
    do {
      let value = try NodeDecoder(node: root, codingPath: [], questions: questions).decode(type)
      if let unknown = questions.unanswerable(in: root) { throw unknown }
      return value
    } catch let error as YAMLError {
      throw error
    } catch let error as DecodingError {
      throw YAMLError(error, in: root)
    } catch {
      throw YAMLError(position: root.position, message: "\(error)")
    }
  }
}

/// What keys each mapping was asked for. The rest are unknown, and these are the known ones.
private final class Questions {
  private var asked: [YAMLPosition: [String]] = [:]

  func ask(_ key: String, of mapping: YAMLNode) {
    if asked[mapping.position]?.contains(key) != true {
      asked[mapping.position, default: []].append(key)
    }
  }

  /// The first key of the mappings below `node` that nothing asked for.
  func unanswerable(in node: YAMLNode) -> YAMLError? {
    switch node.content {
    case .scalar: return nil
    case .sequence(let items): return items.lazy.compactMap(unanswerable).first
    case .mapping(let entries):
      // A mapping that was not looked into is a mistake of its own kind, told elsewhere.
      guard let known = asked[node.position] else { return nil }
      for entry in entries {
        if !known.contains(entry.key) {
          return YAMLError(position: entry.keyPosition, message: unknown(entry.key, known))
        }
        if let below = unanswerable(in: entry.value) { return below }
      }
      return nil
    }
  }

  private func unknown(_ key: String, _ known: [String]) -> String {
    let hint = hint(for: key, among: known)
    let list = "; known keys are " + known.sorted().joined(separator: ", ")
    return "unknown key \(quoted(key))" + (hint.isEmpty ? list : hint)
  }
}

/// A decoder for one node; as a container it holds that one value.
private struct NodeDecoder: Decoder, SingleValueDecodingContainer {
  let node: YAMLNode
  let codingPath: [any CodingKey]
  let questions: Questions

  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func below(_ node: YAMLNode, _ key: some CodingKey) -> NodeDecoder {
    NodeDecoder(node: node, codingPath: codingPath + [key], questions: questions)
  }

  func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
    guard case .mapping(let entries) = node.content else {
      throw mismatch("lines of the form 'key: value', with a space after the colon")
    }
    return KeyedDecodingContainer(KeyedContainer(decoder: self, entries: entries))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
    guard case .sequence(let items) = node.content else { throw mismatch("a list") }
    return ListContainer(decoder: self, items: items)
  }

  func singleValueContainer() throws -> any SingleValueDecodingContainer { self }

  /// Never: a key without a value says nothing, which is a mistake.
  func decodeNil() -> Bool { false }

  func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
    // All scalar types of the standard library read themselves from text.
    guard let scalarType = type as? any LosslessStringConvertible.Type else {
      return try Value(from: self)
    }
    guard case .scalar(let text) = node.content, let value = scalarType.init(text) as? Value,
      (value as? any FloatingPoint)?.isFinite != false
    else { throw mismatch(expectation(of: type)) }
    return value
  }

  private func expectation(of type: Any.Type) -> String {
    switch type {
    case let integer as any FixedWidthInteger.Type:
      "a whole number from \(integer.min) to \(integer.max)"
    case is any FloatingPoint.Type: "a number"
    case is Bool.Type: "true or false"
    default: "text"
    }
  }

  private func mismatch(_ expectation: String) -> DecodingError {
    let what =
      switch node.content {
      case .scalar(let text): found(text)
      case .sequence: "a list"
      case .mapping: "keys and values"
      }
    return .dataCorrupted(
      .init(codingPath: codingPath, debugDescription: "expected \(expectation), found \(what)"))
  }
}

private struct KeyedContainer<Key: CodingKey>: KeyedDecodingContainerProtocol {
  let decoder: NodeDecoder
  let entries: [YAMLNode.Entry]

  var codingPath: [any CodingKey] { decoder.codingPath }
  var allKeys: [Key] { entries.compactMap { Key(stringValue: $0.key) } }

  func contains(_ key: Key) -> Bool {
    decoder.questions.ask(key.stringValue, of: decoder.node)
    return entries.contains { $0.key == key.stringValue }
  }

  private func value(_ key: some CodingKey) throws -> NodeDecoder {
    decoder.questions.ask(key.stringValue, of: decoder.node)
    if let entry = entries.first(where: { $0.key == key.stringValue }) {
      return decoder.below(entry.value, key)
    }
    // A slip of the finger in another key is the likeliest reason, and the better message.
    for entry in entries where suggestion(for: entry.key, among: [key.stringValue]) != nil {
      throw YAMLError(
        position: entry.keyPosition,
        message: "unknown key \(quoted(entry.key)); did you mean '\(key.stringValue)'?")
    }
    throw DecodingError.keyNotFound(
      key, .init(codingPath: codingPath, debugDescription: "missing key '\(key.stringValue)'"))
  }

  func decodeNil(forKey key: Key) throws -> Bool { false }

  func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
    try value(key).decode(type)
  }

  func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type, forKey key: Key
  ) throws -> KeyedDecodingContainer<Nested> {
    try value(key).container(keyedBy: type)
  }

  func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
    try value(key).unkeyedContainer()
  }

  func superDecoder() throws -> any Decoder { decoder }
  func superDecoder(forKey key: Key) throws -> any Decoder { try value(key) }
}

private struct ListContainer: UnkeyedDecodingContainer {
  private struct Index: CodingKey {
    let intValue: Int?
    var stringValue: String { intValue.map { "item \($0 + 1)" } ?? "" }
    init(intValue: Int) { self.intValue = intValue }
    init?(stringValue: String) { nil }
  }

  let decoder: NodeDecoder
  let items: [YAMLNode]
  var currentIndex = 0

  var codingPath: [any CodingKey] { decoder.codingPath }
  var count: Int? { items.count }
  var isAtEnd: Bool { currentIndex >= items.count }

  private mutating func next() throws -> NodeDecoder {
    guard !isAtEnd else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: codingPath, debugDescription: "the list is too short"))
    }
    defer { currentIndex += 1 }
    return decoder.below(items[currentIndex], Index(intValue: currentIndex))
  }

  func decodeNil() throws -> Bool { false }
  mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
    try next().decode(type)
  }
  mutating func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type
  ) throws -> KeyedDecodingContainer<Nested> { try next().container(keyedBy: type) }
  mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
    try next().unkeyedContainer()
  }
  mutating func superDecoder() throws -> any Decoder { try next() }
}

extension YAMLError {
  /// A mistake that a type found in its values: the coding path leads to its place.
  fileprivate init(_ error: DecodingError, in root: YAMLNode) {
    let context =
      switch error {
      case .typeMismatch(_, let context), .valueNotFound(_, let context),
        .keyNotFound(_, let context), .dataCorrupted(let context):
        context
      @unknown default: DecodingError.Context(codingPath: [], debugDescription: "\(error)")
      }
    var node = root
    for key in context.codingPath {
      switch node.content {
      case .mapping(let entries):
        guard let entry = entries.first(where: { $0.key == key.stringValue }) else { break }
        node = entry.value
      case .sequence(let items):
        if let index = key.intValue, items.indices.contains(index) { node = items[index] }
      case .scalar: break
      }
    }
    let path = context.codingPath.map(\.stringValue).joined(separator: ".")
    self.init(
      position: node.position,
      message: path.isEmpty ? context.debugDescription : "\(path): \(context.debugDescription)")
  }
}
