import Basics
import Embedding
import Stores
import Vectors

/// Gives a vector to every row whose `output` is NULL and whose `input` is not, in key order. Makes the column when it is
/// absent. Each batch is one transaction: a run that is stopped or killed keeps its batches, and the next run does the
/// rest. The stored bytes depend neither on `batchSize` nor on `workers`.
/// - Throws: ``PipelineError`` before anything is written, or ``PipelineError/stopped(job:kept:)`` between batches;
///   ``StoreError``; what the model throws.
public func embed(
  _ request: EmbedRequest, in store: any Store, control: JobControl = JobControl()
) throws -> EmbedReport {
  let job = try EmbedJob(request, store, control)
  return try stoppable(job: "embed", kept: { counted(job.report.embedded, "row") + " stored" }) {
    request.dryRun ? try job.plan() : try job.run()
  }
}

/// One run of `embed`: settled against the store first, then window by window.
final class EmbedJob {
  /// Rows encoded together at least, so that small batches do not starve the workers. Vectors do not depend on it.
  static let windowRows = 1024

  let request: EmbedRequest
  let store: any Store
  let control: JobControl
  let table: KeyedTable
  let target: EmbedTarget
  var report = EmbedReport()
  /// Rows without a vector that have text, when the run began.
  var missing = 0

  /// Number of this run when following, from 1.
  let number: Int

  init(_ request: EmbedRequest, _ store: any Store, _ control: JobControl, run number: Int = 1) throws {
    self.number = number
    self.request = request
    self.store = store
    self.control = control
    try checkPositive("batch size", request.batchSize)
    try checkPositive("batches", request.batches)
    try checkPositive("workers", request.workers)
    table = try KeyedTable(request.table, in: store, job: "embed")
    let input = try table.column(request.input)
    switch input.type {
    case .blob, .vector:
      throw PipelineError.notText(column: input.name, table: table.name, type: input.type.words)
    default: break
    }
    if request.input == request.output { throw PipelineError.sameColumn(request.input, table: table.name) }
    target = try EmbedTarget(request, in: table)
  }

  func run() throws -> EmbedReport {
    let watch = Stopwatch()
    if let warning = target.warning { control.warn(warning) }
    try target.prepare(store, for: request.model)
    report.columnCreated = target.makesColumn
    if number == 1 {
      request.onEvent?(target.makesColumn ? .columnMade(request.output) : .columnExists(request.output))
    }
    let range = request.range.condition(on: table.key.name)
    missing = try table.count(where: todo)
    report.skippedNull = try table.count(
      where: allOf([range, request.output.column.isNull, request.input.column.isNull]))
    try embedWindows()
    report.pending = max(0, missing - report.embedded)
    report.seconds = watch.seconds
    return report
  }

  /// Rows that lack a vector and have a text.
  var todo: RowExpression {
    let hasInput = request.input.column.isNotNull
    let lacksOutput = target.makesColumn && request.dryRun ? nil : request.output.column.isNull
    return allOf([request.range.condition(on: table.key.name), lacksOutput, hasInput]) ?? hasInput
  }

  private func embedWindows() throws {
    var last = request.range.lower
    while let count = nextWindowRows() {
      let window = try readWindow(after: last, count: count)
      guard let end = window.keys.last else { return }
      let vectors = try encode(window.texts)
      try write(window, vectors)
      last = end
      if window.keys.count < count { return }
    }
  }

  /// Rows of the next window: whole batches, none beyond the limit. Nil when the limit is reached.
  private func nextWindowRows() -> Int? {
    let batches = max(1, Self.windowRows / request.batchSize)
    guard let limit = request.batches else { return batches.multipliedCapped(by: request.batchSize) }
    let left = min(batches, limit - report.batches)
    return left > 0 ? left.multipliedCapped(by: request.batchSize) : nil
  }

  private func readWindow(after last: SQLValue?, count: Int) throws -> EmbedWindow {
    let place = [last, request.range.upper, .int(Int64(count))].compactMap { $0 }
    return try store.snapshot(besideWrites: false) { reader in
      var window = EmbedWindow()
      try reader.query(pageSQL(after: last != nil), place) { row in
        window.keys.append(row.value(0))
        window.texts.append(textOf(row, 1))
        return true
      }
      return window
    }
  }

  /// The next rows to do, in key order. Parameters: the last key seen, when `after`, the range's last key, when it has
  /// one, and how many.
  func pageSQL(after: Bool) -> String {
    store.dialect.selectPage(
      table.name, columns: [table.key.name, request.input], key: [table.key], after: after,
      through: request.range.upper != nil, whereNull: request.output, whereNotNull: request.input)
  }

  private func encode(_ texts: [String]) throws -> [Matrix] {
    var parts: [Matrix] = []
    for start in stride(from: 0, to: texts.count, by: Self.windowRows) {
      if control.isCancelled() { throw Cancelled() }
      let part = Array(texts[start..<min(start + Self.windowRows, texts.count)])
      parts.append(try vectors(of: part))
    }
    return parts
  }
}

/// Consecutive rows of one read.
struct EmbedWindow {
  var keys: [SQLValue] = []
  var texts: [String] = []
}

/// The text that stands for a value: text itself, numbers in their shortest form, `true` and `false`.
private func textOf(_ row: any ResultRow, _ index: Int) -> String {
  if case .bool(let value) = row.value(index) { return value ? "true" : "false" }
  return row.text(index)
}
