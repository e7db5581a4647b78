import Formats
import Stores

/// Which records were given to a writer, in order: a store that gathers rows names a refused one by its place.
struct SentRows {
  private struct Run {
    let chunk: RecordChunk
    let first: Int
    var count: Int
  }
  private var runs: [Run] = []
  /// Rows the writer took.
  var count = 0

  mutating func add(_ chunk: RecordChunk, _ row: Int) {
    if let last = runs.last, last.chunk === chunk, last.first + last.count == row {
      runs[runs.count - 1].count += 1
    } else {
      runs.append(Run(chunk: chunk, first: row, count: 1))
    }
  }

  func record(_ place: Int) -> (chunk: RecordChunk, row: Row)? {
    var left = place
    for run in runs {
      if left < run.count { return (run.chunk, run.chunk.rows[run.first + left]) }
      left -= run.count
    }
    return nil
  }
}

extension LoadJob {
  /// Sends what the writer has gathered and counts it; all of it is of one file.
  func flush() throws(LoadFailure) {
    guard let writer else { return }
    do {
      count(try writer.flush())
    } catch {
      throw failure(error)
    }
    sent = SentRows()
  }

  private func count(_ counts: WriteCounts) {
    guard counts.rows > 0, progress.file < report.files.count else { return }
    progress.inserted += counts.written
    report.files[progress.file].inserted += counts.written
    if request.conflict == .replace {
      report.files[progress.file].replaced += counts.others
    } else {
      report.files[progress.file].existing += counts.others
    }
  }

  /// A refused record stops the load but leaves the transaction whole; anything else does not.
  func failure(_ error: any Error) -> LoadFailure {
    if let refusal = error as? RowRefusal { return refused(refusal) }
    guard let error = error as? StoreError else { return LoadFailure(foreign: error) }
    return error == .interrupted
      ? LoadFailure(.interrupted, isFatal: true) : LoadFailure(.store(error), isFatal: true)
  }

  /// What was given to the writer from the refused record on is not stored.
  private func refused(_ refusal: RowRefusal) -> LoadFailure {
    let undone = max(0, sent.count - refusal.row)
    progress.records -= undone
    progress.recordsOfFile -= undone
    if let writer, let before = try? writer.flush() { count(before) }
    guard let (chunk, row) = sent.record(refusal.row) else {
      return LoadFailure(.store(refusal.cause), isFatal: true)
    }
    let place = place(row, chunk)
    guard case .keyExists = refusal.cause else {
      return LoadFailure(.refused(refusal.cause, file: place.file, line: place.line))
    }
    return LoadFailure(.keyExists(file: place.file, line: place.line, key: keyText(row, chunk)))
  }

  private func keyText(_ row: Row, _ chunk: RecordChunk) -> String {
    let cells = chunk.cells[Int(row.firstCell)..<Int(row.firstCell + row.cellCount)]
    guard let cell = cells.first(where: { table.columns[table.column(ofField: $0.key)].isKey }) else {
      return ""
    }
    return cell.kind == .text ? "\"\(chunk.string(cell))\"" : chunk.string(cell)
  }
}
