import Support
import Testing

/// What `vnb dump-sql` prints: every statement that vnb can send to an engine, one a line, after `# what sends it`.
@Suite struct StatementListTests {
  static func list(_ engine: String) throws -> String {
    let run = try CommandLineRun(["dump-sql", "--engine", engine])
    #expect(run.exitCode == 0 && run.stderr.isEmpty, "\(run.summary)")
    return run.stdout
  }

  static func statements(_ engine: String) throws -> [String] {
    try list(engine).split(separator: "\n").map(String.init).filter { !$0.hasPrefix("# ") }
  }

  @Test(arguments: ["sqlite", "postgres", "cockroach"])
  func listIsGolden(_ engine: String) throws {
    let text = try Self.list(engine)
    // A program that broke off would leave its later statements out.
    #expect(
      !text.contains("# ended early"), "\(text.split(separator: "\n").filter { $0.hasPrefix("# ended") })")
    try expectGolden(text, "sql-\(engine).txt")
  }

  @Test func commandIsHidden() throws {
    #expect(!(try CommandLineRun(["--help"]).stdout.contains("dump-sql")))
    let wrong = try CommandLineRun(["dump-sql", "--engine", "oracle"])
    #expect(wrong.exitCode == 2 && wrong.stderr.contains("postgres"), "\(wrong.summary)")
  }

  // MARK: CockroachDB

  @Test func cockroachGetsNothingItRejects() throws {
    for sql in try Self.statements("cockroach") {
      let tokens = SQLWords(sql)
      for rejected in CockroachGrammar.rejected where tokens.contains(rejected) {
        Issue.record("`\(rejected)` in: \(sql)")
      }
    }
  }

  /// Its grammar was asked about these constructs, or the reason stands beside them.
  @Test func cockroachGetsOnlyWhatIsKnownToBeAccepted() throws {
    var unknown: Set<String> = []
    for sql in try Self.statements("cockroach") {
      let words = SQLWords(sql)
      let shape = words.shape
      if CockroachGrammar.shapes[shape] == nil { unknown.insert("shape `\(shape)`: \(sql.prefix(200))") }
      for function in words.functions where CockroachGrammar.functions[function] == nil {
        unknown.insert("function `\(function)`: \(sql.prefix(200))")
      }
      for word in words.keywords where !CockroachGrammar.words.contains(word) {
        unknown.insert("word `\(word)`: \(sql.prefix(200))")
      }
    }
    #expect(unknown.isEmpty, "\(unknown.sorted().joined(separator: "\n"))")
  }

  @Test(arguments: CockroachGrammar.refusedExamples)
  func rejectedIsSeen(_ sql: String) {
    let words = SQLWords(sql)
    #expect(CockroachGrammar.rejected.contains { words.contains($0) })
  }

  @Test func namesAndTextsAreNotWords() {
    let words = SQLWords("SELECT \"vacuum\", 'tablesample' FROM \"merge\" -- halfvec")
    #expect(
      words.keywords == ["select", "from"] && !CockroachGrammar.rejected.contains { words.contains($0) })
  }
}
