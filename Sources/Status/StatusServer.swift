internal import CLinux
internal import Glibc

/// What a status server speaks for.
public protocol StatusSource: Sendable {
  /// Can be read when a part has answered.
  var answered: Int32 { get }
  /// Told of each request before it is answered.
  func asked(_ request: StatusRequest, by process: Int32)
  /// Asks every part for a sign of life.
  func ask()
  /// Takes back the signals of ``answered``, and names the parts that still owe a sign.
  func silentParts() -> [String]
  /// Told whenever all parts have answered, or the time for that is over.
  func concluded(silent parts: [String])
  /// The whole document, one line of JSON with its end.
  func document(silent parts: [String]) -> [UInt8]
  /// The socket can't be had, or can again.
  func listening(_ problem: StatusError?)
}

/// Answers who asks by the status socket, and feeds the service manager's watchdog, each only after the
/// sensor's parts have given a sign of life.
///
/// A normal thread of its own. Clients cost little, whatever they do: there are few at a time, each has
/// two seconds, and they share their questions to the sensor's parts.
public struct StatusServer<Source: StatusSource>: ~Copyable, Sendable {
  /// A part that takes longer than this, in milliseconds, is told of as silent.
  public static var patience: Int64 { 2_000 }
  private static var mostClients: Int { 16 }
  private static var clientTime: Int64 { 4_000 }
  /// The parts are asked at most so often; a client in between gets the last answer.
  private static var pause: Int64 { 100 }
  /// How soon to try again where the socket can't be had.
  private static var retry: Int64 { 30_000 }

  private let source: Source
  private let manager: ServiceManager
  private let stop: Int32
  private let group: gid_t?
  private var listener: StatusListener
  private var clients: [ClientBox] = []
  private var probe = Probe.none
  private var nextFeeding: Int64?
  private var nextTry: Int64?

  private enum Probe {
    case none
    case asked(at: Int64)
    case concluded(at: Int64, silent: [String])
  }

  /// An array can't hold what can't be copied.
  private final class ClientBox: @unchecked Sendable {
    var connection: StatusConnection
    init(_ connection: consuming StatusConnection) { self.connection = connection }
  }

  /// - Parameters:
  ///   - path: of the socket; its folder is made where it lacks.
  ///   - group: whose members may ask, beside this user and root; nil for no other.
  ///   - stop: can be read when it is time to end.
  public init(path: String, group: UInt32?, source: Source, manager: ServiceManager, stop: Int32) {
    self.source = source
    self.manager = manager
    self.stop = stop
    self.group = group
    listener = StatusListener(path: path)
  }

  /// Serves until told to stop.
  public mutating func run() {
    nextFeeding = manager.watchdogPeriod.map { Self.now() + $0 }
    listen()
    while turn() {}
  }

  private mutating func turn() -> Bool {
    func poll(_ descriptor: Int32, _ events: Int16) -> pollfd {
      pollfd(fd: descriptor, events: events, revents: 0)
    }
    let isFull = clients.count >= Self.mostClients
    var set =
      [
        poll(stop, Int16(POLLIN)), poll(source.answered, Int16(POLLIN)),
        poll(listener.removal, Int16(POLLIN)),
        poll(isFull ? -1 : listener.descriptor, Int16(POLLIN)),
      ] + clients.map { poll($0.connection.descriptor, $0.connection.interest) }
    _ = Glibc.poll(&set, nfds_t(set.count), timeout)
    if set[0].revents != 0 { return false }
    let now = Self.now()
    for (client, entry) in zip(clients, set[4...]) where entry.revents != 0 {
      client.connection.proceed()
      if let request = client.connection.request {
        source.asked(request, by: client.connection.process)
      }
    }
    if set[3].revents != 0 { accept(at: now) }
    if set[2].revents != 0 || nextTry.map({ now >= $0 }) == true { listen() }
    if let feeding = nextFeeding, now >= feeding { ask(at: now) }
    if clients.contains(where: { $0.connection.request != nil }) { ask(at: now) }
    conclude(at: now)
    clients.removeAll { $0.connection.isDone || now >= $0.connection.deadline }
    return true
  }

  private mutating func listen() {
    do throws(StatusError) {
      try listener.open(for: group)
      nextTry = nil
      source.listening(nil)
    } catch {
      nextTry = Self.now() + Self.retry
      source.listening(error)
    }
  }

  private mutating func accept(at now: Int64) {
    let descriptor = clinux_unix_accept(listener.descriptor)
    guard descriptor >= 0 else {
      // Out of descriptors, most likely: they come back, and until then asking again costs time only.
      if descriptor != -EAGAIN { usleep(10_000) }
      return
    }
    clients.append(ClientBox(StatusConnection(descriptor, deadline: now + Self.clientTime)))
  }

  // MARK: Signs of life

  private mutating func ask(at now: Int64) {
    switch probe {
    case .asked: return
    case .concluded(let time, _) where now < time + Self.pause: return
    case .none, .concluded:
      probe = .asked(at: now)
      source.ask()
    }
  }

  private mutating func conclude(at now: Int64) {
    if case .asked(let time) = probe {
      let silent = source.silentParts()
      guard silent.isEmpty || now >= time + Self.patience else { return }
      probe = .concluded(at: now, silent: silent)
      source.concluded(silent: silent)
    }
    guard case .concluded(_, let silent) = probe else { return }
    feed(silent, at: now)
    for client in clients {
      switch client.connection.request {
      case nil: continue
      case .probe: client.connection.answer(Self.answer(silent))
      case .status: client.connection.answer(source.document(silent: silent))
      }
    }
  }

  private mutating func feed(_ silent: [String], at now: Int64) {
    guard let feeding = nextFeeding, let period = manager.watchdogPeriod, now >= feeding else {
      return
    }
    if silent.isEmpty { manager.feedWatchdog() }
    nextFeeding = now + period
  }

  /// Why the sensor can't be said to be sensing; nil where it can.
  public static func reason(silent parts: [String]) -> String? {
    guard !parts.isEmpty else { return nil }
    let verb = parts.count == 1 ? "gives" : "give"
    let names = parts.joined(separator: " and ")
    return "\(names) \(verb) no sign of life within \(patience / 1_000) s"
  }

  private static func answer(_ silent: [String]) -> [UInt8] {
    // The names of parts are ours and hold nothing that JSON would want escaped.
    let reason = reason(silent: silent).map { "\"\($0)\"" } ?? "null"
    return Array(
      "{\"version\": 1, \"sensing\": \(silent.isEmpty), \"reason\": \(reason)}\n".utf8)
  }

  // MARK: Time

  /// Milliseconds until there is something to do unasked; -1 for never.
  private var timeout: Int32 {
    var next = min(nextFeeding ?? .max, nextTry ?? .max)
    if case .asked(let time) = probe { next = min(next, time + Self.patience) }
    for client in clients {
      next = min(next, client.connection.deadline)
      if client.connection.request != nil, case .concluded(let time, _) = probe {
        next = min(next, time + Self.pause)
      }
    }
    return next == .max ? -1 : Int32(clamping: max(0, next - Self.now()))
  }

  private static func now() -> Int64 { clinux_clock_ns(CLOCK_MONOTONIC) / 1_000_000 }
}
