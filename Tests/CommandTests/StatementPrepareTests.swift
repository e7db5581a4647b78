import Support
import Testing

/// Each statement of PostgreSQL's list is given to a real server: a typo, a name that is not there or types that do not fit cannot
/// hide. What changes the schema is run, in the order of the list; the rest is prepared, which looks at every name and type.
@Suite(.enabled(if: DatabaseServer.isAvailable)) struct StatementPrepareTests {
  private static let setUp = #"""
    create schema s;
    create table passage (pid text primary key, passage text, n bigint, passage_vector vector(384));
    create table s.passage (like passage including all);
    create table fresh_text (pid text primary key, passage text, n bigint);
    create view passage_view as select * from passage;
    create table book (id bigint primary key, title text, price float8, ok bool, v vector(384));
    create table event (id uuid primary key, note text, v vector(384));
    create table s.passage_passage_vector_density_clusters (pid text, cluster_version bigint);
    create table book_v_density_clusters (id bigint, cluster_version bigint);
    create table "x""; drop table t; --" ("select" text primary key, "表 ""q""" text);
    """#

  @Test func everyStatementPrepares() throws {
    let server = try DatabaseServer.shared()
    let client = try server.client(try server.database())
    try client.query(Self.setUp)
    var failures: [String] = []
    let all = try StatementListTests.statements("postgres")
    let hasIndexes = all.contains { $0.hasPrefix("CREATE TABLE IF NOT EXISTS \"vnb_indexes\"") }
    for (number, sql) in all.enumerated() where hasIndexes || !sql.contains("vnb_indexes") {
      do {
        try check(sql, number, client)
      } catch {
        failures.append("\(error)\n    \(sql.prefix(400))")
      }
    }
    #expect(failures.isEmpty, "\(failures.joined(separator: "\n"))")
  }

  private func check(_ sql: String, _ number: Int, _ client: WireClient) throws {
    let words = SQLWords(sql).tokens
    switch words.first {
    case "select", "insert", "update", "delete", "with", "values":
      try client.query("prepare p\(number) as \(sql)")
    case "copy":
      // Nothing is sent: the names count.
      try client.copy(
        sql.replacing(" WITH (FORMAT binary)", with: "").replacing(" (FORMAT binary)", with: ""), lines: [])
    case "create", "alter", "drop":
      if words.contains("extension") { return }
      // Tables of a moment have one name in the list.
      let name = words.first { $0.hasPrefix("vnb_rows_") || $0.hasPrefix("vnb_doctor_") }
      try client.query(
        words.first == "create" && name != nil ? "drop table if exists \(name ?? ""); \(sql)" : sql)
    case "savepoint", "release": try inTransaction(sql, words.last ?? "", client)
    case "rollback" where words.count > 1: try inTransaction(sql, words.last ?? "", client)
    case "deallocate": break
    case "begin": try client.query("\(sql); rollback")
    default: try client.query(sql)
    }
  }

  private func inTransaction(_ sql: String, _ name: String, _ client: WireClient) throws {
    try client.query("begin; savepoint \(name); \(sql); rollback")
  }
}
