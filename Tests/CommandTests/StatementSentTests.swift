import Support
import Testing

/// The other way round: what jobs send to a real server is on the list, but for numbers of parameters and of names of ours.
@Suite(.enabled(if: DatabaseServer.isAvailable)) struct StatementSentTests {
  private static let setUp = """
    create table passage (pid text primary key, passage text, n bigint, passage_vector vector(384));
    create table book (id bigint primary key, title text, price float8, ok bool, v vector(384));
    insert into passage (pid, passage, n) select 'p' || i, 'text ' || i, i from generate_series(1, 12) as i;
    insert into book (id, title, price, ok) select i, 't' || i, i * 0.5, i % 2 = 0 from generate_series(1, 9) as i
    """

  private static let programs = [
    #"table "passage" | embed .passage, into: "passage_vector", model: "hash:384", batch_size: 3"#,
    #"table "book" | embed .title, into: "v", model: "hash:384", batch_size: 3"#,
    #"table "passage" | kmeans .passage_vector, k: 2, seed: 7"#,
    #"table "passage" | assign .passage_vector, batch_size: 3"#,
    #"table "passage" | index by: .passage_vector"#,
    #"table "passage" | search "a text", by: .passage_vector, model: "hash:384", limit: 5"#,
    #"table "passage" | clusterings .passage_vector"#, "indexes()", "tables", #"table "passage" | describe"#,
    #"table "book" | group .ok | summarize x: sum(.price)"#,
    #"table "passage" | sort .n, desc(.passage) | head 3"#,
  ]

  @Test func everythingSentIsListed() throws {
    let server = try DatabaseServer.shared()
    let url = try server.database()
    try server.run(Self.setUp, url)
    let proxy = try FaultProxy(before: server.place)
    let run = try CommandLineRun(
      ["-u", proxy.url(for: url)], input: Self.programs.map { $0 + ";\n" }.joined())
    #expect(run.exitCode == 0, "\(run.summary)")
    let listed = Set(try StatementListTests.statements("postgres").map(Self.shape))
    let sent = proxy.statements.flatMap(Self.pieces)
    #expect(sent.count > 60)
    let missing = Set(sent).filter { !listed.contains(Self.shape($0)) }
    #expect(missing.isEmpty, "\(missing.sorted().joined(separator: "\n"))")
  }

  /// The statements of a script of ours, on one line each.
  private static func pieces(_ text: String) -> [String] {
    text.split(separator: ";").map { $0.split(whereSeparator: \.isWhitespace).joined(separator: " ") }
      .filter { !$0.isEmpty }
  }

  /// Without numbers; several parameters in a row are one.
  private static func shape(_ sql: String) -> String {
    let words = SQLWords(
      sql.split(whereSeparator: \.isWhitespace).joined(separator: " ").replacing("\"", with: "`"))
    let text = words.tokens.joined(separator: " ").replacing(/vnb_\w+/, with: "vnb").replacing(
      "$ 0 :: text", with: "$ 0")
    return text.replacing(/\$ 0( , \$ 0)+/, with: "$ 0").replacing("$ 0 :: vector", with: "$ 0")
  }
}
