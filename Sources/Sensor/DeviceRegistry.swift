internal import InputDevices
internal import InputEvents
internal import Synchronization

/// The devices that are being read, for the threads that tell about them.
final class DeviceRegistry: Sendable {
  private let devices = Mutex<[DeviceID: Entry]>([:])

  struct Entry: Sendable {
    var number: Int
    var node: String
    var name: String
    var roles: DeviceRoles
    var provenance: String
    var seat: String
  }

  struct Summary: Sendable, Equatable {
    var keyboards = 0
    var pointers = 0
    /// The seat of the devices; `seat0` where there are none, several joined by a comma.
    var seat = "seat0"
  }

  func insert(_ device: InputDevice) {
    let entry = Entry(
      number: device.number, node: device.node, name: device.candidate.name, roles: device.roles,
      provenance: device.provenance.label, seat: device.seat)
    devices.withLock { $0[device.id] = entry }
  }

  func remove(_ id: DeviceID) {
    devices.withLock { $0[id] = nil }
  }

  func clear() { devices.withLock { $0 = [:] } }

  /// In the order of their nodes.
  var entries: [Entry] {
    devices.withLock { $0.values.sorted { $0.number < $1.number } }
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
