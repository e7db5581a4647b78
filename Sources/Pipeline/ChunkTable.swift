import Basics
import Stores

/// A piece of a shared job that one worker has claimed.
struct Chunk {
  let number: Int
  /// A look for work to share out, not a range of keys.
  let isLook: Bool
  let range: KeyRange
  /// Rows that others did in it before.
  let rowsBefore: Int
  /// It was claimed before by a worker that fell silent.
  let isTakenOver: Bool
}

/// The chunk is another worker's now: this one was silent for longer than its lease.
struct ChunkLost: Error {}

/// One worker's hold on the chunks of one job in `vnb_chunks`. Every change is one statement in one transaction, and
/// leaves the same behind when it is done twice.
struct ChunkTable {
  /// How far the whole job is.
  struct State {
    /// The last chunk's number; nil when there is none.
    var last: Int?
    /// Ranges not done.
    var open = 0
    /// The first look not done.
    var look: Int?
    /// Chunks in somebody's lease.
    var leased = 0
    var rows = 0
    var rowsDone = 0
    var isFinished: Bool { open == 0 && look == nil }
  }

  let store: any Store
  let job: String
  let owner: String
  /// Seconds a claim holds without a sign of life.
  let lease: Double
  let clock: (@Sendable () -> Double)?

  private var sql: ChunkStatements { ChunkStatements(store.dialect, clock: clock.map { $0() }) }

  /// Makes a table; another worker may be making the same at this moment, which some servers tell one of the two.
  static func make(_ table: TableDefinition, in store: any Store) throws {
    if try store.describe(table.name) != nil { return }
    do {
      try store.repeatable { _ = try store.execute(store.dialect.createTable(table), []) }
    } catch {
      if try store.describe(table.name) == nil { throw error }
    }
  }

  /// Appends a look when nothing is open: to begin the job, or to begin it anew with rows that came since.
  func begin() throws {
    try store.repeatable {
      let state = try state()
      guard state.isFinished else { return }
      try append([row(look: (state.last ?? -1) + 1)])
    }
  }

  /// The first free chunk of these numbers, for the lease's time; nil when there is none.
  func claim(_ numbers: ClosedRange<Int>, look isLook: Bool) throws -> Chunk? {
    let parameters: [SQLValue] = [
      .text(job), .int(Int64(numbers.lowerBound)), .int(Int64(numbers.upperBound)), .bool(isLook),
      .text(owner), .float(lease),
    ]
    return try store.repeatable {
      var chunk: Chunk?
      try store.query(sql.claim, parameters) { row in
        chunk = Chunk(
          number: Int(row.int(0)), isLook: isLook,
          range: KeyRange(above: try bound(row, 1), through: try bound(row, 2)), rowsBefore: Int(row.int(3)),
          isTakenOver: !row.isNull(4))
        return true
      }
      return chunk
    }
  }

  /// Within the transaction of a batch, or alone: still this worker's, and for a whole lease more.
  /// - Throws: ``ChunkLost``.
  func keep(_ chunk: Chunk, rowsDone: Int) throws {
    let changed = try store.execute(
      sql.keep, own(chunk) + [.float(lease), .int(Int64(chunk.rowsBefore + rowsDone))])
    if changed == 0 { throw ChunkLost() }
  }

  /// - Throws: ``ChunkLost``.
  func finish(_ chunk: Chunk, rowsDone: Int, failed: Int) throws {
    let counts: [SQLValue] = [.int(Int64(chunk.rowsBefore + rowsDone)), .int(Int64(failed))]
    let changed = try store.execute(sql.finish, own(chunk) + counts)
    if changed == 0 { throw ChunkLost() }
  }

  /// Gives the chunk back, for a worker that ends before it is done.
  func release(_ chunk: Chunk) throws {
    try store.repeatable { _ = try store.execute(sql.release, own(chunk)) }
  }

  func state() throws -> State {
    var state = State()
    try store.query(sql.state, [.text(job)]) { row in
      let number = { (place: Int) in row.isNull(place) ? nil : Int(row.int(place)) }
      state = State(
        last: number(0), open: number(1) ?? 0, look: number(2), leased: number(3) ?? 0, rows: number(4) ?? 0,
        rowsDone: number(5) ?? 0)
      return true
    }
    return state
  }

  /// Rows that failed in the ranges that the look before this one made.
  func failed(before look: Chunk) throws -> Int {
    var count = 0
    try store.query(sql.failedBefore, [.text(job), .int(Int64(look.number))]) { row in
      count = Int(row.int(0))
      return true
    }
    return count
  }

  /// A look ends: ranges take its place, and another look for when they are done.
  /// - Throws: ``ChunkLost``.
  func replace(_ look: Chunk, by ranges: [PlannedRange]) throws {
    try store.repeatable {
      if !ranges.isEmpty {
        let rows = ranges.enumerated().map { row($0.element, number: look.number + 1 + $0.offset) }
        try append(rows + [row(look: look.number + 1 + ranges.count)])
      }
      try finish(look, rowsDone: 0, failed: 0)
    }
  }
}

/// A range of keys still to be shared out, and how many rows it holds now.
struct PlannedRange: Equatable {
  var range: KeyRange
  var rows: Int
}

extension ChunkTable {
  private func own(_ chunk: Chunk) -> [SQLValue] {
    [.text(job), .int(Int64(chunk.number)), .text(owner)]
  }

  /// In the order of the table's columns.
  private func row(_ planned: PlannedRange, number: Int, look isLook: Bool = false) -> [SQLValue] {
    let bounds = [planned.range.lower, planned.range.upper].map { bound -> SQLValue in
      bound.flatMap { KeyText.text(of: $0) }.map { .text($0) } ?? .null
    }
    return [
      .text(job), .int(Int64(number)), .bool(isLook), bounds[0], bounds[1], .int(Int64(planned.rows)), .null,
      .null, .float(0), .int(0), .int(0), .bool(false),
    ]
  }

  private func row(look number: Int) -> [SQLValue] {
    row(PlannedRange(range: .all, rows: 0), number: number, look: true)
  }

  /// Rows that are there stay as they are.
  private func append(_ rows: [[SQLValue]]) throws {
    let table = ChunkStatements.table
    let writer = try store.writer(
      WritePlan(table: table.name, columns: table.columns, key: table.key, action: .insert(.skip)))
    defer { writer.finish() }
    for row in rows {
      for (place, value) in row.enumerated() { try writer.bind(place + 1, value) }
      try writer.endRow()
    }
    try writer.flush()
  }

  private func bound(_ row: any ResultRow, _ place: Int) throws -> SQLValue? {
    if row.isNull(place) { return nil }
    if let key = KeyText.key(row.text(place)) { return key }
    throw PipelineError.badChunk(number: Int(row.int(0)), table: ChunkStatements.table.name)
  }
}
