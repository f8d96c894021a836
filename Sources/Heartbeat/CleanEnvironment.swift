internal import CLinux
internal import Glibc

/// Takes away what the network library, the TLS library and the resolver would obey unasked: proxies,
/// files to log secrets to, other names for hosts, debugging output that holds what is sent.
///
/// To be called before any other thread runs and before the library is used.
public func cleanEnvironment(keeping isWanted: (String) -> Bool = isWantedVariable) {
  var names: [String] = []
  var entry = environ
  while let text = entry.pointee {
    names.append(String(String(cString: text).prefix { $0 != "=" }))
    entry += 1
  }
  for name in names where !isWanted(name) { unsetenv(name) }
}

/// What a program may know of its surroundings without going astray.
public func isWantedVariable(_ name: String) -> Bool {
  let wanted: Set = [
    "PATH", "HOME", "USER", "LOGNAME", "TZ", "LANG", "TERM", "NO_COLOR", "JOURNAL_STREAM",
    "NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID", "INVOCATION_ID", "RUNTIME_DIRECTORY",
    "STATE_DIRECTORY", "XDG_RUNTIME_DIR", "SWIFT_BACKTRACE",
  ]
  return wanted.contains(name) || name.hasPrefix("LC_") || name.hasPrefix("TACTUS_")
}

/// Ends this process, by `SIGKILL`, when process `parent` that started it ends, or at once where it has.
public func dieWithParent(_ parent: Int) {
  _ = clinux_die_with_parent(pid_t(truncatingIfNeeded: parent))
}
