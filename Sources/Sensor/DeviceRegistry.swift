internal import InputDevices
internal import Synchronization

/// The devices that are being read, for the threads that tell about them.
final class DeviceRegistry: Sendable {
  private let devices = Mutex<[DeviceID: Entry]>([:])

  private struct Entry {
    var roles: DeviceRoles
    var seat: String
  }

  struct Summary: Sendable, Equatable {
    var keyboards = 0
    var pointers = 0
    /// The seat of the devices; `seat0` where there are none, several joined by a comma.
    var seat = "seat0"
  }

  func insert(_ device: InputDevice) {
    let entry = Entry(roles: device.roles, seat: device.seat)
    devices.withLock { $0[device.id] = entry }
  }

  func remove(_ id: DeviceID) {
    devices.withLock { $0[id] = nil }
  }

  var summary: Summary {
    let entries = devices.withLock { Array($0.values) }
    let seats = Set(entries.map(\.seat)).sorted()
    return Summary(
      keyboards: entries.count { $0.roles.contains(.keyboard) },
      pointers: entries.count { $0.roles.contains(.pointer) },
      seat: seats.isEmpty ? "seat0" : seats.joined(separator: ","))
  }
}
