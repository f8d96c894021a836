import Foundation
import Testing

@testable import Heartbeat

@Suite struct CleanEnvironmentTests {
  @Test(arguments: [
    "http_proxy", "https_proxy", "HTTPS_PROXY", "ALL_PROXY", "all_proxy", "no_proxy", "NO_PROXY",
    "SSLKEYLOGFILE", "SSL_CERT_FILE", "HOSTALIASES", "RES_OPTIONS", "LOCALDOMAIN", "CURL_CA_BUNDLE",
    "URLSessionDebugLibcurl", "URLSessionCertificateAuthorityInfoFile", "OPENSSL_CONF",
    "GCONV_PATH",
  ])
  func `nothing that leads the network library elsewhere is kept`(name: String) {
    #expect(!isWantedVariable(name))
  }

  @Test func `what is not wanted is gone, and the rest is there`() async {
    await #expect(processExitsWith: .success) {
      setenv("http_proxy", "http://127.0.0.1:1", 1)
      setenv("TZ", "UTC", 1)
      cleanEnvironment()
      #expect(getenv("http_proxy") == nil)
      #expect(getenv("TZ") != nil)
    }
  }
}
