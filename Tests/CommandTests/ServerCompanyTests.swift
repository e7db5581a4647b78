import Support
import Testing

/// Several programs on one database.
@Suite(.enabled(if: DatabaseServer.isAvailable), .serialized, .timeLimit(.minutes(3)))
struct ServerCompanyTests {
  private func expectAllWell(
    _ results: [Result<CommandLineRun, any Error>], sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    for result in results {
      let run = try result.get()
      #expect(run.exitCode == 0, "\(run.summary)", sourceLocation: sourceLocation)
    }
  }

  /// All make the tables of vnb in an empty database at the same moment.
  @Test func firstStepsAtOnce() throws {
    let store = try ServerFolder()
    try store.writeRecords(300)
    let tables = ["a", "b", "c", "d"]
    try expectAllWell(
      together(tables.map { table in { try store.run("load", ["rows.jsonl", "-t", table, "-k", "pid"]) } }))
    try expectAllWell(
      together(
        tables.map { table in
          { try store.run("embed", ["-t", table, "-i", "passage", "-o", "v", "-m", "hash"]) }
        }))
    try expectAllWell(
      together(tables.map { table in { try store.run("kmeans", ["-t", table, "-i", "v", "-c", "3"]) } }))
    #expect(try store.select("select count(*) from vnb_columns") == "4")
  }

  @Test func loadersOfOneTable() throws {
    let store = try ServerFolder()
    try store.writeRecords(4000)
    try expectAllWell(
      together(
        (0..<3).map { _ in { try store.run("load", ["rows.jsonl", "-t", "t", "-k", "pid", "-b", "200"]) } }))
    #expect(try store.select("select count(*), count(distinct pid) from t") == "4000|4000")
    try expectAllWell(
      together((0..<3).map { _ in { try store.run("load", ["rows.jsonl", "-t", "plain", "-b", "200"]) } }))
    #expect(try store.select("select count(*), count(distinct pid) from plain") == "12000|4000")
  }

  @Test(arguments: ["read committed", "serializable"])
  func sameJobTwice(_ isolation: String) throws {
    let store = try ServerFolder()
    let name = store.database.split(separator: "?")[0].split(separator: "/").last ?? ""
    _ = try store.select("alter database \(name) set default_transaction_isolation = '\(isolation)'")
    try store.writeRecords(3000)
    try store.must("load", ["rows.jsonl", "-t", "passage", "-k", "pid"])
    for step in ServerFolder.steps[2...] where step.verb != "kmeans" {
      if step.verb == "assign" { try store.must("kmeans", ["-t", "passage", "-i", "v", "-c", "4"]) }
      try expectAllWell(together((0..<3).map { _ in { try store.run(step.verb, step.arguments) } }))
    }
    #expect(
      try store.select(
        "select (select count(*) from passage where v is null), (select count(*) from passage_v_clusters)")
        == "0|3000")
  }

  /// Two that keep each other from their rows: one is told by the server, and both end well.
  @Test func deadlock() throws {
    let store = try ServerFolder()
    try store.writeRecords(2000)
    try store.must("load", ["rows.jsonl", "-t", "t", "-k", "pid"])
    nonisolated(unsafe) let other = try store.server.client(store.database)
    // The other one has a late row and will want an early one.
    try other.query("set deadlock_timeout = '10s'; begin; update t set passage = passage where pid = 'p999'")
    let run = try meanwhile(
      after: 0.8, { _ = try? other.query("update t set passage = passage where pid = 'p0'; commit") }
    ) {
      try store.run("embed", ["-t", "t", "-i", "passage", "-o", "v", "-m", "hash", "-b", "2000"])
    }
    #expect(run.exitCode == 0, "\(run.summary)")
    #expect(try store.select("select count(*) from t where v is null") == "0")
  }
}
