/// What CockroachDB does not take: its grammar's refusals (measured on the 25.2 parser), and those of the server where
/// the grammar says yes.
struct CockroachRefusals: Sendable {
  let version: CockroachStandIn.Version

  /// Words that may not stand in any statement, and the word the error points at.
  private static let anywhere: [(words: String, near: String)] = [
    ("using ivfflat", "ivfflat"), ("<+>", "<+>"), ("<~>", "<~>"), ("<%>", "<%>"), ("halfvec (", "halfvec"),
    ("sparsevec (", "sparsevec"), ("partition by hash", "hash"), ("tablesample", "tablesample"),
    ("per session cache", "session"), ("on commit drop", "drop"), ("halfvec_l2_ops", "halfvec_l2_ops"),
  ]
  private static let first: [(words: String, near: String)] = [
    ("merge", "merge"), ("vacuum", "vacuum"), ("lock table", "table"), ("lock", "lock"),
    ("set transaction snapshot", "snapshot"),
  ]
  private static let functions = [
    "l2_normalize", "subvector", "binary_quantize", "pg_export_snapshot", "hamming_distance",
    "jaccard_distance",
  ]

  func check(_ statement: SQLTokens) throws(WireProblem) {
    for rule in Self.anywhere where statement.contains(rule.words) { throw Self.syntax(near: rule.near) }
    for rule in Self.first where statement.starts(with: rule.words) { throw Self.syntax(near: rule.near) }
    for name in Self.functions where statement.contains("\(name) (") {
      throw WireProblem(code: "42883", message: "unknown function: \(name)()")
    }
    try checkCopy(statement)
    try checkVectors(statement)
    if statement.starts(with: "explain"), statement.contains("buffers") { throw Self.syntax(near: "buffers") }
    if statement.starts(with: "declare"), statement.contains("binary") {
      throw WireProblem(code: "0A000", message: "unimplemented: DECLARE BINARY CURSOR")
    }
    try checkSettings(statement.keys)
  }

  private func checkCopy(_ statement: SQLTokens) throws(WireProblem) {
    guard statement.starts(with: "copy") else { return }
    if statement.contains("freeze") { throw Self.syntax(near: "freeze") }
    guard statement.contains("binary") else { return }
    if statement.contains("to stdout") {
      throw WireProblem(code: "0A000", message: "unimplemented: binary format not supported for COPY TO")
    }
    if version < CockroachStandIn.Version(25, 3) {
      throw WireProblem(code: "08P01", message: "unsupported OID 90006 with format code FormatBinary")
    }
  }

  private func checkVectors(_ statement: SQLTokens) throws(WireProblem) {
    for name in ["sum", "avg"] {
      guard let range = statement.firstRange(of: "\(name) (") else { continue }
      let inside = statement.all[range.upperBound..<statement.afterBrackets(range.upperBound - 1)]
      if SQLTokens(tokens: Array(inside)).contains(":: vector") {
        throw WireProblem(code: "42883", message: "unknown signature: \(name)(vector)")
      }
    }
    if version < CockroachStandIn.Version(25, 3) {
      for name in ["vector_cosine_ops", "vector_ip_ops"] where statement.contains(name) {
        throw WireProblem(code: "42704", message: "operator class \"\(name)\" does not exist")
      }
    }
  }

  /// pgvector's settings are unknown.
  private func checkSettings(_ keys: [String]) throws(WireProblem) {
    guard let verb = keys.first, ["set", "show", "reset"].contains(verb) else { return }
    let words = keys.dropFirst().filter { !["local", "session"].contains($0) }
    guard let name = words.first, ["hnsw", "ivfflat"].contains(name), words.dropFirst().first == "." else {
      return
    }
    let full = words.prefix(3).joined()
    throw WireProblem(code: "42704", message: "unrecognized configuration parameter \"\(full)\"")
  }

  private static func syntax(near word: String) -> WireProblem {
    WireProblem(code: "42601", message: "at or near \"\(word)\": syntax error")
  }
}
