/// Rows that can be read again and again, block by block: a matrix, or a store that holds more than memory. Every reading gives the
/// same rows in the same order.
public protocol RowSource {
  var rows: Int { get }
  var columns: Int { get }
  /// Calls `body` with each block in order. A block is the receiver's to change until `body` returns, except in ``MatrixRows``.
  func forEachBlock(_ body: (Matrix) throws -> Void) throws
}

/// Rows in memory: one block.
struct MatrixRows: RowSource {
  let matrix: Matrix
  var rows: Int { matrix.rows }
  var columns: Int { matrix.columns }
  func forEachBlock(_ body: (Matrix) throws -> Void) throws { try body(matrix) }
}

/// The rows of another source scaled to length 1, block by block.
struct UnitRows: RowSource {
  let source: any RowSource
  let workers: Int
  var rows: Int { source.rows }
  var columns: Int { source.columns }

  func forEachBlock(_ body: (Matrix) throws -> Void) throws {
    var first = 0
    try source.forEachBlock { block in
      do {
        try block.normalizeRows(workers: workers)
      } catch let error as VectorsError {
        throw error.counted(from: first)
      }
      try body(block)
      first += block.rows
    }
  }
}

extension RowSource {
  /// The rows of these numbers, which ascend, in one matrix.
  func gather(_ numbers: [Int]) throws -> Matrix {
    let found = Matrix(rows: numbers.count, columns: columns)
    var first = 0
    var at = 0
    try forEachBlock { block in
      while at < numbers.count, numbers[at] < first + block.rows {
        found.row(at).update(from: block.row(numbers[at] - first), count: columns)
        at += 1
      }
      first += block.rows
    }
    // A source that gives fewer rows than it said.
    guard at == numbers.count else { throw VectorsError.rowsChanged(expected: rows, actual: first) }
    return found
  }

  /// The canonical squared length of every row. Throws the ``VectorsError`` of the first row that distances cannot be computed on,
  /// and ``VectorsError/rowsChanged(expected:actual:)``.
  func squaredNorms(workers: Int) throws -> Slots<Float> {
    let squares = Slots<Float>(repeating: 0, count: rows)
    var first = 0
    try forEachBlock { block in
      guard first + block.rows <= rows else {
        throw VectorsError.rowsChanged(expected: rows, actual: first + block.rows)
      }
      do {
        let part = try block.squaredNorms(workers: workers)
        (squares.base + first).update(from: part.base, count: block.rows)
      } catch let error as VectorsError {
        throw error.counted(from: first)
      }
      first += block.rows
    }
    guard first == rows else { throw VectorsError.rowsChanged(expected: rows, actual: first) }
    return squares
  }
}
