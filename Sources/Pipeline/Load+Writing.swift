import Formats
import Stores

extension LoadJob {
  /// Writes transaction by transaction until the files end. A failure that belongs to a line keeps what was before it.
  func writeAll(_ stream: LoadStream) throws {
    var isDone = false
    while !isDone {
      var failure: LoadError.Cause?
      do {
        let start = LoadCheckpoint(self)
        taken = []
        try store.repeatable {
          start.restore(self)
          (isDone, failure) = (false, nil)
          do throws(LoadFailure) {
            isDone = try writeTransaction(stream)
          } catch {
            // Thrown on when everything or the store itself failed, so that the transaction is undone.
            if isOneTransaction || error.isFatal { throw error }
            failure = try flushing(before: error)
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

  /// What was read before a failure is kept; unless one of those records is refused, which is then the failure to tell.
  private func flushing(before failure: LoadFailure) throws -> LoadError.Cause {
    do throws(LoadFailure) {
      try flush()
      return failure.cause
    } catch {
      if error.isFatal { throw error }
      return error.cause
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
    if isTableReady, store.mayRepeat || writer == nil { try renewWriter() }
    while true {
      if control.isCancelled() { throw LoadFailure(.interrupted) }
      if current == nil {
        guard try takeChunk(stream) else {
          if !isTableReady, !table.columns.isEmpty { try makeTable() }
          try flush()
          return true
        }
      }
      guard let (chunk, first) = current else { return true }
      let rows = chunk.rows
      let cells = chunk.cells
      var row = first
      while row < rows.count {
        try write(row, cells, chunk)
        row += 1
        if isCommitDue {
          try flush()
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
      let event = ending ?? stream.next()
      switch event {
      case .chunk(let chunk):
        fields += chunk.newKeys
        current = (chunk, 0)
        if store.mayRepeat {
          taken.append(chunk)
          stream.recycle(nil)
        }
      case .fault(let error):
        ending = event
        throw LoadFailure(control.isCancelled() ? .interrupted : .file(error))
      case .end:
        ending = event
        try flush()
        closeFiles(before: files.count)
        return false
      }
    }
    if let current, current.chunk.fileIndex > progress.file {
      try flush()
      closeFiles(before: current.chunk.fileIndex)
    }
    return true
  }

  private func finish(_ chunk: RecordChunk, _ stream: LoadStream) {
    let file = chunk.fileIndex
    report.files[file].bytesRead = chunk.bytesRead
    report.files[file].bytesPlain = chunk.bytesPlain
    report.files[file].lines = chunk.lines
    control.progress(Progress(job: "load", done: progress.records, total: nil, unit: "rows"))
    current = nil
    if !isHeld && !store.mayRepeat { stream.recycle(chunk) }
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

/// Where a load stood when a transaction began, for a store that repeats it.
private struct LoadCheckpoint {
  private let report: LoadReport
  private let table: LoadTable
  private let waiting: [RecordChunk]
  private let isTableReady: Bool
  private let current: (chunk: RecordChunk, row: Int)?
  private let isHeld: Bool
  private let progress: LoadProgress

  init(_ job: LoadJob) {
    report = job.report
    table = job.table
    waiting = job.waiting
    isTableReady = job.isTableReady
    current = job.current
    isHeld = job.isHeld
    progress = job.progress
  }

  /// Chunks taken from the stream since then are read again.
  func restore(_ job: LoadJob) {
    job.report = report
    job.table = table
    job.waiting = waiting + job.taken
    job.isTableReady = isTableReady
    job.current = current
    job.isHeld = isHeld
    job.progress = progress
    job.sent = SentRows()
  }
}
