import Testing

/// Every table of a SQLite store as text, its values as hexadecimal digits, so that two stores can be compared; empty for a file
/// that is not there.
public func dumpStore(_ store: String) throws -> String {
  guard Files.exists(store) else { return "" }
  let names = try eval(store, "sql \"select name from sqlite_master where type = 'table' order by name\"")
  let tables = names.split(separator: "\n").dropFirst().map(String.init)
  return try tables.map { table in
    let columns = try eval(
      store, "sql \"select name from pragma_table_info(:t) order by cid\", t: \"\(table)\""
    )
    .split(separator: "\n").dropFirst()
    let list = columns.map { "hex(\"\($0)\")" }.joined(separator: " || char(44) || ")
    return table + "\n" + (try eval(store, "sql 'select \(list) as line from \"\(table)\" order by 1'"))
  }.joined(separator: "\n")
}

private func eval(_ store: String, _ program: String) throws -> String {
  let run = try CommandLineRun(["eval", program, "--store", store, "--format", "csv"])
  #expect(run.exitCode == 0, "\(run.summary)")
  return run.stdout
}
