internal import InputDevices

/// The input devices that are there now.
public enum DeviceSurvey {
  /// Opens each device that the sensor would read, and closes it again, in the order of their nodes.
  public static func take() throws -> [DeviceFacts] {
    let manager = try DeviceManager()
    var found: [DeviceFacts] = []
    try manager.run { event in
      switch event {
      case .opened(let device): found.append(DeviceFacts(device))
      case .refused(let candidate, let error):
        found.append(DeviceFacts(candidate, refused: error))
      case .ignored(let candidate, let reason):
        found.append(DeviceFacts(candidate, ignored: reason))
      case .settled: manager.stop()
      case .withdrawn, .departed, .captured, .freed, .impaired, .paused, .resumed: break
      }
    }
    return found
  }
}
