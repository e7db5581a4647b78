import Formats
import Stores

/// One load from its first look at the files to its report.
final class LoadJob {
  let request: LoadRequest
  let store: any Store
  let control: JobControl
  var report = LoadReport()
  var table: LoadTable
  var files: [MatchedFile] = []
  /// Field names by number, as the reader gives them.
  var fields: [String] = []
  /// Chunks read to settle the columns, still to be written, and what came after them.
  var waiting: [RecordChunk] = []
  var ending: LoadStream.Event?
  var isTableReady = false
  var writer: (any RowWriter)?
  /// Rows given to the writer since its last flush.
  var sent = SentRows()
  /// Chunks that came from the stream since the last commit: read once more when the store repeats a transaction.
  var taken: [RecordChunk] = []
  /// Warnings told already: a repeated transaction does not tell them twice.
  var told: Set<String> = []
  /// Where the work stands: a chunk and the next row of it.
  var current: (chunk: RecordChunk, row: Int)?
  var isHeld = false
  var progress = LoadProgress()
  let clock = ContinuousClock()

  /// True when a failure must undo everything: the user asked for one transaction, or a repeat could not tell what is there.
  var isOneTransaction: Bool { request.batchSize == 0 || request.key == nil }

  init(_ request: LoadRequest, _ store: any Store, _ control: JobControl) throws {
    self.request = request
    self.store = store
    self.control = control
    let existing = try store.describe(request.table)
    table = LoadTable(
      request.table, key: request.key, existing: existing, dialect: store.dialect,
      columnLimit: request.limits.columns)
    try checkRequest(existing)
    do {
      files = try matchFiles(request.paths, folder: request.folder)
    } catch {
      throw LoadError(.file(error), table: request.table)
    }
    report.files = files.map {
      LoadReport.File(
        path: $0.display, lines: 0, inserted: 0, replaced: 0, existing: 0, bad: 0, bytesRead: 0,
        bytesPlain: 0,
        batches: 0, seconds: 0)
    }
  }

  func run() throws -> LoadReport {
    let start = clock.now
    progress.lastCommit = start
    progress.fileStart = start
    let stream = LoadStream(
      files, limits: request.limits.reader, hasQuotes: request.hasQuotes, isCancelled: control.isCancelled)
    defer { stream.stop() }
    try settleColumns(stream)
    if request.dryRun {
      if !table.columns.isEmpty { report.plannedSQL = table.definition + [table.insertion] }
    } else {
      try writeAll(stream)
    }
    writer?.finish()
    report.seconds = (clock.now - start).inSeconds
    return report
  }

  func checkRequest(_ existing: TableDescription?) throws(LoadError) {
    func refuse(_ cause: LoadError.Cause) -> LoadError { LoadError(cause, table: request.table) }
    if request.table.isEmpty { throw refuse(.badOption(name: "into", problem: "must name a table")) }
    if request.batchSize < 0 { throw refuse(.badOption(name: "batch", problem: "must not be negative")) }
    if request.skipBad < 0 { throw refuse(.badOption(name: "skip_bad", problem: "must not be negative")) }
    if request.key?.isEmpty == true { throw refuse(.badOption(name: "key", problem: "must name a field")) }
    if request.key == nil, request.conflict != .skip {
      throw refuse(.conflictNeedsKey("conflict: \"\(request.conflict.rawValue)\""))
    }
    guard let existing else {
      do { try Relation.checkNewName(request.table) } catch { throw refuse(.store(error)) }
      return
    }
    if existing.isView { throw refuse(.isView(request.table)) }
    if let key = request.key, existing.key.map(foldedName) != [foldedName(key)] {
      throw refuse(.otherKey(table: request.table, wanted: key, found: existing.key))
    }
  }

  func place(_ row: Row, _ chunk: RecordChunk) -> (file: String, line: Int) {
    (files[chunk.fileIndex].display, row.line)
  }
}

/// Counts over the whole load.
struct LoadProgress {
  /// Good records handled, and those that were new.
  var records = 0
  var inserted = 0
  /// The same at the last commit.
  var committed = (records: 0, inserted: 0)
  var bytesSinceCommit = 0
  var bad = 0
  var recordsOfFile = 0
  var lastCommit = ContinuousClock().now
  var fileStart = ContinuousClock().now
  var file = 0
}

extension Duration {
  var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}
