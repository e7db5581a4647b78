import Dispatch
import Glibc
import Support
import Testing

@testable import Stores

/// Stopping a running call from another thread, and servers that go away.
@Suite(.enabled(if: DatabaseServer.isAvailable)) struct ServerInterruptTests {
  private func interrupted(_ connection: ServerConnection, after seconds: Double, _ body: () throws -> Void) {
    let queue = DispatchQueue(label: "test.interrupt")
    queue.asyncAfter(deadline: .now() + seconds) { connection.interrupt() }
    let start = ContinuousClock.now
    do {
      try body()
      Issue.record("went through")
    } catch {
      #expect(error as? StoreError == .interrupted, "\(error)")
    }
    #expect(start.duration(to: .now) < .seconds(seconds + 4))
    queue.sync {}
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
    DispatchQueue(label: "test.stop").asyncAfter(deadline: .now() + 0.1) { try? server.stop(mode) }
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
}
