import Glibc
import Stores
import Vectors

extension Worker {
  /// Shares out what is to be done: of a new job every row, by its keys alone; later the rows still open, which came since
  /// or failed. Nothing is written before all is read; a look that is cut short is done again by another worker.
  func look(_ chunk: Chunk) throws {
    try work.prepare()
    let ranges = try ranges(for: chunk)
    // Rows that failed in the last ranges are still open, and would fail again and again.
    let rows = ranges.reduce(0) { $0 + $1.rows }
    let isNew = try chunk.number == 0 || rows > chunks.failed(before: chunk)
    try chunks.replace(chunk, by: isNew ? ranges : [])
  }

  /// Ranges of ``chunkRows`` keys in key order; the first is open below, the last above, so that every key has its place.
  /// A key that cannot bound a range leaves all that follows in one.
  private func ranges(for chunk: Chunk) throws -> [PlannedRange] {
    var ranges: [PlannedRange] = []
    var last: SQLValue?
    var rows = 0
    var renewed = ContinuousClock.now
    while true {
      if control.isCancelled() { throw Cancelled() }
      let (count, end) = try page(after: last, allRows: chunk.number == 0)
      if count > 0 { ranges.append(PlannedRange(range: KeyRange(above: last, through: end), rows: count)) }
      rows += count
      control.progress(Progress(job: "share out", done: rows, total: nil, unit: "rows"))
      guard let end, end != last, KeyText.text(of: end) != nil else { break }
      last = end
      if ContinuousClock.now - renewed > .seconds(request.lease / 4) {
        try store.repeatable { try chunks.keep(chunk, rowsDone: 0) }
        renewed = ContinuousClock.now
      }
    }
    if !ranges.isEmpty { ranges[ranges.count - 1].range.upper = nil }
    return ranges
  }

  /// How many keys come next, at most a chunk of them, and the last of a whole chunk.
  private func page(after last: SQLValue?, allRows: Bool) throws -> (count: Int, end: SQLValue?) {
    var (count, end): (Int, SQLValue?) = (0, nil)
    func see(_ row: any ResultRow) -> Bool {
      count += 1
      if count == chunkRows { end = row.value(0) }
      return true
    }
    if allRows {
      let key = work.table.key
      let sql = store.dialect.selectPage(
        work.table.name, columns: [key.name], key: [key], after: last != nil)
      try store.query(sql, [last, .int(Int64(chunkRows))].compactMap { $0 }, see)
    } else {
      try work.forEachOpenKey(after: last, count: chunkRows, see)
    }
    return (count, end)
  }
}

/// What a worker tells of the whole job while it does a part of it.
struct WorkerProgress {
  var done: Int
  let total: Int
  private let seen = ContinuousClock.now

  init(_ state: ChunkTable.State) {
    (done, total) = (state.rowsDone, state.rows)
  }

  /// The other workers went on meanwhile.
  var isOld: Bool { total == 0 || ContinuousClock.now - seen > .seconds(1) }

  func with(_ part: Progress) -> Progress {
    Progress(job: part.job, done: min(done + part.done, total), total: total, unit: part.unit)
  }
}

/// What a worker calls itself: its machine, its process, and a number that no other has.
enum WorkerName {
  static func make() -> String {
    var bytes = [CChar](repeating: 0, count: 256)
    let host =
      gethostname(&bytes, bytes.count - 1) == 0
      ? String(decoding: bytes.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self) : "worker"
    return "\(host):\(getpid()):\(String(UInt32.random(in: 0...UInt32.max), radix: 16))"
  }
}

extension WorkerRequest {
  func check() throws {
    try checkPositive("chunk rows", chunkRows)
    try checkPositive("max chunks", maxChunks)
    guard lease > 0, lease.isFinite else {
      throw PipelineError.badOption(name: "lease", value: "\(lease)", must: "more than 0")
    }
    guard longestPause > 0, longestPause.isFinite else {
      throw PipelineError.badOption(name: "longest pause", value: "\(longestPause)", must: "more than 0")
    }
  }
}
