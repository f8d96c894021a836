/// Asks whether the sensor is sensing. It must answer within a moment, and never wait for the network.
public typealias LivenessProbe = @Sendable () -> Liveness

public enum Liveness: Sendable, Equatable {
  case sensing
  /// Why no beat may say that all is well, phrased as a sentence without its period.
  case notSensing(String)
}
