/// Why a computation on vectors was refused. Rows are counted from 0. The words are in VectorsError+Words.swift.
public enum VectorsError: Error, Sendable, Equatable {
  /// A value of this row is NaN or infinite.
  case nonFinite(row: Int)
  /// This row has length zero (or its squares vanish), so it has no direction; met under the cosine metric only.
  case zeroVector(row: Int)
  /// The squared length of this row is above ``Matrix/largestSquaredNorm``: distances would overflow float32.
  case tooLong(row: Int)
  /// Two things of different dimension met.
  case dimensionMismatch(expected: Int, actual: Int)
  /// A matrix of this shape cannot be addressed or allocated.
  case badShape(rows: Int, columns: Int)
  /// There are no rows to work on.
  case noRows
  /// k must lie in 1 ... Int32.max.
  case badClusterCount(Int)
  /// Fewer rows than clusters asked for.
  case fewerRows(found: Int, k: Int)
  /// Fewer distinct rows than clusters asked for.
  case fewerDistinctRows(found: Int, k: Int)
  /// The counts given with stored centroids do not fit them: another number of them, or a negative one.
  case badCounts
  /// k-means has no meaning for this metric.
  case metricWithoutMeans(Metric)
  /// More principal components than dimensions were asked for, or fewer than one.
  case badComponentCount(Int, dimension: Int)
  /// A distance bound that is NaN.
  case badBound
  /// Weights that no mean can be made with.
  case badWeights(WeightFault)
  /// A store gave another number of rows when it was read again.
  case rowsChanged(expected: Int, actual: Int)
}

/// What is wrong with the weights of rows.
public enum WeightFault: Sendable, Equatable {
  /// Another number of them than of rows.
  case count(expected: Int, actual: Int)
  /// The weight of this row is negative, NaN, infinite or above 2^100.
  case row(Int)
  /// None is above zero.
  case allZero
}

extension VectorsError {
  /// The same error of rows that are counted from `first` on.
  func counted(from first: Int) -> VectorsError {
    switch self {
    case .nonFinite(let row): .nonFinite(row: row + first)
    case .zeroVector(let row): .zeroVector(row: row + first)
    case .tooLong(let row): .tooLong(row: row + first)
    default: self
    }
  }
}
