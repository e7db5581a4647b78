import Formats
import Glibc

/// Writes the records of each file as batched INSERT statements into `folder`, for another database's shell to run:
/// `NAME.gz` becomes `NAME.sql`, any other name has its last extension replaced. A file appears whole or not at all.
///
/// The layout is that of the seed's `json-to-sql`: a line `-- Generated from NAME`, an empty line, then for each batch
/// `INSERT INTO t (a, b) VALUES`, a row a line, ` ON CONFLICT (key) DO NOTHING` when there is a key, `;` and an empty line.
/// Values keep their own kind: NULL, numbers bare, TRUE and FALSE, everything else quoted text (nested values as compact
/// JSON). Columns are the fields of the records so far in order of first appearance; a field that appears later ends the
/// statement and joins the columns of the next, with one warning.
public func emitSQL(_ request: LoadRequest, to folder: String, control: JobControl) throws -> LoadReport {
  let clock = ContinuousClock()
  let start = clock.now
  var report = LoadReport()
  var names: Set<String> = []
  do {
    for file in try matchFiles(request.paths, folder: request.folder) {
      let name = SQLEmitter.outputName(file.path)
      if !names.insert(name).inserted {
        throw LoadError(
          .cannotWrite(path: name, reason: "two of the files would be written to it"), table: request.table)
      }
      var emitter = try SQLEmitter(file, request, control, target: folder + "/" + name)
      let fileStart = clock.now
      try emitter.run(&report)
      report.files.append(emitter.counts)
      report.files[report.files.count - 1].seconds = (clock.now - fileStart).inSeconds
      report.files[report.files.count - 1].output = folder + "/" + name
    }
  } catch let error as FormatsError {
    throw LoadError(.file(error), table: request.table)
  }
  report.seconds = (clock.now - start).inSeconds
  return report
}

/// One file's way to SQL text.
struct SQLEmitter {
  let file: MatchedFile
  let request: LoadRequest
  let control: JobControl
  var counts: LoadReport.File
  private let output: TextFile
  private var fields: [String] = []
  /// Field numbers in the order of the columns, and the place of each.
  private var order: [Int32] = []
  private var place: [Int32: Int] = [:]
  /// Rows of the open statement.
  private var open = 0

  init(_ file: MatchedFile, _ request: LoadRequest, _ control: JobControl, target: String) throws(LoadError) {
    self.file = file
    self.request = request
    self.control = control
    counts = LoadReport.File(
      path: file.display, lines: 0, inserted: 0, replaced: 0, existing: 0, bad: 0, bytesRead: 0,
      bytesPlain: 0,
      batches: 0, seconds: 0)
    do {
      output = try TextFile(target)
    } catch {
      throw LoadError(.cannotWrite(path: target, reason: error.reason), table: request.table)
    }
  }

  /// `a.gz` gives `a.sql`, `a.json` too, `a` as well.
  static func outputName(_ path: String) -> String {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return name + ".sql" }
    return name[..<dot] + ".sql"
  }

  mutating func run(_ report: inout LoadReport) throws {
    let reader = try RecordReader(
      path: file.path, display: file.display, hasQuotes: request.hasQuotes, keys: KeyTable(),
      limits: request.limits.reader)
    let chunk = RecordChunk()
    let name = file.path.split(separator: "/").last.map(String.init) ?? file.path
    output.write("-- Generated from \(name)\n\n")
    while try reader.next(chunk) {
      if control.isCancelled() { throw LoadError(.interrupted, table: request.table) }
      fields += chunk.newKeys
      for row in chunk.rows { try emit(row, chunk, &report) }
      (counts.lines, counts.bytesRead, counts.bytesPlain) = (chunk.lines, chunk.bytesRead, chunk.bytesPlain)
      control.progress(Progress(job: "load", done: counts.inserted, total: nil, unit: "rows"))
    }
    endStatement()
    do {
      try output.finish()
    } catch {
      throw LoadError(.cannotWrite(path: output.path, reason: error.reason), table: request.table)
    }
  }

  private mutating func emit(_ row: Row, _ chunk: RecordChunk, _ report: inout LoadReport) throws(LoadError) {
    let cells = chunk.cells[Int(row.firstCell)..<Int(row.firstCell + row.cellCount)]
    if let reason = problem(row, cells, chunk) {
      guard report.badLines.count < request.skipBad else {
        throw LoadError(
          .badLine(file: file.display, line: row.line, reason: reason, allowed: request.skipBad),
          table: request.table)
      }
      counts.bad += 1
      report.badLines.append("\(file.display):\(row.line): \(reason)")
      return
    }
    try addColumns(cells, row)
    var values = [String](repeating: "NULL", count: order.count)
    for cell in cells { if let column = place[cell.key] { values[column] = literal(cell, chunk) } }
    if open == 0 {
      output.write(
        "INSERT INTO \(identifier(request.table)) (\(order.map { identifier(fields[Int($0)]) }.joined(separator: ", "))) VALUES\n"
      )
      counts.batches += 1
    } else {
      output.write(",\n")
    }
    output.write("  (\(values.joined(separator: ", ")))")
    counts.inserted += 1
    open += 1
    if open == request.batchSize { endStatement() }
  }

  private func problem(_ row: Row, _ cells: ArraySlice<Cell>, _ chunk: RecordChunk) -> String? {
    if row.reason >= 0 { return chunk.reasons[Int(row.reason)] }
    if cells.isEmpty { return "the record has no fields" }
    guard let key = request.key else { return nil }
    guard let cell = cells.first(where: { fields[Int($0.key)] == key }) else {
      return "the record has no key `\(key)`"
    }
    return cell.kind == .null ? "the key `\(key)` is null" : nil
  }

  private mutating func addColumns(_ cells: ArraySlice<Cell>, _ row: Row) throws(LoadError) {
    let isFirst = order.isEmpty
    for cell in cells where place[cell.key] == nil {
      let name = fields[Int(cell.key)]
      if !isFirst {
        if request.strict {
          throw LoadError(.lateField(file: file.display, line: row.line, name: name), table: request.table)
        }
        control.warn("\(file.display):\(row.line): new field `\(name)`: the statements from here on have it")
        endStatement()
      }
      place[cell.key] = order.count
      order.append(cell.key)
    }
  }

  private mutating func endStatement() {
    if open == 0 { return }
    if let key = request.key { output.write(" ON CONFLICT (\(identifier(key))) DO NOTHING") }
    output.write(";\n\n")
    open = 0
  }

  private func literal(_ cell: Cell, _ chunk: RecordChunk) -> String {
    switch cell.kind {
    case .null: return "NULL"
    case .bool: return cell.bool ? "TRUE" : "FALSE"
    case .int: return "\(cell.int)"
    case .float: return "\(cell.float)"
    case .text, .json: return quoted(chunk.string(cell), by: "'")
    }
  }

  /// Plain names stay bare, as in the seed; others are quoted.
  private func identifier(_ name: String) -> String {
    let isPlain = name.utf8.enumerated().allSatisfy { index, byte in
      (byte | 0x20 >= 97 && byte | 0x20 <= 122) || byte == 95 || (index > 0 && byte >= 48 && byte <= 57)
    }
    return isPlain && !Self.reserved.contains(name.lowercased()) ? name : quoted(name, by: "\"")
  }

  private func quoted(_ text: String, by quote: Unicode.Scalar) -> String {
    var result = String.UnicodeScalarView([quote])
    for scalar in text.unicodeScalars {
      if scalar == quote { result.append(quote) }
      result.append(scalar)
    }
    result.append(quote)
    return String(result)
  }

  /// Reserved in PostgreSQL, CockroachDB or SQLite.
  private static let reserved: Set<String> = [
    "all", "analyse", "analyze", "and", "any", "array", "as", "asc", "asymmetric", "between", "both", "case",
    "cast",
    "check", "collate", "column", "constraint", "create", "current_date", "current_role", "current_time",
    "current_timestamp", "current_user", "default", "deferrable", "delete", "desc", "distinct", "do", "drop",
    "else",
    "end", "except", "exists", "false", "fetch", "for", "foreign", "from", "grant", "group", "having", "in",
    "index",
    "initially", "insert", "intersect", "into", "is", "join", "lateral", "leading", "like", "limit",
    "localtime", "not",
    "null", "offset", "on", "only", "or", "order", "placing", "primary", "references", "returning", "select",
    "set",
    "some", "symmetric", "table", "then", "to", "trailing", "transaction", "true", "union", "unique",
    "update", "user",
    "using", "values", "variadic", "when", "where", "window", "with",
  ]
}
