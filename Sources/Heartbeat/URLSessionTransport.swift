internal import Foundation
internal import FoundationNetworking
public import Settings
internal import Synchronization

/// The network, by `URLSession`, used so that it can't hang, wander off or fill the memory.
///
/// - One session for all requests, without caches, cookies or credentials, one connection a request: a
///   connection kept alive may be closed by the receiver just as the next request goes out, and the
///   library would then send that one without its body.
/// - A delegate instead of a completion handler: the library would gather an endless answer for the
///   handler, in memory, and wait for ever at `401` for credentials. The delegate counts and declines.
/// - A thread of its own, the courier, makes all calls into the library. They wait for its queue, which
///   in turn may wait for a name to be resolved, and the caller must not.
/// - No timeout of the library is relied on: it begins anew with each byte. Whoever waits for the reply
///   has a deadline and calls ``cancel()``.
public final class URLSessionTransport: Transport {
  /// Bytes of an answer; more is no answer to a heartbeat.
  public static let longestAnswer = 64 << 10
  /// A receiver may say "go on" before it answers, but not for ever.
  static let mostPreliminaryAnswers = 20

  private let request: URLRequest
  private let courier = Courier()
  private let session: URLSession
  private let exchanges = Exchanges()

  public init(_ target: HeartbeatTarget, userAgent: String) throws(HeartbeatTargetError) {
    guard let url = URL(string: target.address), url.host != nil else {
      throw HeartbeatTargetError("can't be read by the network library")
    }
    let configuration = URLSessionConfiguration.ephemeral
    configuration.urlCache = nil
    configuration.httpCookieStorage = nil
    configuration.httpShouldSetCookies = false
    configuration.httpCookieAcceptPolicy = .never
    configuration.urlCredentialStorage = nil
    session = URLSession(
      configuration: configuration, delegate: Delegate(exchanges), delegateQueue: nil)
    var request = URLRequest(url: url, cachePolicy: .reloadIgnoringLocalAndRemoteCacheData)
    request.httpMethod = "POST"
    request.setValue("application/json", forHTTPHeaderField: "Content-Type")
    request.setValue("close", forHTTPHeaderField: "Connection")
    request.setValue("identity", forHTTPHeaderField: "Accept-Encoding")
    request.setValue("*/*", forHTTPHeaderField: "Accept")
    request.setValue(userAgent, forHTTPHeaderField: "User-Agent")
    if let userInfo = target.userInfo {
      let plain = userInfo.removingPercentEncoding ?? userInfo
      let encoded = Data(plain.utf8).base64EncodedString()
      request.setValue("Basic \(encoded)", forHTTPHeaderField: "Authorization")
    }
    // Only a backstop for requests that were given up and yet go on.
    request.timeoutInterval = 3_600
    self.request = request
  }

  public func send(_ body: [UInt8], completion: @escaping @Sendable (Reply) -> Void) {
    let exchange = Exchange(completion)
    var request = request
    request.httpBody = Data(body)
    courier.carry { [session, exchanges, request] in
      let task = session.dataTask(with: request)
      exchange.stop = { [courier = self.courier] in courier.carry { task.cancel() } }
      exchanges.begin(exchange, task.taskIdentifier)
      task.resume()
    }
  }

  public func cancel() {
    courier.carry { [exchanges] in exchanges.last?.stop?() }
  }

  public var isStuck: Bool { courier.isStuck }
}

/// Makes the calls into the library, one after the other.
private final class Courier: Sendable {
  private let calls = Mutex<[@Sendable () -> Void]>([])
  private let calling = Atomic(false)
  private let available = DispatchSemaphore(value: 0)

  init() {
    let thread = Thread { [weak self, available] in
      while true {
        available.wait()
        guard let self else { return }
        self.makeOneCall()
      }
    }
    thread.name = "courier"
    thread.start()
  }

  deinit { available.signal() }

  func carry(_ call: @escaping @Sendable () -> Void) {
    calls.withLock { $0.append(call) }
    available.signal()
  }

  /// Whether something waits while an earlier call hasn't come back.
  var isStuck: Bool {
    calling.load(ordering: .relaxed) && calls.withLock { !$0.isEmpty }
  }

  private func makeOneCall() {
    guard let call = calls.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) else { return }
    calling.store(true, ordering: .relaxed)
    call()
    calling.store(false, ordering: .relaxed)
  }
}

/// One request and what came of it so far. Only the delegate's queue, which is serial, touches it,
/// except for `stop`, which the courier sets before the request begins.
private final class Exchange: @unchecked Sendable {
  var status: Int?
  var retryAfter: String?
  var date: String?
  var body: [UInt8] = []
  var preliminaryAnswers = 0
  var stop: (@Sendable () -> Void)?
  private var completion: (@Sendable (Reply) -> Void)?

  init(_ completion: @escaping @Sendable (Reply) -> Void) { self.completion = completion }

  /// The first reply counts.
  func finish(_ reply: Reply) {
    completion?(reply)
    completion = nil
  }

  /// Takes what the head of an answer says.
  func take(_ response: HTTPURLResponse) {
    status = response.statusCode
    retryAfter = response.value(forHTTPHeaderField: "Retry-After")
    date = response.value(forHTTPHeaderField: "Date")
  }

  var answer: Reply? {
    status.map { .answer(status: $0, retryAfter: retryAfter, date: date, body: body) }
  }
}

/// The exchanges by the task that does them.
private final class Exchanges: Sendable {
  private struct State {
    var byTask: [Int: Exchange] = [:]
    var last: Exchange?
  }
  private let state = Mutex(State())

  var last: Exchange? { state.withLock { $0.last } }

  func begin(_ exchange: Exchange, _ task: Int) {
    state.withLock {
      $0.byTask[task] = exchange
      $0.last = exchange
    }
  }

  subscript(task: URLSessionTask) -> Exchange? {
    state.withLock { $0.byTask[task.taskIdentifier] }
  }

  func end(_ task: URLSessionTask) -> Exchange? {
    state.withLock { $0.byTask.removeValue(forKey: task.taskIdentifier) }
  }
}

private final class Delegate: NSObject, URLSessionDataDelegate {
  private let exchanges: Exchanges

  init(_ exchanges: Exchanges) { self.exchanges = exchanges }

  /// A redirect is an answer like any other: followed, it would become a `GET` to somewhere else.
  func urlSession(
    _ session: URLSession, task: URLSessionTask, willPerformHTTPRedirection: HTTPURLResponse,
    newRequest: URLRequest, completionHandler: @escaping (URLRequest?) -> Void
  ) {
    completionHandler(nil)
  }

  func urlSession(
    _ session: URLSession, task: URLSessionTask, didReceive: URLAuthenticationChallenge,
    completionHandler: @escaping (URLSession.AuthChallengeDisposition, URLCredential?) -> Void
  ) {
    completionHandler(.cancelAuthenticationChallenge, nil)
  }

  func urlSession(
    _ session: URLSession, dataTask: URLSessionDataTask, didReceive response: URLResponse,
    completionHandler: @escaping (URLSession.ResponseDisposition) -> Void
  ) {
    completionHandler(.allow)
    guard let exchange = exchanges[dataTask], let response = response as? HTTPURLResponse else {
      return
    }
    guard !(100..<200).contains(response.statusCode) else {
      exchange.preliminaryAnswers += 1
      guard exchange.preliminaryAnswers > URLSessionTransport.mostPreliminaryAnswers else { return }
      exchange.finish(.trouble(.malformedAnswer, detail: "it only ever says to go on"))
      exchange.stop?()
      return
    }
    exchange.take(response)
  }

  func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
    guard let exchange = exchanges[dataTask] else { return }
    guard exchange.body.count + data.count <= URLSessionTransport.longestAnswer else {
      let limit = URLSessionTransport.longestAnswer >> 10
      exchange.finish(.trouble(.oversizedAnswer, detail: "more than \(limit) KiB"))
      exchange.stop?()
      return
    }
    exchange.body += data
  }

  func urlSession(
    _ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?
  ) {
    guard let exchange = exchanges.end(task) else { return }
    if exchange.status == nil, let response = task.response as? HTTPURLResponse {
      exchange.take(response)
    }
    guard let error = error as NSError? else {
      exchange.finish(exchange.answer ?? .trouble(.malformedAnswer, detail: "no answer"))
      return
    }
    // A declined challenge ends in a cancellation; the answer was whole nevertheless.
    if error.code == NSURLErrorCancelled, exchange.status == 401, let answer = exchange.answer {
      exchange.finish(answer)
    } else {
      exchange.finish(Reply(error))
    }
  }
}

extension Reply {
  /// What the library's error means to a heartbeat.
  fileprivate init(_ error: NSError) {
    let inner = error.userInfo[NSUnderlyingErrorKey] as? NSError
    let text = (inner ?? error).localizedDescription
    switch error.code {
    // libcurl has codes for these, which the library drops; what is left is the text.
    case NSURLErrorUnknown where text.hasPrefix("Send failure") || text.hasPrefix("Recv failure"):
      self = .trouble(.connectionLost, detail: text)
    case NSURLErrorUnknown where ["SSL", "OpenSSL", "GnuTLS"].contains(where: text.hasPrefix):
      self = .trouble(.untrusted, detail: text)
    case NSURLErrorTimedOut:
      self = .trouble(.timedOut, detail: "")
    case NSURLErrorCannotConnectToHost, NSURLErrorCannotFindHost, NSURLErrorDNSLookupFailed,
      NSURLErrorNotConnectedToInternet:
      self = .trouble(.unreachable, detail: text)
    case NSURLErrorNetworkConnectionLost:
      self = .trouble(.connectionLost, detail: text)
    case NSURLErrorBadServerResponse:
      self = .trouble(.connectionLost, detail: "closed without an answer")
    case NSURLErrorSecureConnectionFailed, NSURLErrorServerCertificateUntrusted,
      NSURLErrorServerCertificateHasBadDate, NSURLErrorServerCertificateHasUnknownRoot,
      NSURLErrorServerCertificateNotYetValid, NSURLErrorClientCertificateRejected,
      NSURLErrorClientCertificateRequired:
      self = .trouble(.untrusted, detail: text)
    case NSURLErrorUnknown, NSURLErrorUnsupportedURL, NSURLErrorCannotParseResponse,
      NSURLErrorCannotDecodeContentData, NSURLErrorCannotDecodeRawData:
      self = .trouble(.malformedAnswer, detail: text)
    default:
      self = .failure("the network library failed: \(text) (\(error.code))")
    }
  }
}
