import Synchronization

/// Turns a statement for CockroachDB into PostgreSQL's, or refuses it. Remembers what it made of statements, since
/// programs send the same ones again and again.
final class CockroachRewriter: Sendable {
  let version: CockroachStandIn.Version
  private let known = Mutex<[String: Result<String, WireProblem>]>([:])

  init(version: CockroachStandIn.Version) { self.version = version }

  /// Settings of CockroachDB's that PostgreSQL has not; they become settings in a namespace of their own.
  private static let settings: [String: String] = [
    "vector_search_beam_size": "32", "vector_search_rerank_multiplier": "50",
    "experimental_enable_temp_tables": "off", "inject_retry_errors_enabled": "off", "sql_safe_updates": "off",
    "autocommit_before_ddl": "on", "copy_from_atomic_enabled": "on", "distsql": "auto",
    "default_transaction_use_follower_reads": "off", "enable_implicit_transaction_for_batch_statements": "on",
    "retry_write_limit": "0", "serial_normalization": "rowid",
  ]
  private static let space = "vnb_crdb"

  /// Several statements are each looked at. Texts that need nothing come back byte for byte.
  func rewrite(_ sql: String) throws(WireProblem) -> String {
    if let found = known.withLock({ $0[sql] }) { return try found.get() }
    let made: Result<String, WireProblem>
    do { made = .success(try rewriteAnew(sql)) } catch { made = .failure(error) }
    known.withLock { if $0.count < 2000 { $0[sql] = made } }
    return try made.get()
  }

  private func rewriteAnew(_ sql: String) throws(WireProblem) -> String {
    let tokens = SQLTokens(sql)
    var changed = false
    var texts: [String] = []
    for statement in tokens.statements {
      try CockroachRefusals(version: version).check(statement)
      let rewritten = try rewrite(statement)
      changed = changed || rewritten != statement.text
      texts.append(rewritten)
    }
    return changed ? texts.joined(separator: ";") : sql
  }

  private func rewrite(_ statement: SQLTokens) throws(WireProblem) -> String {
    var tokens = statement
    if let answer = setting(tokens.keys) ?? canned(tokens.keys) { return answer }
    try dropSystemTime(&tokens)
    vectorIndex(&tokens)
    dropFamilies(&tokens)
    replaceFunctions(&tokens)
    while let range = tokens.firstRange(of: "per node cache") { tokens.replace(range, with: "cache") }
    return tokens.text
  }

  // MARK: Settings

  private func setting(_ keys: [String]) -> String? {
    let isLocal = keys.starts(with: ["set", "local"])
    let words = keys.filter { !($0 == "local" || $0 == "session") }
    guard let verb = words.first, words.count >= 2 else { return nil }
    if words.starts(with: ["set", "cluster", "setting"]) { return "set \(Self.space).cluster_setting = '1'" }
    if words.starts(with: ["show", "cluster", "setting"]) {
      return "select 'on' as \(Self.name(words.dropFirst(3).joined()))"
    }
    guard let usual = Self.settings[words[1]] else { return nil }
    let full = "\(Self.space).\(words[1])"
    switch verb {
    case "set":
      let value = words.dropFirst(3).joined()
      return "set \(isLocal ? "local " : "")\(full) = \(value == "default" ? "'\(usual)'" : value)"
    case "reset": return "set \(full) = '\(usual)'"
    case "show":
      return "select coalesce(nullif(current_setting('\(full)', true), ''), '\(usual)') as \(words[1])"
    default: return nil
    }
  }

  private func canned(_ keys: [String]) -> String? {
    if keys.starts(with: ["show", "ranges"]) {
      return """
        select * from (values ('…/<TableMin>', '…/<TableMax>', 1::bigint, '{1}'::text, 0.0::numeric)) \
        as ranges(start_key, end_key, range_id, replicas, range_size_mb)
        """
    }
    if keys == ["show", "crdb_version"] { return "select '\(version.text)'::text as crdb_version" }
    return nil
  }

  private static func name(_ text: String) -> String { "\"\(text.replacing("\"", with: ""))\"" }

  // MARK: Statements

  private func dropSystemTime(_ tokens: inout SQLTokens) throws(WireProblem) {
    while let range = tokens.firstRange(of: "as of system time") {
      guard let value = tokens.next(range.upperBound) else { return }
      if tokens.all[value].key.hasPrefix("$") {
        throw WireProblem(
          code: "42601",
          message: "AS OF SYSTEM TIME: only constant expressions, with_min_timestamp, "
            + "with_max_staleness, or follower_read_timestamp are allowed")
      }
      var end = value + 1
      if let open = tokens.next(end), tokens.all[open].key == "(", tokens.all[value].kind == .word {
        end = tokens.afterBrackets(open)
      }
      let opens = ["begin", "start", "set"].contains(tokens.keys.first ?? "")
      tokens.replace(
        range.lowerBound..<end, with: opens ? "isolation level repeatable read read only" : "")
    }
  }

  /// `CREATE VECTOR INDEX i ON t (prefix, v ops) WITH (…)`, and `USING cspann`, become pgvector's HNSW on the last column.
  private func vectorIndex(_ tokens: inout SQLTokens) {
    if let range = tokens.firstRange(of: "create vector index") {
      tokens.replace(range, with: "create index")
    } else if let range = tokens.firstRange(of: "using cspann") ?? tokens.firstRange(of: "using hnsw") {
      tokens.replace(range, with: "")
    } else {
      return
    }
    guard let open = tokens.all.indices.first(where: { tokens.all[$0].key == "(" }) else { return }
    let close = tokens.afterBrackets(open)
    if let with = tokens.next(close), tokens.all[with].key == "with", let bracket = tokens.next(with + 1) {
      tokens.replace(with..<tokens.afterBrackets(bracket), with: "")
    }
    let inside = tokens.all[(open + 1)..<max(open + 1, close - 1)]
    let last = SQLTokens(tokens: Array(inside.split { $0.key == "," }.last ?? []))
    let names = last.all.filter { $0.kind != .space }
    let column = names.first?.text ?? ""
    let operators = names.dropFirst().first?.text ?? "vector_l2_ops"
    tokens.replace(open..<close, with: "using hnsw (\(column) \(operators))")
  }

  /// `, FAMILY [name] (columns)` among a table's columns, and `[CREATE [IF NOT EXISTS]] FAMILY name` after a column.
  private func dropFamilies(_ tokens: inout SQLTokens) {
    guard tokens.starts(with: "create table") || tokens.starts(with: "alter table") else { return }
    for words in ["create if not exists family", "create family"] {
      while let range = tokens.firstRange(of: words) {
        tokens.replace(
          range.lowerBound..<((tokens.next(range.upperBound) ?? range.upperBound - 1) + 1), with: "")
      }
    }
    // From the back, since dropping one moves what follows.
    for place in tokens.all.indices.filter({ tokens.all[$0].key == "family" }).reversed() {
      dropFamily(place, &tokens)
    }
  }

  /// A column may be called family: then a type follows, and no bracket right after it or the name.
  private func dropFamily(_ place: Int, _ tokens: inout SQLTokens) {
    let before = tokens.all.indices.prefix(place).last { tokens.all[$0].kind != .space }
    guard let before, tokens.all[before].key != "(", var end = tokens.next(place + 1) else { return }
    if tokens.all[before].key == "," {
      if tokens.all[end].key != "(" { end = tokens.next(end + 1) ?? end }
      guard tokens.all[end].key == "(" else { return }
      tokens.replace(before..<tokens.afterBrackets(end), with: "")
    } else if tokens.all[before].key != "column", tokens.all[before].key != "exists" {
      tokens.replace(place..<(end + 1), with: "")
    }
  }

  private func replaceFunctions(_ tokens: inout SQLTokens) {
    let functions: [(name: String, sql: String)] = [
      (
        "cluster_logical_timestamp",
        "(extract(epoch from transaction_timestamp()) * 1000000000)::numeric(30, 10)"
      ),
      ("follower_read_timestamp", "statement_timestamp() - interval '4.2 s'"),
      ("version", "'\(version.text)'::text"),
      ("unique_rowid", "(extract(epoch from clock_timestamp()) * 1000000000)::bigint"),
      ("crdb_internal . node_id", "1::bigint"),
      ("crdb_internal . cluster_id", "'00000000-0000-4000-8000-000000000001'::uuid"),
      ("crdb_internal . node_executable_version", "'\(version.year).\(version.number)'::text"),
    ]
    for function in functions {
      while let range = tokens.firstRange(of: "\(function.name) ( )") {
        // A subquery of one column lends the call's name to the result's column.
        let column = function.name.split(separator: " ").last ?? ""
        tokens.replace(range, with: "(select \(function.sql) as \(column))")
      }
    }
  }
}
