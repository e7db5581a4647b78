import Basics
import Glibc
import Support
import Testing

@testable import Stores

/// Stopping a running call from another thread, and servers that go away.
@Suite(.enabled(if: DatabaseServer.isAvailable)) struct ServerInterruptTests {
  private func interrupted(_ connection: ServerConnection, after seconds: Double, _ body: () throws -> Void) {
    // Not Dispatch: its threads may all wait in other tests.
    detachedThread {
      usleep(UInt32(seconds * 1e6))
      connection.interrupt()
    }
    let start = ContinuousClock.now
    do {
      try body()
      Issue.record("went through")
    } catch {
      #expect(error as? StoreError == .interrupted, "\(error)")
    }
    #expect(start.duration(to: .now) < .seconds(seconds + 4))
  }

  @Test func endsARunningStatement() throws {
    let connection = try ServerFixture.connection()
    connection.interrupt()
    for _ in 0..<3 {
      interrupted(connection, after: 0.05) { try connection.run("select pg_sleep(60)") }
      #expect(!connection.isLost)
      #expect(try connection.rows("select 1") == [[.int(1)]])
    }
  }

  @Test func endsAStreamAndACopy() throws {
    let connection = try ServerFixture.connection()
    try connection.script("create table t (i int8)")
    interrupted(connection, after: 0.1) {
      try connection.run("select generate_series(1, 1000000000)", format: .binary) { _ in true }
    }
    interrupted(connection, after: 0.1) {
      try connection.copyIn("copy t from stdin") { sink in
        var encoder = CopyTextEncoder(sink: sink)
        while true {
          encoder.row()
          encoder.int(1)
          try encoder.endRow()
        }
      }
    }
    #expect(try connection.rows("select count(*) from t") == [[.int(0)]])
  }

  @Test func endsWaitingForALock() throws {
    let connection = try ServerFixture.connection()
    let other = try ServerConnection(connection.address)
    try connection.script("create table t (i int8)")
    try other.script("begin; lock table t")
    interrupted(connection, after: 0.05) { try connection.run("select * from t", format: .text) }
    interrupted(connection, after: 0.05) {
      try connection.copyIn("copy t from stdin") { sink in
        var encoder = CopyTextEncoder(sink: sink)
        encoder.row()
        encoder.int(1)
        try encoder.endRow()
      }
    }
    #expect(!connection.isLost)
  }

  @Test func timeLimitIsNoInterrupt() throws {
    let connection = try ServerFixture.connection()
    try connection.script("set statement_timeout = 50")
    let failure = try connection.failure("select pg_sleep(10)")
    #expect(failure?.sqlState == "57014")
    #expect(failure?.faultClass(.mayBeFinal) == .interrupted)
  }

  @Test func terminatedConnectionIsLost() throws {
    let connection = try ServerFixture.connection()
    try DatabaseServer.shared().run("select pg_terminate_backend(\(connection.backendPID))")
    usleep(100_000)
    let failure = try connection.failure("select 1")
    #expect(failure?.connectionLost == true)
    #expect(failure?.faultClass(.nothingFinal) == .reconnect)
    #expect(failure?.faultClass(.mayBeFinal) == .ambiguous)
    #expect(connection.isLost)
    #expect(try connection.failure("select 1")?.connectionLost == true)
  }

  @Test(arguments: [DatabaseServer.StopMode.fast, .immediate])
  func stoppedServerIsLostMidStatement(_ mode: DatabaseServer.StopMode) throws {
    let server = try DatabaseServer.start()
    let connection = try ServerConnection(ServerAddress(server.database()))
    detachedThread {
      usleep(100_000)
      try? server.stop(mode)
    }
    let failure = try connection.failure("select pg_sleep(30)")
    #expect(failure?.connectionLost == true)
    #expect(failure?.faultClass(.nothingFinal) == .reconnect)
    #expect(connection.isLost)
    #expect(throws: ServerFailure.self) { try ServerConnection(connection.address) }
  }

  @Test func serverThatDiesInACopyIsLost() throws {
    let server = try DatabaseServer.start()
    let connection = try ServerConnection(ServerAddress(server.database()))
    try connection.script("create table t (i int8)")
    var failure: ServerFailure?
    do {
      try connection.copyIn("copy t from stdin") { sink in
        var encoder = CopyTextEncoder(sink: sink)
        for number in 0..<50_000_000 {
          if number == 100_000 { try server.stop(.immediate) }
          encoder.row()
          encoder.int(1)
          try encoder.endRow()
        }
      }
    } catch let caught as ServerFailure { failure = caught }
    #expect(failure?.connectionLost == true)
  }

  @Test func refusalsCarryTheirState() throws {
    let server = try DatabaseServer.shared()
    try server.makeRole("refused", password: "right")
    func refusal(_ url: String) -> ServerFailure? {
      do {
        _ = try ServerConnection(ServerAddress(url))
        return nil
      } catch { return error as? ServerFailure }
    }
    let wrong = refusal(server.url("postgres", user: "refused", password: "s3cr3t-canary"))
    #expect(wrong?.sqlState == "28P01")
    #expect(wrong?.faultClass(.nothingFinal) == .fatal)
    #expect(wrong?.message.contains("s3cr3t") == false)
    #expect(refusal(server.url("no_such_database"))?.sqlState == "3D000")
    let none = refusal(server.url("postgres", user: "refused"))
    #expect(none?.needsPassword == true)
    let address = try ServerAddress(server.url("postgres", user: "refused")).with(password: "right")
    #expect(try ServerConnection(address).rows("select 1") == [[.int(1)]])
    #expect(
      refusal("postgresql:///b?host=/tmp/nowhere-at-all&user=u")?.faultClass(.nothingFinal) == .reconnect)
  }

  /// A server process that is stopped by the system stands for one that no packet reaches: even the request to cancel is not
  /// answered.
  @Test func silentServerIsGivenUp() throws {
    let connection = try ServerFixture.connection()
    let backend = connection.backendPID
    try connection.script("create table t (i int8)")
    interrupted(connection, after: 0.2) {
      #expect(kill(backend, SIGSTOP) == 0)
      defer { kill(backend, SIGCONT) }
      try connection.run("select 1", format: .text)
    }
    #expect(connection.isLost)
    #expect(try connection.failure("select 1")?.faultClass(.nothingFinal) == .reconnect)
  }

  @Test func silentServerInACopyIsGivenUp() throws {
    let connection = try ServerFixture.connection()
    let backend = connection.backendPID
    try connection.script("create table t (i int8)")
    interrupted(connection, after: 0.2) {
      defer { kill(backend, SIGCONT) }
      try connection.copyIn("copy t from stdin") { sink in
        #expect(kill(backend, SIGSTOP) == 0)
        let block = [UInt8](repeating: 0x31, count: 1_000_000)
        // Goes on after an error, as no caller should.
        for _ in 0..<3 { while (try? sink.send(block)) != nil {} }
      }
    }
    #expect(connection.isLost)
  }

  @Test func closingInsideACallbackEndsTheCall() throws {
    let connection = try ServerFixture.connection()
    #expect(throws: ServerFailure.self) {
      try connection.run("select generate_series(1, 10000000)", format: .binary) { _ in
        connection.close()
        return true
      }
    }
    #expect(connection.isLost)
  }

  /// A listener that takes connections and says nothing.
  @Test func connectingHasAnEndAndCanBeStopped() throws {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(listener) }
    var place = sockaddr_in()
    place.sin_family = sa_family_t(AF_INET)
    place.sin_addr.s_addr = inet_addr("127.0.0.1")
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    withUnsafeMutablePointer(to: &place) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        #expect(bind(listener, $0, size) == 0)
        #expect(getsockname(listener, $0, &size) == 0)
      }
    }
    listen(listener, 5)
    let port = UInt16(bigEndian: place.sin_port)
    let address = try ServerAddress("postgresql://u@127.0.0.1:\(port)/b?connect_timeout=2")
    let start = ContinuousClock.now
    #expect(throws: ServerOpenFailure.noAnswer(address: "u@127.0.0.1:\(port)/b", seconds: 2)) {
      try ServerConnection(address)
    }
    #expect(start.duration(to: .now) < .seconds(5))
    let interrupt = ServerInterrupt()
    detachedThread {
      usleep(100_000)
      interrupt.interrupt()
    }
    #expect(throws: StoreError.interrupted) { try ServerConnection(address, interrupt: interrupt) }
    #expect(start.duration(to: .now) < .seconds(5))
  }

  @Test(arguments: ["sslmode=nonsense", "port=x", "port=99999", "host=a,b port=1,2,3"])
  func impossibleOptionsAreTheAddressesFault(_ text: String) {
    do {
      _ = try ServerConnection(ServerAddress("user=u dbname=b \(text)"))
      Issue.record("connected")
    } catch {
      guard case .badAddress? = error as? ServerOpenFailure else {
        Issue.record("\(error)")
        return
      }
    }
  }

  @Test func passwordComesFromAFileOrAService() throws {
    let server = try DatabaseServer.shared()
    try server.makeRole("filed", password: "s3cr3t-canary")
    let folder = TemporaryFolder()
    writeFile(folder.file("pass"), Array("*:*:*:filed:s3cr3t-canary\n".utf8))
    chmod(folder.file("pass"), 0o600)
    let filed = try ServerAddress(server.url("postgres", user: "filed") + "&passfile=\(folder.file("pass"))")
    #expect(try ServerConnection(filed).rows("select current_user") == [[.text("filed")]])
    let service = "[books]\nhost=\(server.folder)\nuser=filed\ndbname=postgres\npassword=s3cr3t-canary\n"
    writeFile(folder.file("service"), Array(service.utf8))
    setenv("PGSERVICEFILE", folder.file("service"), 1)
    defer { unsetenv("PGSERVICEFILE") }
    let address = try ServerAddress("postgresql://?service=books")
    #expect(address.shown == "service books")
    let connection = try ServerConnection(address)
    #expect(try connection.rows("select current_user") == [[.text("filed")]])
    #expect(connection.address.shown == "filed@\(server.folder)/postgres")
    #expect(!connection.address.isRemote)
    var dumped = ""
    dump(connection.address, to: &dumped)
    #expect(!dumped.contains("s3cr3t"))
  }
}

extension CopySink {
  fileprivate func send(_ block: [UInt8]) throws {
    block.withUnsafeBytes { append($0) }
    try flush()
  }
}
