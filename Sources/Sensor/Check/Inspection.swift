internal import FeatureLog
public import Settings

/// Looks whether everything is right for the sensor on this machine, and changes nothing.
public enum Inspection {
  /// All findings, in the order in which a person would look.
  ///
  /// - Parameters:
  ///   - file: the configuration file that the user named.
  ///   - options: what the command line says of the configuration.
  public static func run(file: String?, options: ConfigurationChanges) -> [Finding] {
    let environment = CheckEnvironment()
    let (configuration, findings) = configuration(file: file, options: options)
    var result = findings
    result += DeviceChecks(environment).findings()
    result += AccessChecks(environment).findings()
    result += ExposureChecks(environment).findings()
    result += SystemChecks(environment).findings(configuration)
    result += TimeChecks(environment).findings()
    if let configuration {
      result += LogChecks(configuration.logDirectory).findings()
      result += StorageChecks(configuration, environment).findings()
      result += HeartbeatChecks(configuration.heartbeat, environment).findings()
    }
    return result
  }

  /// The configuration that `tactus run` would have; without what is wrong with the file, so that
  /// the rest can be looked at all the same.
  static func configuration(
    file: String?, options: ConfigurationChanges
  ) -> (Configuration?, [Finding]) {
    let name = file ?? Configuration.defaultFile
    do throws(ConfigurationError) {
      let configuration = try Configuration.load(file: file, options: options)
      let isThere = file != nil || CheckEnvironment.exists(name)
      let message = isThere ? "\(name) is valid" : "no \(name): the defaults hold"
      return (configuration, [Finding(.ok, "configuration", message)])
    } catch {
      let defaults = try? Configuration.load(file: "/dev/null", options: options)
      return (defaults, [Finding(.problem, "configuration", error.message)])
    }
  }
}
