import CommandLineKit
import FeatureLog
import Glibc
import InputDevices
import Recordings
import Sensor
import Settings

/// What a command exits with, by `sysexits.h`.
enum ExitStatus {
  static let dataError: Int32 = 65
  static let noInput: Int32 = 66
  static let unavailable: Int32 = 69
  static let softwareError: Int32 = 70
  static let cannotCreate: Int32 = 73
  static let alreadyRunning: Int32 = 75
  static let noPermission: Int32 = 77

  static func of(_ error: any Error) -> Int32 {
    switch error {
    case is UsageError: UsageError.exitStatus
    case is ConfigurationError: ConfigurationError.exitStatus
    case let error as RecordingError: of(error)
    case is LogDamage: dataError
    case is LogSelection.MissingLog: noInput
    case is OutputFile.Failure, is DoctorFolder.Failure: cannotCreate
    case let error as FeatureLogError: of(error)
    case is DiscoveryError: unavailable
    case is MissingConsent: noPermission
    case let error as StateFileError:
      error.code == EACCES || error.code == EPERM ? noPermission : cannotCreate
    default: softwareError
    }
  }

  private static func of(_ error: RecordingError) -> Int32 {
    guard case .system(_, let code) = error.problem else { return dataError }
    return switch code {
    case EACCES, EPERM: noPermission
    case ENOENT: unavailable
    default: cannotCreate
    }
  }

  private static func of(_ error: FeatureLogError) -> Int32 {
    switch error {
    case .alreadyRunning: alreadyRunning
    case .folderOpenToAll: noPermission
    case .cannotRead, .notAFile: dataError
    case .cannotOpen(_, let reason) where reason.code == EACCES: noPermission
    case .cannotErase(_, let reason) where reason.code == EACCES: noPermission
    default: cannotCreate
    }
  }
}
