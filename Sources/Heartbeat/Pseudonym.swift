internal import CCrypt
internal import Glibc

/// A name that stands for a user, and that can't be turned back without the salt.
///
/// It is the SHA-512 scheme of `crypt(3)`, slow on purpose: user names are few and easily guessed, so
/// a salt that leaks must not make the guessing cheap.
public struct Pseudonym: Sendable, Equatable {
  public let text: String

  /// - Parameter salt: 16 of `./0-9A-Za-z`, the same for as long as the pseudonym is to be the same.
  init?(of user: String, salt: String) {
    guard salt.utf8.count == Self.saltLength,
      salt.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "." || $0 == "/") })
    else { return nil }
    let setting = "$6$" + salt
    let hash = withUnsafeTemporaryAllocation(of: crypt_data.self, capacity: 1) { buffer in
      buffer.initialize(repeating: crypt_data())
      return crypt_r(user, setting, buffer.baseAddress).map { String(cString: $0) }
    }
    guard let hash, hash.hasPrefix(setting + "$") else { return nil }
    // The scheme and the salt stay here; 22 characters are 132 bits.
    text = String(hash.dropFirst(setting.utf8.count + 1).prefix(22))
  }

  /// The pseudonym by the salt in the file at `path`.
  ///
  /// - Throws: ``SaltError`` as ``salt(at:)`` does.
  public init(of user: String, saltFile path: String) throws(SaltError) {
    guard let pseudonym = Pseudonym(of: user, salt: try Self.salt(at: path)) else {
      throw SaltError(path: path, problem: "crypt(3) can't use it")
    }
    self = pseudonym
  }

  private static let saltLength = 16

  /// The salt in the file at `path`, which is made at the first use, for its owner alone.
  ///
  /// - Throws: ``SaltError`` where it can't be made or read, or anyone else could read it.
  static func salt(at path: String) throws(SaltError) -> String {
    let made = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
    if made >= 0 {
      defer { close(made) }
      let salt = newSalt()
      guard write(made, salt, salt.utf8.count) == salt.utf8.count, fsync(made) == 0 else {
        let code = errno
        unlink(path)
        throw SaltError(path: path, problem: String(cString: strerror(code)))
      }
      return salt
    }
    guard errno == EEXIST else {
      throw SaltError(path: path, problem: String(cString: strerror(errno)))
    }
    let file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
    guard file >= 0 else { throw SaltError(path: path, problem: String(cString: strerror(errno))) }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0, status.st_mode & 0o077 == 0 else {
      throw SaltError(path: path, problem: "others may read it; chmod 600 it or remove it")
    }
    var bytes = [UInt8](repeating: 0, count: saltLength + 1)
    let count = read(file, &bytes, bytes.count)
    let salt = String(decoding: bytes.prefix(max(count, 0)), as: UTF8.self)
    guard Pseudonym(of: "", salt: salt) != nil else {
      throw SaltError(path: path, problem: "holds no salt; remove it, and a new one is made")
    }
    return salt
  }

  private static func newSalt() -> String {
    let alphabet = Array("./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
    var generator = SystemRandomNumberGenerator()
    return String(
      (0..<saltLength).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &generator)] })
  }
}

/// A file of a salt that can't be used.
public struct SaltError: Error, Equatable, CustomStringConvertible {
  public let path: String
  public let problem: String
  public var description: String { "the salt of pseudonyms, \(path): \(problem)" }
}
