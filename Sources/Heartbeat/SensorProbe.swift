internal import Foundation
internal import Status

/// Asks a sensor by its status socket whether it is sensing.
public enum SensorProbe {
  /// A probe of the sensor whose socket lies at `path`. No answer is no leave to beat.
  public static func asking(socket path: String) -> LivenessProbe {
    let client = StatusClient(path: path)
    return {
      do throws(StatusError) {
        let bytes = try client.ask(.probe)
        guard let answer = try? JSONDecoder().decode(Answer.self, from: Data(bytes)) else {
          return .notSensing("\(path): not the answer of a sensor")
        }
        return answer.sensing ? .sensing : .notSensing(answer.reason ?? "the sensor isn't sensing")
      } catch {
        return .notSensing(error.description)
      }
    }
  }

  private struct Answer: Decodable {
    var sensing: Bool
    var reason: String?
  }
}
