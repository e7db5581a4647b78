import Language
import Stores
import Vectors

/// Rows whose first column is a vector, read into memory.
struct VectorRows {
  private static let limit = 1_000_000
  private static let blockRows = 4096

  private(set) var rows: [[SQLValue]] = []
  private(set) var hasVector: [Bool] = []
  /// How many have one.
  var vectors: Int { count }
  private var blocks: [Matrix] = []
  private var count = 0
  private(set) var dimension = 0

  init(_ query: Relation, columns: Int, _ call: Call) throws {
    try query.forEachResultRow { row in
      try call.interpreter.checkInterrupt()
      guard rows.count < VectorRows.limit else { throw call.fail(.tableTooLong, at: "rows") }
      hasVector.append(!row.isNull(0))
      if !row.isNull(0) { try row.withVector(0) { try add($0, call) } }
      // The row is one to read: values at places 1 and on.
      rows.append((0..<columns).map { row.value($0 + 1) })
      return true
    }
  }

  private mutating func add(_ elements: UnsafeBufferPointer<Float>, _ call: Call) throws {
    if count == 0 { dimension = elements.count }
    guard elements.count == dimension, let base = elements.baseAddress else {
      throw call.fail(
        .unequalVectors(row: rows.count + 1, has: elements.count, wanted: dimension), at: "column")
    }
    guard elements.allSatisfy(\.isFinite) else {
      throw call.fail(.vectorNotFinite(row: rows.count + 1), at: "column")
    }
    if count % VectorRows.blockRows == 0 {
      blocks.append(try Matrix.checked(rows: VectorRows.blockRows, columns: dimension))
    }
    blocks[blocks.count - 1].row(count % VectorRows.blockRows).update(from: base, count: dimension)
    count += 1
  }

  /// The vectors alone, in the order of the rows.
  func matrix() throws -> Matrix {
    let matrix = try Matrix.checked(rows: count, columns: dimension)
    for (index, block) in blocks.enumerated() {
      let start = index * VectorRows.blockRows
      let taken = min(VectorRows.blockRows, count - start)
      matrix.row(start).update(from: block.base, count: taken * matrix.stride)
    }
    return matrix
  }
}

extension Call {
  /// Refuses a column that cannot hold vectors.
  func requireVectors(_ column: String, in relation: Relation, at parameter: String) throws {
    guard let found = relation.columns.first(where: { $0.name == column }) else { return }
    switch found.type {
    case .vector, .any, .blob: break
    default: throw fail(.notVectors(column: column, type: found.type.typeName), at: parameter)
    }
  }
}
