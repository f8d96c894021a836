import Glibc

/// A turn at the files of a log folder. The sensor and its upkeep take turns together, for each knows
/// what the other does; whoever erases takes one alone, and finds no record half-written, no file just
/// being compressed.
///
/// It is the kernel's lock on the folder itself, so there is no file to leave behind, and one who is
/// killed has given it back.
struct FolderTurn: ~Copyable {
  /// Nil where this file system has no locks: then nobody can erase beside a sensor.
  private let descriptor: OwnedDescriptor?

  /// Hundredths of a second that the sensor waits for whoever erases; that takes less than one second,
  /// and whoever holds the lock for longer means no good.
  private static let patience = 150
  /// And that whoever erases waits for a file to be compressed, at idle priority.
  private static let eraserPatience = 3_000

  /// For those who write. Throws where somebody erases, and for longer than is plausible.
  static func shared(_ folder: LogFolder) throws(FeatureLogError) -> FolderTurn {
    do throws(SystemError) {
      return FolderTurn(descriptor: try lock(folder, LOCK_SH, patience))
    } catch {
      guard error.code == EWOULDBLOCK else { return FolderTurn(descriptor: nil) }
      throw .cannotWrite(path: folder.path, error)
    }
  }

  /// For whoever erases.
  static func alone(_ folder: LogFolder) throws(FeatureLogError) -> FolderTurn {
    do throws(SystemError) {
      return FolderTurn(descriptor: try lock(folder, LOCK_EX, eraserPatience))
    } catch {
      throw .lockUnavailable(path: folder.path, error)
    }
  }

  private static func lock(
    _ folder: LogFolder, _ kind: Int32, _ patience: Int
  ) throws(SystemError) -> OwnedDescriptor {
    let descriptor = try SystemCall.open(folder.path, O_RDONLY | O_DIRECTORY)
    let raw = descriptor.raw
    for attempt in 0... {
      do throws(SystemError) {
        _ = try SystemCall.retrying { flock(raw, kind | LOCK_NB) }
        break
      } catch {
        guard error.code == EWOULDBLOCK, attempt < patience else { throw error }
        usleep(10_000)
      }
    }
    return descriptor
  }

  /// Gives it back. To be called at the end, for a value that is not used any more may end before.
  func end() {
    switch descriptor {
    case .some(let descriptor): flock(descriptor.raw, LOCK_UN)
    case .none: break
    }
  }
}
