import Formats
import Stores

extension LoadJob {
  /// Stores one record, or counts it as bad.
  func write(_ place: Int, _ cells: [Cell], _ chunk: RecordChunk) throws(LoadFailure) {
    let row = chunk.rows[place]
    if row.reason >= 0 { return try countBad(row, chunk, chunk.reasons[Int(row.reason)]) }
    if row.cellCount == 0 { return try countBad(row, chunk, "the record has no fields") }
    let range = Int(row.firstCell)..<Int(row.firstCell + row.cellCount)
    var hasKey = request.key == nil
    var hasNewField = false
    for index in range {
      let column = table.column(ofField: cells[index].key)
      if column < 0 {
        hasNewField = true
        continue
      }
      let rule = table.rules[column]
      if !rule.accepts(cells[index]) {
        return try countBad(row, chunk, table.columns[column].problem(cells[index]))
      }
      if rule.isKey { hasKey = true }
    }
    if !hasKey { return try countBad(row, chunk, "the record has no key `\(request.key ?? "")`") }
    if !isTableReady { try makeTable() }
    if hasNewField { try addColumns(cells[range], row, chunk) }
    sent.add(chunk, place)
    try store(cells[range], row, chunk)
    progress.records += 1
    progress.recordsOfFile += 1
    sent.count += 1
    progress.bytesSinceCommit += Int(row.byteCount)
  }

  private func store(_ cells: ArraySlice<Cell>, _ row: Row, _ chunk: RecordChunk) throws(LoadFailure) {
    guard let writer else { return }
    do {
      let bytes = chunk.start
      for index in cells.indices {
        let column = table.column(ofField: cells[index].key)
        try table.rules[column].bind(cells[index], bytes, to: writer, at: column + 1)
      }
      try writer.endRow()
    } catch {
      throw failure(error)
    }
  }

  private func countBad(_ row: Row, _ chunk: RecordChunk, _ reason: String) throws(LoadFailure) {
    let place = place(row, chunk)
    guard progress.bad < request.skipBad else {
      throw LoadFailure(
        .badLine(file: place.file, line: place.line, reason: reason, allowed: request.skipBad))
    }
    progress.bad += 1
    report.files[chunk.fileIndex].bad += 1
    report.badLines.append("\(place.file):\(place.line): \(reason)")
  }

  /// Makes the table, or gives an existing one the columns it lacks, within the transaction of its first record.
  func makeTable() throws(LoadFailure) {
    try change(table.definition)
    isTableReady = true
  }

  /// Columns for fields that come up after the columns were settled.
  private func addColumns(_ cells: ArraySlice<Cell>, _ row: Row, _ chunk: RecordChunk) throws(LoadFailure) {
    var changes: [String] = []
    for cell in cells where table.column(ofField: cell.key) < 0 {
      let name = fields[Int(cell.key)]
      let place = place(row, chunk)
      do throws(LoadError) {
        let isNew = try table.add(
          field: cell.key, named: name, type: ColumnKinds(cell).type, file: place.file, line: place.line)
        guard isNew, let column = table.columns.last else { continue }
        if request.strict {
          throw LoadError(.lateField(file: place.file, line: place.line, name: name), table: "")
        }
        let warning =
          "\(place.file):\(place.line): new field `\(name)`: a column is added, NULL in the rows before"
        if told.insert(warning).inserted { control.warn(warning) }
        changes.append(table.addition(column))
      } catch {
        throw LoadFailure(error.cause)
      }
    }
    try change(changes)
  }

  /// A writer of its own for each transaction, on stores that gather rows.
  func renewWriter() throws(LoadFailure) { try change([]) }

  private func change(_ statements: [String]) throws(LoadFailure) {
    if sent.count > 0 { try flush() }
    do {
      for statement in statements { try store.execute(statement, []) }
      writer?.finish()
      writer = try store.writer(table.plan(request.conflict))
    } catch {
      guard let error = error as? StoreError else { throw LoadFailure(foreign: error) }
      throw LoadFailure(.store(error), isFatal: true)
    }
  }
}
