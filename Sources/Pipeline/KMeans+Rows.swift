import Basics
import Stores
import Vectors

/// The vectors of a table, read from the store whenever they are needed. Memory: a block.
struct StoredRows: RowSource {
  /// 12 MB at 384 dimensions: enough rows for all threads, and little beside the state of the computation.
  static let blockRows = 8192

  let scan: VectorScan
  let rows: Int
  var columns: Int { scan.dimension }

  func forEachBlock(_ body: (Matrix) throws -> Void) throws {
    try scan.forEachBlock { block in
      try body(block.filled)
      return true
    }
  }
}

extension KMeansJob {
  /// The weight of every row that takes part, in key order.
  func weights(_ name: String, rows: Int) throws -> [Double] {
    let column = try table.column(name)
    switch column.type {
    case .int, .float, .bool: break
    default:
      throw PipelineError.badOption(
        name: "weight", value: "`\(column.name)` (\(column.type))", must: "a column of numbers")
    }
    var weights: [Double] = []
    weights.reserveCapacity(rows)
    try table.store.read(weighed(by: column.name)) { row in
      guard let weight = Self.weight(row.value(1)) else {
        throw PipelineError.badWeight(
          key: row.value(0).words, column: column.name, table: table.name, value: row.value(1).words)
      }
      weights.append(weight)
      return true
    }
    if !weights.contains(where: { $0 > 0 }) {
      throw PipelineError.badOption(name: "weight", value: "0 in every row", must: "above 0 in some row")
    }
    return weights
  }

  /// Nil for what no row can weigh.
  private static func weight(_ value: SQLValue) -> Double? {
    let weight: Double
    switch value {
    case .int(let number): weight = Double(number)
    case .float(let number): weight = number
    case .bool(let isOne): weight = isOne ? 1 : 0
    default: return nil
    }
    return weight >= 0 && weight <= 0x1p100 ? weight : nil
  }
}
