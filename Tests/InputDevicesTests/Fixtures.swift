import CLinux
import Glibc
import InputEvents

@testable import InputDevices

/// An event node as udev describes a USB device's, ready to be changed by a test.
func properties(
  _ number: Int = 7, _ properties: [String: String] = ["ID_INPUT_KEYBOARD": "1"],
  path: String = "/sys/devices/pci0000:00/usb1/1-2/1-2:1.0/0003:046D:C31C.0001/input"
) -> DeviceProperties {
  DeviceProperties(
    systemPath: "\(path)/input\(number)/event\(number)", node: "/dev/input/event\(number)",
    deviceNumber: UInt64(0xd40 + number), properties: properties, name: "Keyboard",
    physicalPath: "usb-0000:00:14.0-2/input0", bus: 3, vendor: 0x046d, product: 0xc31c,
    version: 0x111, polling: USBPolling(interval: 8000))
}

/// An opened device that reads from `/dev/null`.
func device(_ candidate: Candidate, _ id: DeviceID) -> InputDevice {
  InputDevice(
    id: id, candidate: candidate, description: DeviceDescription(name: candidate.name),
    clock: .monotonic, maskRefusal: nil,
    reading: FileDescriptor(owning: open("/dev/null", O_RDONLY | O_CLOEXEC)), probe: nil)
}

/// How many descriptors the process has open.
func openDescriptors() -> Int {
  guard let folder = opendir("/proc/self/fd") else { return -1 }
  defer { closedir(folder) }
  var count = 0
  while readdir(folder) != nil { count += 1 }
  return count
}
