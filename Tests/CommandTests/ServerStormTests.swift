import Support
import Testing

/// Bad networks and busy servers: whatever happens on the way, what is stored is what an undisturbed run stores, once.
@Suite(.enabled(if: DatabaseServer.isAvailable), .serialized, .timeLimit(.minutes(3)))
struct ServerStormTests {
  struct Storm: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let faults: [(fault: Fault, moment: Fault.Moment, skipped: Int, times: Int)]
    init(_ name: String, _ faults: [(Fault, Fault.Moment, Int, Int)]) {
      testDescription = name
      self.faults = faults.map { (fault: $0.0, moment: $0.1, skipped: $0.2, times: $0.3) }
    }
  }

  static let rows = 900
  private static let commit = Fault.Moment.statement("COMMIT")

  @Test(arguments: [
    Storm("cut before COMMIT", [(.cut, commit, 0, 2), (.cut, commit, 1, 1)]),
    Storm("the answer to COMMIT lost", [(.loseReply, commit, 0, 2), (.loseReply, commit, 1, 1)]),
    Storm(
      "no answer to COMMIT, then no connection",
      [
        (.loseReply, commit, 0, 1),
        (.fatal(code: "53300", message: "sorry, too many clients already"), .connection, 1, 2),
      ]),
    Storm("40001 at COMMIT", [(.error(code: "40001", message: "could not serialize access"), commit, 0, 3)]),
    Storm(
      "40P01 at a statement",
      [(.error(code: "40P01", message: "deadlock detected"), .statement("vnb_rows"), 0, 2)]),
    Storm(
      "55P03 at a statement",
      [
        (
          .error(code: "55P03", message: "canceling statement due to lock timeout"), .statement("vnb_marks"),
          2, 2
        )
      ]),
    Storm(
      "stopped by an administrator",
      [
        (.fatal(code: "57P01", message: "terminating connection due to administrator command"), commit, 0, 2)
      ]),
    Storm("cut in the data of a copy", [(.cut, .copyBytes(30_000), 0, 2)]),
    Storm(
      "starting up",
      [(.fatal(code: "57P03", message: "the database system is starting up"), .connection, 0, 3)]),
  ])
  func leaveNothingOutAndNothingTwice(_ storm: Storm) throws {
    let calm = try Self.calm.get()
    for (step, before) in zip(ServerFolder.steps.indices, calm.before) {
      // Each step alone meets the whole storm.
      let stormy = try before.copy()
      let proxy = try FaultProxy(before: stormy.server.place)
      for fault in storm.faults {
        proxy.inject(fault.fault, at: fault.moment, after: fault.skipped, times: fault.times)
      }
      let (verb, arguments) = ServerFolder.steps[step]
      try stormy.through(proxy.url(for: stormy.database)).must(verb, arguments)
      #expect(try stormy.dump() == calm.after[step], "after \(verb) \(arguments)")
    }
  }

  /// The database before each step of an undisturbed run, and its dump after it.
  private struct Calm: Sendable {
    var before: [ServerFolder] = []
    var after: [String] = []
  }

  private static let calm = Result {
    var calm = Calm()
    var store = try ServerFolder()
    try store.writeRecords(rows)
    for step in ServerFolder.steps {
      calm.before.append(store)
      store = try store.copy()
      try store.must(step.verb, step.arguments)
      calm.after.append(try store.dump())
    }
    return calm
  }

  /// Every row written once and once only: the trigger's rows are undone with their batch.
  @Test func rowsAreUpdatedOnce() throws {
    let stormy = try ServerFolder()
    try stormy.writeRecords(Self.rows)
    try stormy.must("load", ServerFolder.steps[0].arguments)
    _ = try stormy.select(
      """
      create table audit (pid text); alter table passage add column v vector(384);
      create function audit() returns trigger language plpgsql as $$ begin insert into audit values (new.pid); return new; end $$;
      create trigger audit after update on passage for each row execute function audit()
      """)
    let proxy = try FaultProxy(before: stormy.server.place)
    proxy.inject(.loseReply, at: .statement("COMMIT"), after: 1, times: 2)
    proxy.inject(.cut, at: .statement("COMMIT"), after: 1, times: 1)
    try stormy.through(proxy.url(for: stormy.database)).must("embed", ServerFolder.steps[2].arguments)
    #expect(
      try stormy.select("select count(*), count(distinct pid) from audit") == "\(Self.rows)|\(Self.rows)")
    #expect(proxy.connections >= 4)
  }

  @Test(arguments: [
    Storm("restart", [(.restartTransaction, commit, 0, 3)]),
    Storm("ambiguous", [(.ambiguous, commit, 0, 2)]),
    Storm("the answer to COMMIT lost", [(.loseReply, commit, 0, 2)]),
    Storm("cut", [(.cut, commit, 0, 2)]),
  ])
  func theSameOnCockroach(_ storm: Storm) throws {
    let stormy = try ServerFolder()
    let stand = try CockroachStandIn(before: stormy.server)
    defer { stand.stop() }
    try stormy.writeRecords(Self.rows)
    let through = stormy.through(stand.url(for: stormy.database))
    for step in ServerFolder.steps {
      stand.clear()
      for fault in storm.faults {
        stand.inject(fault.fault, at: fault.moment, after: fault.skipped, times: fault.times)
      }
      try through.must(step.verb, step.arguments)
    }
    let expected = try Self.calm.get().after.last ?? ""
    let shared = { (text: String) in
      text.split(separator: "\n").filter { !$0.hasPrefix("vnb_") && !$0.hasPrefix("plain ") }
    }
    #expect(try shared(stormy.dump()) == shared(expected))
    #expect(
      try stormy.select("select count(*), count(distinct pid) from plain") == "\(Self.rows)|\(Self.rows)")
  }

  /// A fault that never ends does: with the number of tries, and what was kept.
  @Test func patienceHasAnEnd() throws {
    let stormy = try ServerFolder()
    try stormy.writeRecords(Self.rows)
    let proxy = try FaultProxy(before: stormy.server.place)
    proxy.inject(
      .error(code: "55P03", message: "canceling statement due to lock timeout"), at: .statement("COPY"),
      times: 1000)
    let run = try stormy.through(proxy.url(for: stormy.database)).run("load", ServerFolder.steps[0].arguments)
    #expect(run.exitCode == 1, "\(run.summary)")
    #expect(run.stderr.contains("V0382") && run.stderr.contains("lock timeout"), "\(run.summary)")
    #expect(try stormy.select("select count(*) from pg_class where relname = 'passage'") == "0")
    try stormy.must("load", ServerFolder.steps[0].arguments)
    #expect(try stormy.select("select count(*) from passage") == "\(Self.rows)")
  }
}
