internal import Glibc

/// A terminal taken over for a page that changes in place, and given back as it was: at the end of this
/// value, and where the process is ended by a fault.
struct TerminalScreen: ~Copyable {
  private static let takeover = "\u{1B}[?1049h\u{1B}[?25l\u{1B}[?7l"
  private static let handback: StaticString = "\u{1B}[?7h\u{1B}[?25h\u{1B}[?1049l"
  private static let faults = [SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGABRT, SIGFPE]

  private let keys: CInt
  private let output: CInt

  /// - Parameters:
  ///   - keys: where keys come from, a terminal; -1 for none.
  ///   - output: the terminal that shows.
  init(keys: CInt, output: CInt) {
    self.keys = keys
    self.output = output
    if keys >= 0 {
      let found = UnsafeMutablePointer<termios>.allocate(capacity: 1)
      found.initialize(to: termios())
      if tcgetattr(keys, found) == 0 { settings = found } else { found.deallocate() }
    }
    (settingsOwner, screen) = (keys, output)
    for fault in Self.faults {
      var action = sigaction()
      action.__sigaction_handler.sa_handler = { fault in
        giveBack()
        // Without a handler by now, so it ends the process as it would have.
        raise(fault)
      }
      action.sa_flags = CInt(bitPattern: UInt32(SA_RESETHAND)) | CInt(SA_NODEFER)
      sigaction(fault, &action, nil)
    }
    take()
  }

  deinit { giveBack() }

  /// Lets the process be stopped, with the terminal as it was, until it is told to go on.
  func pause() {
    giveBack()
    raise(SIGSTOP)
    take()
  }

  var size: (columns: Int, lines: Int) {
    var size = winsize()
    guard ioctl(output, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else {
      return (80, 24)
    }
    return (Int(size.ws_col), Int(size.ws_row))
  }

  /// What shows `lines`: each over what was there, at once where the terminal can (mode 2026).
  func frame(_ lines: [String]) -> [UInt8] {
    let body = lines.map { $0 + "\u{1B}[K" }.joined(separator: "\r\n")
    return Array("\u{1B}[?2026h\u{1B}[H\(body)\u{1B}[J\u{1B}[?2026l".utf8)
  }

  private func take() {
    if let settings {
      // Keys come one by one and unseen; Ctrl-C and Ctrl-Z stay signals.
      var own = settings.pointee
      own.c_lflag &= ~tcflag_t(ECHO | ICANON)
      tcsetattr(keys, TCSADRAIN, &own)
    }
    _ = write(output, Self.takeover, Self.takeover.utf8.count)
  }

  /// Only what is safe where a signal has interrupted anything.
  fileprivate static func restore() {
    _ = write(screen, handback.utf8Start, handback.utf8CodeUnitCount)
    if let settings { tcsetattr(settingsOwner, TCSADRAIN, settings) }
  }
}

private func giveBack() { TerminalScreen.restore() }

// There is one terminal, and a signal handler can be handed nothing. Set before the handler is.
nonisolated(unsafe) private var settings: UnsafeMutablePointer<termios>?
nonisolated(unsafe) private var settingsOwner: CInt = -1
nonisolated(unsafe) private var screen: CInt = -1
