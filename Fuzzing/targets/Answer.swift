import CommandLineKit
import Foundation

@testable import Heartbeat
@testable import Settings

/// What a receiver of heartbeats sends back, as far as our own code reads it: when to come again; and
/// the URL that leads to it.
///
/// - A pause is between nothing and a day, whatever the headers say.
/// - A retry never begins before the pause is over, nor too late to end within its slot.
/// - No message about a URL shows its password.
func fuzzAnswer(_ input: [UInt8]) {
  var bytes = Bytes(input)
  let (status, now) = (Int(bytes.integer(UInt16.self)), Int64(bytes.integer(UInt32.self)))
  let (header, date, url) = (bytes.text(), bytes.text(), bytes.text())
  let pause = RetryAfter.pause(header, date: date.isEmpty ? nil : date, now: now)
  if let pause { require(pause >= .zero && pause <= .days(1), "a pause of \(pause)") }
  var generator = SystemRandomNumberGenerator()
  let begin = TimeSpan.seconds(Int(now))
  let slotEnd = begin.microseconds + Int64(bytes.integer(UInt32.self))
  var plan = RetryPolicy().plan(
    from: begin, until: TimeSpan(microseconds: slotEnd), using: &generator)
  var moment = begin
  while let next = plan.next(after: .refusal(status: status, retryAfter: pause), at: moment) {
    require(next >= moment, "a retry in the past")
    require(
      next.microseconds - moment.microseconds >= pause?.microseconds ?? 0,
      "a retry within the pause")
    require(next.microseconds + 1_000_000 <= slotEnd, "a retry that can't end in its slot")
    require(status >= 500 || (status == 429 && pause != nil), "a retry of what doesn't heal")
    moment = TimeSpan(microseconds: next.microseconds + 1)
  }
  checkTarget(url)
}

private func checkTarget(_ url: String) {
  let secret = "s3cr3t-w0rd"
  guard let host = url.firstIndex(of: "@") else { return }
  for text in [url, url[..<host] + ":\(secret)" + url[host...]] {
    do throws(HeartbeatTargetError) {
      let target = try HeartbeatTarget(text, allowInsecure: false)
      require(!"\(target)".contains(secret), "a target is shown without its password")
    } catch {
      require(!"\(error)".contains(secret), "a mistake is told without the password: \(error)")
      require(!"\(error)".isEmpty, "a mistake is told")
    }
  }
}
