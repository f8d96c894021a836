import CYAML

/// Reads one YAML document by libyaml, less what has no place in a configuration: anchors, aliases,
/// tags, several documents, keys that are not text, keys given twice.
struct YAMLParser: ~Copyable {
  /// A configuration is a few levels deep; the limit bounds the recursion on hostile input.
  private static let deepest = 32

  private enum Event: Equatable {
    case streamStart, streamEnd, documentStart, documentEnd
    case scalar(String)
    case sequenceStart, sequenceEnd, mappingStart, mappingEnd
  }

  private let parser: UnsafeMutablePointer<yaml_parser_t>
  private let input: UnsafeBufferPointer<UInt8>
  private var position = YAMLPosition.start

  /// The document in `bytes`, or nil where there is nothing but space and comments.
  static func parse(_ bytes: [UInt8]) throws(YAMLError) -> YAMLNode? {
    try bytes.withUnsafeBufferPointer { input throws(YAMLError) in
      var parser = try YAMLParser(input)
      return try parser.document()
    }
  }

  private init(_ input: UnsafeBufferPointer<UInt8>) throws(YAMLError) {
    self.input = input
    parser = .allocate(capacity: 1)
    guard yaml_parser_initialize(parser) == 1 else {
      throw YAMLError(position: .start, message: "out of memory")
    }
    // Stated rather than guessed, so that offsets of encoding errors count from the first byte.
    yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    yaml_parser_set_input_string(parser, input.baseAddress, input.count)
  }

  deinit {
    yaml_parser_delete(parser)
    parser.deallocate()
  }

  private mutating func document() throws(YAMLError) -> YAMLNode? {
    _ = try next()
    guard try next() != .streamEnd else { return nil }
    let root = try node(try next(), depth: 0)
    _ = try next()
    guard try next() == .streamEnd else {
      throw error("a second document begins here; a configuration is a single one: remove '---'")
    }
    return root.content == .scalar("") ? nil : root
  }

  private mutating func node(_ event: Event, depth: Int) throws(YAMLError) -> YAMLNode {
    let start = position
    guard depth < Self.deepest else {
      throw error("nested more than \(Self.deepest) levels deep")
    }
    switch event {
    case .scalar(let text): return YAMLNode(content: .scalar(text), position: start)
    case .sequenceStart:
      var items: [YAMLNode] = []
      while case let event = try next(), event != .sequenceEnd {
        items.append(try node(event, depth: depth + 1))
      }
      return YAMLNode(content: .sequence(items), position: start)
    case .mappingStart:
      return YAMLNode(content: .mapping(try entries(depth: depth)), position: start)
    default: throw error("a value is missing here")
    }
  }

  private mutating func entries(depth: Int) throws(YAMLError) -> [YAMLNode.Entry] {
    var entries: [YAMLNode.Entry] = []
    var lines: [String: Int] = [:]
    while case let event = try next(), event != .mappingEnd {
      guard case .scalar(let key) = event else { throw error("a key must be plain text") }
      let keyPosition = position
      if let line = lines.updateValue(keyPosition.line, forKey: key) {
        throw error(
          "duplicate key \(quoted(key)), given before in line \(line): remove one of the two")
      }
      let value = try node(try next(), depth: depth + 1)
      entries.append(YAMLNode.Entry(key: key, keyPosition: keyPosition, value: value))
    }
    return entries
  }

  /// The next event; moves `position` to its first character.
  private mutating func next() throws(YAMLError) -> Event {
    var event = yaml_event_t()
    guard yaml_parser_parse(parser, &event) == 1 else { throw syntaxError() }
    defer { yaml_event_delete(&event) }
    position = YAMLPosition(event.start_mark)
    switch event.type {
    case YAML_STREAM_START_EVENT: return .streamStart
    case YAML_DOCUMENT_START_EVENT: return .documentStart
    case YAML_DOCUMENT_END_EVENT: return .documentEnd
    case YAML_SCALAR_EVENT:
      let scalar = event.data.scalar
      try refuse(anchor: scalar.anchor, tag: scalar.tag)
      let bytes = UnsafeBufferPointer(start: scalar.value, count: scalar.length)
      return .scalar(String(decoding: bytes, as: UTF8.self))
    case YAML_SEQUENCE_START_EVENT:
      try refuse(anchor: event.data.sequence_start.anchor, tag: event.data.sequence_start.tag)
      return .sequenceStart
    case YAML_SEQUENCE_END_EVENT: return .sequenceEnd
    case YAML_MAPPING_START_EVENT:
      try refuse(anchor: event.data.mapping_start.anchor, tag: event.data.mapping_start.tag)
      return .mappingStart
    case YAML_MAPPING_END_EVENT: return .mappingEnd
    case YAML_ALIAS_EVENT:
      throw error("aliases (*name) aren't supported: write the value out; quote text with a '*'")
    default: return .streamEnd
    }
  }

  private func refuse(
    anchor: UnsafeMutablePointer<UInt8>?, tag: UnsafeMutablePointer<UInt8>?
  ) throws(YAMLError) {
    if anchor != nil {
      throw error("anchors (&name) aren't supported: write the value out; quote text with a '&'")
    }
    if tag != nil {
      throw error("tags (!name) aren't supported: write the bare value; quote text with a '!'")
    }
  }

  private func error(_ message: String) -> YAMLError {
    YAMLError(position: position, message: message)
  }

  private func syntaxError() -> YAMLError {
    let state = parser.pointee
    let problem = state.problem.map { String(cString: $0) } ?? "out of memory"
    switch state.error {
    case YAML_READER_ERROR:
      return YAMLError(
        position: position(ofByte: state.problem_offset), message: "not UTF-8 text: \(problem)")
    case YAML_MEMORY_ERROR: return error("out of memory")
    default:
      let mark = YAMLPosition(state.problem_mark)
      return YAMLError(
        position: mark, message: "not valid YAML: \(problem)" + remedy(at: mark, problem))
    }
  }

  /// What to do about the mistakes that libyaml's words don't explain.
  private func remedy(at mark: YAMLPosition, _ problem: String) -> String {
    let lines = input.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    guard mark.line <= lines.count else { return "" }
    let line = lines[mark.line - 1]
    let indent = line.prefix { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
    if indent.contains(UInt8(ascii: "\t")) { return "; indent with spaces, not with tabs" }
    if problem.hasPrefix("could not find expected ':'") {
      return "; write 'key: value', with a space after the colon"
    }
    return ""
  }

  private func position(ofByte offset: Int) -> YAMLPosition {
    var position = YAMLPosition.start
    for byte in input.prefix(offset) {
      if byte == UInt8(ascii: "\n") {
        position = YAMLPosition(line: position.line + 1, column: 1)
      } else if byte & 0xC0 != 0x80 {
        position.column += 1
      }
    }
    return position
  }
}

extension YAMLPosition {
  /// libyaml counts from 0.
  fileprivate init(_ mark: yaml_mark_t) {
    self.init(line: mark.line + 1, column: mark.column + 1)
  }
}
