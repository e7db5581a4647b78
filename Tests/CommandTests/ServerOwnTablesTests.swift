import Support
import Testing

/// Tables that vnb did not make: their keys, types and the order of their texts.
@Suite(.enabled(if: DatabaseServer.isAvailable), .timeLimit(.minutes(2)))
struct ServerOwnTablesTests {
  private func shown(_ store: ServerFolder, _ program: String) throws -> String {
    let run = try store.eval(program)
    #expect(run.exitCode == 0, "\(program)\n\(run.summary)")
    return run.stdout
  }

  private func refusal(_ store: ServerFolder, _ program: String) throws -> String {
    let run = try store.eval(program)
    #expect(run.exitCode == 1, "\(program)\n\(run.summary)")
    return run.stderr
  }

  /// No `min` for uuid and jsonb, no order for json and point.
  @Test func typesWithoutAnOrderAreShownAndDescribed() throws {
    let store = try ServerFolder()
    _ = try store.select(
      "create table own (id uuid primary key, js json, jb jsonb, at date, pt point); "
        + "insert into own values ('00000000-0000-0000-0000-000000000001', '[]', '{}', '2020-01-02', '(1,2)')"
    )
    _ = try store.select(
      "create table keyless (js json, n int); insert into keyless values ('[]', 2), ('{}', 1)")
    _ = try store.select("create view seen as select * from own")
    #expect(try shown(store, "table \"own\" | select k: .id, .jb | describe").contains("0001"))
    for table in ["own", "seen"] {
      let described = try shown(store, "describe table(\"\(table)\")")
      #expect(described.contains("2020-01-02") && described.contains("(1,2)"), "\(described)")
    }
    #expect(try shown(store, "table \"keyless\" | select .n, .js") == "n,js\n1,{}\n2,[]\n")
    #expect(try shown(store, "describe table(\"keyless\")").contains("json") == false)
  }

  @Test func floatsOutOfRangeAreToldAsFloats() throws {
    let store = try ServerFolder()
    let large = try refusal(store, "[{a: 1e308}] | derive x: .a * 10.0")
    #expect(large.contains("V0346") && large.contains("too large for a float"), "\(large)")
    #expect(try refusal(store, "[{a: 1e-308}] | derive x: .a * 1e-300").contains("too near to zero"))
    #expect(try refusal(store, "sql \"select 9223372036854775807 + 1\"").contains("V0345"))
  }

  @Test func otherVectorTypesAreNamed() throws {
    let store = try ServerFolder()
    _ = try store.select(
      "create table own (id int primary key, h halfvec(2), s sparsevec(3), v vector, w vector(2), x float8); "
        + "insert into own values (1, '[1,2]', '{1:1}/3', '[1,2]', '[1,2]', 'NaN')")
    #expect(
      try refusal(store, "table \"own\" | search [1.0, 2.0], by: .h").contains(
        "has type halfvec(2), not VECTOR"))
    #expect(
      try refusal(store, "table \"own\" | kmeans .s, k: 1").contains("has type sparsevec(3), not VECTOR"))
    #expect(try refusal(store, "table \"own\" | index by: .v").contains("VECTOR without a dimension"))
    // NaN in another column is no reason to find nothing.
    let found = try shown(store, "table \"own\" | search [1.0, 2.0], by: .w | select .id, .distance, .x")
    #expect(found.contains("\n1,0.0,\n"), "\(found)")
  }

  @Test func theSubcommandMakesAndDropsAnIndex() throws {
    let store = try ServerFolder()
    try store.writeRecords(50)
    try store.work()
    let made = try store.run("index", ["-t", "passage", "-i", "v", "--kind", "hnsw", "--m", "8"])
    #expect(made.exitCode == 0 && made.stdout.contains("passage_v_hnsw"), "\(made.summary)")
    let search = ["-t", "passage", "-i", "passage", "-o", "v", "-l", "3", "word1 of text"]
    #expect(try store.run("search", search).stderr.contains("recall@10"))
    let dropped = try store.run("index", ["-t", "passage", "-i", "v", "--drop"])
    #expect(dropped.exitCode == 0 && dropped.stdout.contains("true"), "\(dropped.summary)")
    #expect(!(try store.run("search", search).stderr.contains("recall@10")))
  }

  /// The user's own text key is ordered by a language there, vnb's answers by bytes: as in a file.
  @Test(.enabled(if: DatabaseServer.otherLocale != nil)) func anotherCollationChangesNothing() throws {
    let server = try DatabaseServer.start(locale: try #require(DatabaseServer.otherLocale))
    let store = try ServerFolder(server)
    let program = """
      sql "create table own (k text primary key, passage text, g text)"
      sql "insert into own values ('a','one','x'),('B','two','X'),('ä','two','x'),('_b','three','é'),('a b','one',null),('a-b','two','e'),('ab','one','E'),('AB','four',''),('表','four','ß'),('','five','ss')"
      let p = table "own"
      p
      p | sort desc(.g) | select .g, .k
      p | where .k >= "B" | where .k < "a" | select .k
      p | group .g | summarize n: count(), lo: min(.k), hi: max(.k)
      p | select .g | distinct
      p | join p, on: .k | select .k | head 4
      p | embed .passage, into: "v", model: "hash", batch_size: 3;
      let km = p | kmeans .v, k: 3, seed: 7;
      p | assign km;
      table "own_v_clusters"
      p | search "two", by: .v, limit: 4 | select .k, .distance
      """
    let file = try CommandLineRun(["eval", "--format", "csv", program], folder: store.folder.path)
    #expect(file.exitCode == 0, "\(file.summary)")
    #expect(try shown(store, program) == file.stdout)
  }
}
