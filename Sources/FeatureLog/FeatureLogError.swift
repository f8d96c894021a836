import Glibc

/// Why the feature log can't be opened, read or written, with the remedy in its description.
public enum FeatureLogError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The folder can't be made or looked at.
  case folderUnavailable(path: String, SystemError)
  /// Anyone on the machine may plant or remove files in the folder.
  case folderOpenToAll(path: String)
  /// The lock file can't be opened or locked, for another reason than being held.
  case lockUnavailable(path: String, SystemError)
  /// Another process writes this log; its process id where the lock file tells.
  case alreadyRunning(lock: String, processID: Int?)
  case cannotOpen(path: String, SystemError)
  /// A folder, device or pipe stands where the log file should.
  case notAFile(path: String)
  case cannotRead(path: String, SystemError)
  /// Nothing of the record was written.
  case cannotWrite(path: String, SystemError)
  /// The kernel took a part of the record only; that part has been removed again.
  case shortWrite(path: String, written: Int, expected: Int)
  /// The log ends in a torn line, and cutting it off or keeping its bytes aside failed.
  case cannotRepair(path: String, SystemError)
  /// The disk refused what it had taken before; the records are being written anew to another file.
  case cannotSync(path: String, SystemError)
  /// No new file could be begun; the old one is written on.
  case cannotRotate(path: String, SystemError)
  /// A rotated file could not be compressed or removed; that is tried again.
  case cannotKeep(path: String, SystemError)
  /// Something of what was to be erased is still there.
  case cannotErase(path: String, SystemError)

  /// The kernel's reason, where there is one.
  public var reason: SystemError? {
    switch self {
    case .folderUnavailable(_, let reason), .lockUnavailable(_, let reason),
      .cannotOpen(_, let reason), .cannotRead(_, let reason), .cannotWrite(_, let reason),
      .cannotRepair(_, let reason), .cannotSync(_, let reason), .cannotRotate(_, let reason),
      .cannotKeep(_, let reason), .cannotErase(_, let reason):
      reason
    // The kernel takes a part where there is no room for the rest.
    case .shortWrite: SystemError(code: ENOSPC)
    case .folderOpenToAll, .alreadyRunning, .notAFile: nil
    }
  }

  public var description: String {
    switch self {
    case .folderUnavailable(let path, let reason):
      "\(path): the log folder is unavailable: \(reason)\(Self.remedy(for: reason))"
    case .folderOpenToAll(let path):
      "\(path): the log folder is writable by everyone; "
        + "run 'chmod o-w \(path)' or choose another folder"
    case .lockUnavailable(let path, let reason):
      "\(path): cannot lock: \(reason)\(Self.remedy(for: reason))"
    case .alreadyRunning(let lock, let processID):
      "\(lock): another sensor\(processID.map { " (process \($0))" } ?? "") writes this log; "
        + "stop it or choose another folder"
    case .cannotOpen(let path, let reason):
      "\(path): cannot open: \(reason)\(Self.remedy(for: reason))"
    case .notAFile(let path):
      "\(path): not a regular file; move it out of the way or choose another folder"
    case .cannotRead(let path, let reason):
      "\(path): cannot read: \(reason)"
    case .cannotWrite(let path, let reason):
      "\(path): cannot write: \(reason)\(Self.remedy(for: reason))"
    case .shortWrite(let path, let written, let expected):
      "\(path): only \(written) of \(expected) bytes of a record could be written, and were "
        + "removed again; make room on the file system"
    case .cannotRepair(let path, let reason):
      "\(path): cannot set the torn end of the log aside: \(reason)\(Self.remedy(for: reason))"
    case .cannotSync(let path, let reason):
      "\(path): the disk did not keep what was written: \(reason); what is in memory of it is "
        + "written anew to another file. Check the disk"
    case .cannotRotate(let path, let reason):
      "\(path): no new file can be begun, and this one is written on: \(reason)"
        + Self.remedy(for: reason)
    case .cannotKeep(let path, let reason):
      "\(path): cannot be compressed or removed: \(reason)\(Self.remedy(for: reason))"
    case .cannotErase(let path, let reason):
      "\(path): cannot be erased: \(reason)\(Self.remedy(for: reason)), then erase again"
    }
  }

  private static func remedy(for reason: SystemError) -> String {
    switch reason.code {
    case ENOSPC, EDQUOT: "; make room on the file system"
    case EACCES, EPERM: "; check owner and mode, or choose another folder"
    case EROFS: "; the file system is read-only, choose another folder or remount it"
    case ENOENT: "; check the path, and whether the sensor has run"
    case ELOOP: "; a symbolic link is not followed here, name the real place"
    default: ""
    }
  }
}
