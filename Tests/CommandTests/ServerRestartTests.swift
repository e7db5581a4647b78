import Glibc
import Support
import Testing

/// A server that goes and comes back, and programs that are killed, in the middle of each job.
@Suite(.enabled(if: DatabaseServer.isAvailable), .serialized, .timeLimit(.minutes(3)))
struct ServerRestartTests {
  static let rows = 3000
  @Test(arguments: [DatabaseServer.StopMode.fast, .immediate])
  func jobsOutlastARestart(_ mode: DatabaseServer.StopMode) throws {
    let server = try DatabaseServer.start()
    let calm = try ServerFolder(server)
    try calm.writeRecords(Self.rows)
    let stormy = try ServerFolder(server, folder: calm.folder)
    for step in ServerFolder.steps {
      let undisturbed = try calm.run(step.verb, step.arguments)
      #expect(undisturbed.exitCode == 0, "\(undisturbed.summary)")
      // Once the job has its connection: one that finds no server at its start rightly ends.
      let pause = UInt32(undisturbed.seconds * 200_000)
      let restart: @Sendable () -> Void = {
        for _ in 0..<200 where (try? server.run(stormy.connections)) == "0" { usleep(5_000) }
        usleep(pause)
        try? server.restart(mode)
      }
      let run = try meanwhile(after: 0, restart) { try stormy.run(step.verb, step.arguments) }
      #expect(run.exitCode == 0, "\(step)\n\(run.summary)")
      #expect(try stormy.dump() == calm.dump(), "after \(step)")
    }
  }

  @Test func jobsOutlastTheirConnections() throws {
    let calm = try ServerFolder()
    try calm.writeRecords(Self.rows)
    let stormy = try ServerFolder(folder: calm.folder)
    let (server, name) = (stormy.server, stormy.databaseName)
    for step in ServerFolder.steps {
      let undisturbed = try calm.run(step.verb, step.arguments)
      #expect(undisturbed.exitCode == 0, "\(undisturbed.summary)")
      let end: @Sendable () -> Void = {
        for _ in 0..<3 {
          _ = try? server.run(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = '\(name)'")
          usleep(UInt32(undisturbed.seconds * 300_000))
        }
      }
      let run = try meanwhile(after: undisturbed.seconds * 0.3, end) {
        try stormy.run(step.verb, step.arguments)
      }
      #expect(run.exitCode == 0, "\(step)\n\(run.summary)")
      #expect(try stormy.dump() == calm.dump(), "after \(step)")
    }
  }

  @Test func killedJobsAreFinishedByTheNextRun() throws {
    let calm = try ServerFolder()
    try calm.writeRecords(Self.rows)
    let stormy = try ServerFolder(folder: calm.folder)
    var random = SeededGenerator(seed: 3)
    var killed = 0
    // Without a key a repeated load rightly loads again.
    for step in ServerFolder.steps where !step.arguments.contains("plain") {
      let undisturbed = try calm.run(step.verb, step.arguments)
      #expect(undisturbed.exitCode == 0, "\(undisturbed.summary)")
      for _ in 0..<3 {
        let isDone = try step.verb == "kmeans" && stormy.dump() == calm.dump()
        if isDone { break }
        let run = try stormy.run(
          step.verb, step.arguments, stop: .after(seconds: (0.2 + 0.7 * random.unit()) * undisturbed.seconds))
        if run.signal != nil { killed += 1 }
      }
      if try stormy.dump() != calm.dump() { try stormy.must(step.verb, step.arguments) }
      #expect(try stormy.dump() == calm.dump(), "after \(step)")
    }
    #expect(killed >= 4)
    #expect(try stormy.select("select count(*) <= \(killed) from vnb_marks") == "t")
  }
}

extension ServerFolder {
  fileprivate var databaseName: String {
    String(database.split(separator: "?")[0].split(separator: "/").last ?? "")
  }

  /// A query: how many connections the database has.
  fileprivate var connections: String {
    "select count(*) from pg_stat_activity where datname = '\(databaseName)'"
  }
}
