import Stores
import Vectors

extension EmbedJob {
  /// Stores a window batch by batch, each in a transaction of its own.
  func write(_ window: EmbedWindow, _ vectors: [Matrix]) throws {
    for start in stride(from: 0, to: window.keys.count, by: request.batchSize) {
      if control.isCancelled() { throw Cancelled() }
      let end = min(start + request.batchSize, window.keys.count)
      request.onEvent?(.batch(run: number, number: report.batches + 1, rows: end - start))
      let (stored, failures) = try store.repeatable { try writeBatch(start..<end, window, vectors) }
      report.batches += 1
      report.embedded += stored
      report.failures += failures
      tell(start..<end, window, failures)
      control.progress(Progress(job: "embed", done: report.embedded, total: missing, unit: "rows"))
    }
  }

  /// Rows whose vector is not finite stay NULL and are returned; rows deleted since they were read do not count as stored.
  private func writeBatch(
    _ range: Range<Int>, _ window: EmbedWindow, _ vectors: [Matrix]
  ) throws -> (stored: Int, failures: [EmbedReport.Failure]) {
    let writer = try store.writer(table.updatePlan(setting: target.column))
    defer { writer.finish() }
    var failures: [EmbedReport.Failure] = []
    for at in range {
      let matrix = vectors[at / Self.windowRows]
      let row = UnsafeBufferPointer(start: matrix.row(at % Self.windowRows), count: matrix.columns)
      if let place = row.firstIndex(where: { !$0.isFinite }) {
        let reason = "the model's vector " + VectorFault.notFinite(element: place).words
        failures.append(EmbedReport.Failure(key: window.keys[at], reason: reason))
        continue
      }
      try writer.bindVector(1, row)
      try writer.bind(2, window.keys[at])
      try writer.endRow()
    }
    let stored = try writer.flush().written
    try request.inBatch?(report.embedded + stored)
    return (stored, failures)
  }

  private func tell(_ range: Range<Int>, _ window: EmbedWindow, _ failures: [EmbedReport.Failure]) {
    guard let onRow = request.onRow else { return }
    for at in range where !failures.contains(where: { $0.key == window.keys[at] }) {
      onRow(report.batches, at - range.lowerBound + 1, range.count, window.keys[at].words, window.texts[at])
    }
  }

  /// The statements a run would send, in order; nothing is written.
  func plan() throws -> EmbedReport {
    report.columnCreated = target.makesColumn
    report.pending = try table.count(where: todo)
    report.plannedSQL = target.statements(store.dialect).map(\.sql)
    report.plannedSQL.append(pageSQL(after: true))
    report.plannedSQL.append(table.updateSQL(setting: request.output))
    return report
  }
}
