import Glibc
import Settings
import Status

/// Where the sensors are that a command is about: the one that was named, or else this user's and the
/// system's.
struct SensorPlaces {
  let configuration: Configuration
  /// By which a sensor can be asked how it is.
  let sockets: [String]
  /// In which a sensor looks for what a person says; those that are there.
  let stateFolders: [String]
  /// Of the feature logs; those that are there.
  let logFolders: [String]

  init(config: String?, changes: ConfigurationChanges) throws {
    configuration = try Configuration.load(file: config, options: changes)
    let isNamed = config != nil || !changes.isEmpty
    func places(_ own: String, _ system: [String]) -> [String] {
      isNamed ? [own] : [own] + system.filter { $0 != own }
    }
    sockets = places(configuration.runtimeDirectory, ["/run/tactus", "/var/log/tactus/run"])
      .map { $0 + "/" + StatusRequest.socketName }
    func present(_ own: String, _ system: String) -> [String] {
      let present = places(own, [system]).filter { access($0, F_OK) == 0 }
      return present.isEmpty ? [own] : present
    }
    stateFolders = present(configuration.stateDirectory, "/var/lib/tactus")
    logFolders = present(configuration.logDirectory, "/var/log/tactus")
  }
}
