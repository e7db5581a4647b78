import Formats
import Stores

extension LoadJob {
  /// Writes transaction by transaction until the files end. A failure that belongs to a line keeps what was before it.
  func writeAll(_ stream: LoadStream) throws {
    var isDone = false
    while !isDone {
      var failure: LoadError.Cause?
      do {
        try store.transaction {
          do throws(LoadFailure) {
            isDone = try writeTransaction(stream)
          } catch {
            // Thrown on when everything or the store itself failed, so that the transaction is undone.
            if isOneTransaction || error.isFatal { throw error }
            failure = error.cause
          }
        }
      } catch let error as LoadFailure {
        if let foreign = error.foreign { throw foreign }
        throw LoadError(error.cause, kept: kept(afterUndoing: true), table: request.table)
      } catch let error as StoreError {
        throw LoadError(
          error == .interrupted ? .interrupted : .store(error),
          kept: kept(afterUndoing: true), table: request.table)
      }
      progress.committed = (progress.records, progress.inserted)
      progress.bytesSinceCommit = 0
      progress.lastCommit = clock.now
      if let failure { throw LoadError(failure, kept: kept(afterUndoing: false), table: request.table) }
    }
    if !isTableReady {
      control.warn(
        "no records in \(files.map(\.display).joined(separator: ", ")): `\(request.table)` was not made")
    }
  }

  private func kept(afterUndoing isUndone: Bool) -> LoadError.Kept {
    if isOneTransaction { return progress.records == 0 ? .untouched : .undone }
    let count = isUndone ? progress.committed : (progress.records, progress.inserted)
    return count.0 == 0 ? .untouched : .records(count.0, new: count.1)
  }

  /// Up to the next commit; true when the files have ended.
  private func writeTransaction(_ stream: LoadStream) throws(LoadFailure) -> Bool {
    try lookAgain()
    while true {
      if control.isCancelled() { throw LoadFailure(.interrupted) }
      if current == nil {
        guard try takeChunk(stream) else {
          if !isTableReady, !table.columns.isEmpty { try makeTable() }
          return true
        }
      }
      guard let (chunk, first) = current else { return true }
      let rows = chunk.rows
      let cells = chunk.cells
      var row = first
      while row < rows.count {
        try write(rows[row], cells, chunk)
        row += 1
        if isCommitDue {
          current = (chunk, row)
          return false
        }
        if row & 255 == 0, control.isCancelled() { throw LoadFailure(.interrupted) }
      }
      finish(chunk, stream)
    }
  }

  /// Another program may have made the table, or given it columns, while this one read files or waited for the lock;
  /// within the transaction nobody can.
  private func lookAgain() throws(LoadFailure) {
    do {
      let now = try store.describe(request.table)
      if isTableReady {
        table.existing = now
      } else if (now != nil) != (table.existing != nil) || now?.columns.count != table.existing?.columns.count
      {
        try checkRequest(now)
        table.settleAgain(on: now)
      }
    } catch let error as LoadError {
      throw LoadFailure(error.cause)
    } catch let error as StoreError {
      throw LoadFailure(.store(error), isFatal: true)
    } catch {
      throw LoadFailure(foreign: error)
    }
  }

  private var isCommitDue: Bool {
    guard !isOneTransaction, progress.records % request.batchSize == 0 else { return false }
    if progress.records - progress.committed.records >= request.limits.commitRecords { return true }
    if progress.bytesSinceCommit >= request.limits.commitBytes { return true }
    guard progress.records & 63 == 0 || request.batchSize > 63 else { return false }
    return clock.now - progress.lastCommit > .seconds(1)
  }

  /// The next chunk to write; false at the end of the last file.
  private func takeChunk(_ stream: LoadStream) throws(LoadFailure) -> Bool {
    if !waiting.isEmpty {
      isHeld = true
      current = (waiting.removeFirst(), 0)
    } else {
      isHeld = false
      switch ending ?? stream.next() {
      case .chunk(let chunk):
        fields += chunk.newKeys
        current = (chunk, 0)
      case .fault(let error): throw LoadFailure(control.isCancelled() ? .interrupted : .file(error))
      case .end:
        closeFiles(before: files.count)
        return false
      }
    }
    if let current { closeFiles(before: current.chunk.fileIndex) }
    return true
  }

  private func finish(_ chunk: RecordChunk, _ stream: LoadStream) {
    let file = chunk.fileIndex
    report.files[file].bytesRead = chunk.bytesRead
    report.files[file].bytesPlain = chunk.bytesPlain
    report.files[file].lines = chunk.lines
    control.progress(Progress(job: "load", done: progress.records, total: nil, unit: "rows"))
    current = nil
    if !isHeld { stream.recycle(chunk) }
  }

  /// Settles the counts of the files that are done.
  private func closeFiles(before next: Int) {
    while progress.file < next {
      let now = clock.now
      let size = request.batchSize
      report.files[progress.file].seconds = (now - progress.fileStart).inSeconds
      let records = progress.recordsOfFile
      report.files[progress.file].batches =
        size == 0 ? min(records, 1) : records / size + (records % size == 0 ? 0 : 1)
      progress.recordsOfFile = 0
      progress.fileStart = now
      progress.file += 1
    }
  }
}

/// Why a row stopped the load.
struct LoadFailure: Error {
  let cause: LoadError.Cause
  /// The store has undone the transaction, or nothing can be trusted to work.
  var isFatal = false
  /// An error of neither the store nor the load, to be passed on as it is.
  var foreign: (any Error)?

  init(_ cause: LoadError.Cause, isFatal: Bool = false) {
    self.cause = cause
    self.isFatal = isFatal
  }

  init(foreign: any Error) {
    cause = .interrupted
    isFatal = true
    self.foreign = foreign
  }
}
