import Glibc

/// Fuzzes one boundary of the programs: what comes from outside is made up by libFuzzer, which has the
/// main function, and what must hold whatever comes is checked.
///
///     fuzz TARGET [libFuzzer's options] [CORPUS...]
///     fuzz                                lists the targets
private enum Fuzz {
  /// What takes an input's bytes, by name; each ends the process where a property doesn't hold.
  static let targets: [(name: String, body: @Sendable ([UInt8]) -> Void)] = [
    ("answer", fuzzAnswer), ("arguments", fuzzArguments), ("configuration", fuzzConfiguration),
    ("devices", fuzzDevices), ("events", fuzzEvents), ("log", fuzzLog),
    ("recording", fuzzRecording), ("repair", fuzzRepair), ("status", fuzzStatus),
  ]

  nonisolated(unsafe) static var body: @Sendable ([UInt8]) -> Void = { _ in }
}

/// Takes the target's name off the arguments, before libFuzzer reads them.
@_cdecl("LLVMFuzzerInitialize")
public func initialize(
  _ count: UnsafeMutablePointer<CInt>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>
) -> CInt {
  guard count.pointee > 1, let word = arguments.pointee[1] else {
    for target in Fuzz.targets { print(target.name) }
    exit(0)
  }
  guard let target = Fuzz.targets.first(where: { $0.name == String(cString: word) }) else {
    print("fuzz: there is no target '\(String(cString: word))'")
    exit(64)
  }
  Fuzz.body = target.body
  arguments.pointee[1] = arguments.pointee[0]
  arguments.pointee += 1
  count.pointee -= 1
  // A limit of a file's size is for the writer to report.
  signal(SIGXFSZ, SIG_IGN)
  signal(SIGPIPE, SIG_IGN)
  return 0
}

@_cdecl("LLVMFuzzerTestOneInput")
public func takeInput(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
  Fuzz.body(Array(UnsafeBufferPointer(start: data, count: size)))
  return 0
}

/// Ends the process, which libFuzzer takes for a crash and keeps the input, where a property is broken.
func require(_ holds: Bool, _ property: @autoclosure () -> String) {
  if !holds { fatalError("property broken: \(property())") }
}

/// An input that is cut into values, from its front; what is missing is zero.
struct Bytes {
  private var rest: ArraySlice<UInt8>

  init(_ bytes: [UInt8]) { rest = bytes[...] }

  var isEmpty: Bool { rest.isEmpty }

  mutating func byte() -> UInt8 { rest.popFirst() ?? 0 }

  /// The bytes up to the next NUL, as text.
  mutating func text() -> String {
    let bytes = rest.prefix { $0 != 0 }
    rest = rest.dropFirst(bytes.count + 1)
    return String(decoding: bytes, as: UTF8.self)
  }

  mutating func integer<Number: FixedWidthInteger>(_ type: Number.Type = Number.self) -> Number {
    (0..<Number.bitWidth / 8).reduce(0) { number, _ in
      number << 8 | Number(truncatingIfNeeded: byte())
    }
  }

  mutating func all() -> [UInt8] {
    defer { rest = [] }
    return Array(rest)
  }
}

/// A folder of this process in memory, empty at the beginning, and gone with the process.
enum Scratch {
  static let path: String = {
    let path = "/dev/shm/tactus-fuzz-\(getpid())"
    mkdir(path, 0o700)
    atexit {
      Scratch.clear()
      rmdir(Scratch.path)
    }
    return path
  }()

  static func clear() {
    guard let folder = opendir(path) else { return }
    defer { closedir(folder) }
    while let entry = readdir(folder) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != ".", name != ".." { unlink("\(path)/\(name)") }
    }
  }

  @discardableResult
  static func write(_ name: String, _ bytes: [UInt8]) -> String {
    let file = "\(path)/\(name)"
    let descriptor = open(file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    require(
      Glibc.write(descriptor, bytes, bytes.count) == bytes.count, "the scratch folder takes \(name)"
    )
    close(descriptor)
    return file
  }

  static func read(_ name: String) -> [UInt8]? {
    let descriptor = open("\(path)/\(name)", O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: Int(lseek(descriptor, 0, SEEK_END)))
    let count = pread(descriptor, &bytes, bytes.count, 0)
    require(count == bytes.count, "the scratch folder gives \(name)")
    return bytes
  }
}
