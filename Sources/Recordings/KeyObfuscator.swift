public import InputEvents

/// Replaces each key by a random one of the same ``KeyKind``, so that a recording holds exactly what
/// the features are made of and not what was typed.
///
/// A press gets a key that is not down, its repeats and its release the same one. A press of the same
/// key as the press before keeps its replacement, and a press of another key never gets the one that
/// the press before had. So an obfuscated stream classifies to the very same actions: pairing, kinds
/// and double letters are kept, everything else about the keys is chance. A kind of one key alone
/// maps to itself: there the kind is the key.
///
/// There is always a free replacement. Taken are those of the keys that are down and of the press
/// before, each by a different key of the kind; the key at hand is none of these, and the pool is as
/// large as the kind.
public struct KeyObfuscator: Sendable {
  private var pools: [KeyKind: [UInt16]] = [:]
  /// The replacements of the keys that are down, by key.
  private var held: [UInt16: UInt16] = [:]
  private var previous: (code: UInt16, replacement: UInt16)?

  public init(_ device: DeviceDescription) {
    for code in device.declaringWholeKeyKinds.codes[EventType.key] ?? [] {
      if let kind = KeyKind(code: code) { pools[kind, default: []].append(code) }
    }
  }

  /// The event with its key replaced; nil for an event that must not be kept, because its value or
  /// its mere presence tells the key: scan codes, LEDs, sounds and all else that no feature uses.
  public mutating func obfuscate(_ event: KernelEvent) -> KernelEvent? {
    var generator = SystemRandomNumberGenerator()
    return obfuscate(event, using: &generator)
  }

  public mutating func obfuscate(
    _ event: KernelEvent, using generator: inout some RandomNumberGenerator
  ) -> KernelEvent? {
    switch event.type {
    case EventType.synchronization:
      if event.code == EventCode.synDropped { forget() }
      return event
    case EventType.relative, EventType.absolute: return event
    case EventType.key:
      guard let kind = KeyKind(code: event.code) else { return event }
      let replacement = replacement(for: event.code, kind, using: &generator)
      switch event.value {
      case 0, KernelEvent.forcedRelease: held[event.code] = nil
      case 1:
        held[event.code] = replacement
        previous = (event.code, replacement)
      default: held[event.code] = replacement
      }
      var event = event
      event.code = replacement
      return event
    default: return nil
    }
  }

  /// Forgets the keys that are down and the press before, as the classifier does at a gap: what comes
  /// after has nothing in common with what came before.
  public mutating func forget() {
    held.removeAll(keepingCapacity: true)
    previous = nil
  }

  private mutating func replacement(
    for code: UInt16, _ kind: KeyKind, using generator: inout some RandomNumberGenerator
  ) -> UInt16 {
    if let replacement = held[code] { return replacement }
    if let previous, previous.code == code { return previous.replacement }
    // A key that the device did not declare belongs to its kind all the same.
    if pools[kind] == nil { pools[kind] = kind.codes }
    if pools[kind]?.contains(code) == false { pools[kind]?.append(code) }
    let free = pools[kind, default: []].filter { candidate in
      candidate != previous?.replacement && !held.values.contains(candidate)
    }
    // Never empty, as the type's comment shows.
    return free.randomElement(using: &generator) ?? code
  }
}

extension DeviceDescription {
  /// This device with all keys of every kind that it has a key of: what obfuscated recordings declare,
  /// since their keys are drawn from there. Of the codes from 128 on, all of one kind, those that the
  /// device has are enough.
  var declaringWholeKeyKinds: DeviceDescription {
    guard let keys = codes[EventType.key] else { return self }
    var device = self
    let kinds = Set(keys.compactMap { KeyKind(code: $0) })
    device.codes[EventType.key] = kinds.reduce(into: keys) { $0.formUnion($1.codes) }
    return device
  }
}
