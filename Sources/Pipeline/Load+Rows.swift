import Formats
import Stores

extension LoadJob {
  /// Stores one record, or counts it as bad.
  func write(_ row: Row, _ cells: [Cell], _ chunk: RecordChunk) throws(LoadFailure) {
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
    try store(cells[range], row, chunk)
    progress.records += 1
    progress.recordsOfFile += 1
    progress.bytesSinceCommit += Int(row.byteCount)
  }

  private func store(_ cells: ArraySlice<Cell>, _ row: Row, _ chunk: RecordChunk) throws(LoadFailure) {
    do {
      guard let inserter else { return }
      let file = chunk.fileIndex
      if try run(inserter, cells, chunk) > 0 {
        progress.inserted += 1
        report.files[file].inserted += 1
        return
      }
      switch request.conflict {
      case .skip: report.files[file].existing += 1
      case .error:
        let place = place(row, chunk)
        throw LoadFailure(.keyExists(file: place.file, line: place.line, key: keyText(cells, chunk)))
      case .replace:
        if let replacer { _ = try run(replacer, cells, chunk) }
        report.files[file].replaced += 1
      }
    } catch let failure as LoadFailure {
      throw failure
    } catch {
      throw self.failure(error, row, chunk)
    }
  }

  private func run(
    _ statement: any PreparedStatement, _ cells: ArraySlice<Cell>, _ chunk: RecordChunk
  ) throws -> Int {
    let bytes = chunk.start
    for index in cells.indices {
      let column = table.column(ofField: cells[index].key)
      try table.rules[column].bind(cells[index], bytes, to: statement, at: column + 1)
    }
    return try statement.run()
  }

  private func keyText(_ cells: ArraySlice<Cell>, _ chunk: RecordChunk) -> String {
    guard let cell = cells.first(where: { table.columns[table.column(ofField: $0.key)].isKey }) else {
      return ""
    }
    return cell.kind == .text ? "\"\(chunk.string(cell))\"" : chunk.string(cell)
  }

  /// A refused record stops the load but leaves the transaction whole; anything else does not.
  private func failure(_ error: any Error, _ row: Row, _ chunk: RecordChunk) -> LoadFailure {
    guard let error = error as? StoreError else { return LoadFailure(foreign: error) }
    if error == .interrupted { return LoadFailure(.interrupted, isFatal: true) }
    guard case .constraint = error else { return LoadFailure(.store(error), isFatal: true) }
    let place = place(row, chunk)
    return LoadFailure(.refused(error, file: place.file, line: place.line))
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
        control.warn(
          "\(place.file):\(place.line): new field `\(name)`: a column is added, NULL in the rows before")
        changes.append(table.addition(column))
      } catch {
        throw LoadFailure(error.cause)
      }
    }
    try change(changes)
  }

  private func change(_ statements: [String]) throws(LoadFailure) {
    do {
      for statement in statements { try store.execute(statement, []) }
      inserter?.finish()
      replacer?.finish()
      inserter = try store.prepare(table.insertion)
      replacer = request.conflict == .replace ? try table.replacement.map { try store.prepare($0) } : nil
    } catch {
      guard let error = error as? StoreError else { throw LoadFailure(foreign: error) }
      throw LoadFailure(.store(error), isFatal: true)
    }
  }
}
