import Glibc
import Synchronization

@testable import Support

/// A server that takes logins properly and then answers statements with whatever bytes a test likes, over and over.
final class HostileServer: Sendable {
  private let listener: StreamSocket
  private let answer: [UInt8]
  /// Statements to answer as a well-behaved server would before that: those with which a connection sets itself up.
  private let politeness: Int

  init(polite: Int = 2, _ answer: [UInt8]) throws {
    listener = try StreamSocket.listen(.port(0))
    self.answer = answer
    politeness = polite
    BackgroundThread.start { [self] in
      while let client = try? listener.accept() {
        BackgroundThread.start { [self] in try? serve(client) }
      }
    }
  }

  /// The listening thread holds the server, so whoever starts one must stop it.
  func stop() { listener.shutdown() }

  var url: String { SocketPlace.port(listener.port).url("b", user: "u", options: "sslmode=disable") }

  private func serve(_ client: StreamSocket) throws {
    client.setTimeout(seconds: 20)
    var scanner = WireScanner(expectsStartup: true)
    var statements = 0
    while true {
      let bytes = try client.readSome()
      if bytes.isEmpty { return }
      scanner.feed(bytes)
      while let message = try scanner.next() {
        if scanner.expectsStartup {
          scanner.expectsStartup = false
          try client.write(greeting)
        } else if message.kind == "Q" || message.kind == "S" {
          statements += 1
          if statements > politeness {
            try client.write(answer)
            return client.shutdown()
          }
          try client.write(done(isSimple: message.kind == "Q"))
        }
      }
    }
  }

  private var greeting: [UInt8] {
    let settings = [
      ("server_version", "18.6"), ("client_encoding", "UTF8"), ("standard_conforming_strings", "on"),
    ]
    return WireMessage("R", [0, 0, 0, 0]).encoded
      + settings.flatMap { WireMessage("S", WireBytes.cString($0.0) + WireBytes.cString($0.1)).encoded }
      + WireMessage("K", [0, 0, 0, 1, 0, 0, 0, 1]).encoded + HostileServer.ready
  }

  private func done(isSimple: Bool) -> [UInt8] {
    let start = isSimple ? [] : WireMessage("1").encoded + WireMessage("2").encoded + WireMessage("n").encoded
    return start + WireMessage.complete("SELECT 0").encoded + HostileServer.ready
  }

  static let ready = WireMessage("Z", Array("I".utf8)).encoded
}
