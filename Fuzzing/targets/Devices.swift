import InputEvents

@testable import InputDevices

/// A device as udev and sysfs describe it: names, numbers and properties, which come from the device
/// itself, its driver and the hardware database.
///
/// - An event node is one by its name and number, and keeps both.
/// - What is read is a keyboard or a pointer, udev has done with it, and no veto lies on it.
/// - A touchscreen, a tablet or an accelerometer is never a pointer.
/// - Two nodes of one device are of one group.
/// - Resolution and report period are numbers that lengths and waits can be made from.
func fuzzDevices(_ input: [UInt8]) {
  let device = properties(input)
  guard let selection = Selection(device) else {
    let digits = device.systemName.dropFirst("event".count)
    require(
      device.node == nil || !device.systemName.hasPrefix("event") || digits.isEmpty
        || digits.count > 18 || !digits.allSatisfy { $0.isASCII && $0.isNumber },
      "\(device.systemName) is an event node")
    return
  }
  let candidate =
    switch selection {
    case .take(let candidate), .ignore(let candidate, _): candidate
    }
  require(
    candidate.number >= 0, "no node has the number \(candidate.number): \(candidate.systemName)")
  require(candidate.minimumReportPeriod >= 125, "a report each \(candidate.minimumReportPeriod) µs")
  require(!candidate.seat.isEmpty && !candidate.group.isEmpty, "a seat and a group")
  checkSelection(selection, of: device)
  checkGroup(of: device)
  checkMovement(dotsPerInch: candidate.dotsPerInch)
}

private func properties(_ input: [UInt8]) -> DeviceProperties {
  var bytes = Bytes(input)
  let flags = bytes.byte()
  var device = DeviceProperties(
    systemPath: bytes.text(), node: flags & 1 != 0 ? bytes.text() : nil,
    deviceNumber: bytes.integer(), isInitialized: flags & 2 != 0, name: bytes.text(),
    physicalPath: bytes.text(), uniqueName: bytes.text(), bus: bytes.integer(),
    vendor: bytes.integer(), product: bytes.integer(), version: bytes.integer())
  if flags & 4 != 0 {
    // The parameters of the kernel's module are 32 bits wide.
    device.polling = USBPolling(
      interval: ReportPeriod.microseconds(bytes.text()),
      overrides: (0..<Int(bytes.byte() % 4)).map { _ in Int(bytes.integer(UInt32.self)) },
      isHighSpeed: flags & 8 != 0)
  }
  while !bytes.isEmpty {
    let pair = bytes.text().split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    device.properties[String(pair[0])] = pair.count > 1 ? String(pair[1]) : "1"
  }
  return device
}

private func checkSelection(_ selection: Selection, of device: DeviceProperties) {
  func has(_ names: String...) -> Bool {
    names.contains { !["", "0"].contains(device.properties[$0] ?? "") }
  }
  let isPointer =
    has("ID_INPUT_MOUSE", "ID_INPUT_TOUCHPAD", "ID_INPUT_POINTINGSTICK")
    && !has("ID_INPUT_TABLET", "ID_INPUT_TOUCHSCREEN", "ID_INPUT_ACCELEROMETER")
  let isKeyboard = has("ID_INPUT_KEYBOARD")
  let isWanted = device.isInitialized && !has("TACTUS_IGNORE") && (isKeyboard || isPointer)
  switch selection {
  case .take(let candidate):
    require(isWanted, "\(device.properties) is read")
    require(
      candidate.roles.contains(.keyboard) == isKeyboard
        && candidate.roles.contains(.pointer) == isPointer, "roles \(candidate.roles)")
    require(
      device.properties["TACTUS_IGNORE"] == "0" || !has("ID_SECURITY_TOKEN"), "a token is read")
  case .ignore(_, let reason):
    let isLeftOut =
      switch reason {
      case .securityToken, .testDevice: true
      case .notInitialized, .vetoed, .otherKind: false
      }
    require(isWanted == isLeftOut, "\(device.properties) is left out: \(reason)")
    require(!"\(reason)".isEmpty, "a reason is told")
  }
}

private func checkGroup(of device: DeviceProperties) {
  var (one, other) = (device, device)
  one.physicalPath += "/input0"
  other.physicalPath += "/input12"
  require(one.hardwareGroup == other.hardwareGroup, "one group: \(one.hardwareGroup)")
}

/// A step of the device is a length that isn't lost or endless.
private func checkMovement(dotsPerInch: Int?) {
  var description = DeviceDescription(name: "")
  description.codes[EventType.relative] = [EventCode.relX, EventCode.relY]
  description.dotsPerInch = dotsPerInch
  var classifier = EventClassifier(description)
  var presses: UInt32 = 0
  for (type, code) in [(EventType.relative, EventCode.relX), (EventType.synchronization, 0)] {
    let event = KernelEvent(time: 0, type: type, code: code, value: 1)
    if case .motion(let moved) = classifier.classify(event, presses: &presses),
      case .motion(let dx, _) = moved.action
    {
      require(dx.isFinite && dx > 0, "a count of \(dotsPerInch ?? 0) dpi is \(dx)")
    }
  }
}
