import Testing

@testable import Support

/// Names and values that SQL would read otherwise are only names and values, on every engine.
@Suite(.enabled(if: DatabaseServer.isAvailable), .serialized, .timeLimit(.minutes(2)))
struct ServerNameTests {
  enum Engine: String, Sendable, CaseIterable { case sqlite, postgres, cockroach }

  /// A store of each engine; what stands before a server must be stopped after.
  private func withStore(_ engine: Engine, _ body: (String, TemporaryFolder) throws -> Void) throws {
    let folder = TemporaryFolder()
    if engine == .sqlite { return try body(folder.file("s.db"), folder) }
    let server = try DatabaseServer.shared()
    let database = try server.database()
    if engine == .postgres { return try body(database, folder) }
    let stand = try CockroachStandIn(before: server)
    defer { stand.stop() }
    try body(stand.url(for: database), folder)
  }

  private static func json(_ text: String) -> String {
    text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
  }

  static let names = [
    #"x"; drop table t; --"#, "select", "Ünïcode 表", "two words", "9lives", "UPPER", "it's", #"back\slash"#,
    String(repeating: "n", count: 61),
  ]

  /// All on PostgreSQL, some on the others: SQLite has its own test, and CockroachDB's statements are the same.
  static let cases = names.enumerated().flatMap { index, name in
    Engine.allCases.filter { $0 == .postgres || index % 3 == 0 }.map { ($0, name) }
  }

  @Test(arguments: cases)
  func oddNamesGoThroughEveryStep(_ engine: Engine, _ name: String) throws {
    try withStore(engine) { store, folder in
      func run(_ arguments: [String], code: Int32 = 0, _ place: SourceLocation = #_sourceLocation) throws
        -> CommandLineRun
      {
        let run = try CommandLineRun(arguments, folder: folder.path)
        #expect(run.exitCode == code, "\(engine) \(arguments)\n\(run.summary)", sourceLocation: place)
        return run
      }
      let (key, vector) = (name.utf8.count > 50 ? "k" + name : name + " k", "v" + name)
      let data = try folder.write(
        "r.jsonl",
        (0..<8).map {
          "{\"\(Self.json(key))\": \"k\($0)\", \"\(Self.json(name))\": \"word\($0 % 2) and \($0)\"}\n"
        }.joined())
      let (table, address) = ("--table=\(name)", ["-u", store])
      _ = try run(["load", data, table, "--primary=\(key)"] + address)
      _ = try run(["embed", table, "--input=\(name)", "--output=\(vector)", "-m", "hash"] + address)
      _ = try run(["kmeans", table, "--input=\(vector)", "-c", "2"] + address)
      let assigned = try run(["assign", table, "--input=\(vector)"] + address)
      #expect(assigned.stdout.contains("assigned  8\n"), "\(assigned.summary)")
      let found = try run(
        [
          "search", table, "--input=\(name)", "--output=\(vector)", "word1 and 7", "-l", "1", "--format",
          "seed",
        ] + address)
      #expect(found.stdout == "0.0 --> k7\nword1 and 7\n\n")
      let text = name.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
      let program = """
        let t = table "\(text)"
        t | count
        t | describe | count
        """
      #expect(try run(["eval", program, "--format", "csv"] + address).stdout == "8\n3\n")
    }
  }

  @Test(arguments: Engine.allCases)
  func impossibleNamesAreRefusedAlike(_ engine: Engine) throws {
    try withStore(engine) { store, folder in
      try folder.write("r.jsonl", "{\"k\": \"a\", \"s\": \"b\"}\n")
      let long = String(repeating: "n", count: 64)
      let address = ["-u", store]
      for (arguments, words) in [
        (["load", "r.jsonl", "-t", long, "-k", "k"], "64 bytes"),
        (["load", "r.jsonl", "--table=", "-k", "k"], "--table"),

      ] {
        let run = try CommandLineRun(arguments + address, folder: folder.path)
        #expect(run.exitCode != 0 && run.stderr.contains("error[V"), "\(run.summary)")
        #expect(run.stderr.contains(words), "\(run.summary)")
      }
      try folder.write("long.jsonl", "{\"k\": \"a\", \"\(long)\": \"b\"}\n")
      let column = try CommandLineRun(
        ["load", "long.jsonl", "-t", "t", "-k", "k"] + address, folder: folder.path)
      #expect(column.exitCode == 1 && column.stderr.contains("64 bytes"), "\(column.summary)")
      let tables = try CommandLineRun(["eval", "tables | count"] + address, folder: folder.path)
      #expect(tables.exitCode == 0 && tables.stdout.contains("0"), "\(tables.summary)")
    }
  }

  @Test(arguments: Engine.allCases)
  func valuesAreOnlyValues(_ engine: Engine) throws {
    try withStore(engine) { store, folder in
      let values = [
        #"'; drop table t; --"#, #"\'; drop table t; --"#, "$1", ":name", "?1", "%s", "\\N", "\\.", "E'\\\\'",
        "a\tb",
      ]
      let rows = values.enumerated().map {
        "{\"id\": \($0), \"s\": \"\(Self.json($1).replacing("\t", with: "\\t"))\"}\n"
      }
      try folder.write("r.jsonl", rows.joined())
      func eval(_ program: String) throws -> CommandLineRun {
        try CommandLineRun(["eval", program, "-u", store, "--format", "csv"], folder: folder.path)
      }
      let load = try CommandLineRun(
        ["load", "r.jsonl", "-t", "t", "-k", "id", "-u", store], folder: folder.path)
      #expect(load.exitCode == 0, "\(load.summary)")
      for (index, value) in values.enumerated() {
        let literal = Self.json(value).replacing("\t", with: "\\t")
        for program in [
          "table \"t\" | where .s == \"\(literal)\" | count",
          "sql \"select * from t where s = :v\", v: \"\(literal)\" | count",
          "[{s: \"\(literal)\"}] | where .s == \"\(literal)\" | count",
          "table \"t\" | where .id == \(index) and .s in [\"\(literal)\", \"x\"] | count",
        ] {
          let run = try eval(program)
          #expect(run.stdout == "1\n", "\(engine) \(program)\n\(run.summary)")
        }
      }
      let options = try CommandLineRun(
        ["embed", "-u", store, "-t", "t", "-i", "s", "-o", "v", "-m", "hash'; drop table t; --"],
        folder: folder.path)
      #expect(options.exitCode == 1, "\(options.summary)")
      #expect(try eval("table \"t\" | count").stdout == "\(values.count)\n")
    }
  }
}
