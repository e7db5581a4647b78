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
  /// An index has no place for this metric.
  case metricWithoutIndex(Metric)
  /// More principal components than dimensions were asked for, or fewer than one.
  case badComponentCount(Int, dimension: Int)
  /// This row holds an element too large for the storage, or only elements too small for it.
  case notRepresentable(row: Int, storage: VectorStorage)
  /// Vectors of this length have no exact sums in the storage.
  case tooWide(columns: Int, storage: VectorStorage)
  /// A distance bound that is NaN.
  case badBound
  /// Weights that no mean can be made with.
  case badWeights(WeightFault)
  /// A store gave another number of rows when it was read again.
  case rowsChanged(expected: Int, actual: Int)
  /// An option of a graph index outside its range.
  case badIndexOption(name: String, value: Int, range: ClosedRange<Int>)
  /// Two rows of a graph index have the same id.
  case duplicateID(UInt64, first: Int, second: Int)
  /// Another number of ids than of rows.
  case idCount(Int, rows: Int)
  /// A file of an index cannot be read; the system's error number.
  case indexUnreadable(path: String, errno: Int32)
  /// A file that does not begin as an index does.
  case notAnIndex(path: String)
  /// An index of a format this version does not know.
  case indexVersion(path: String, found: Int, known: Int)
  /// An index of fewer or more bytes than it says.
  case indexSize(path: String, expected: Int, found: Int)
  /// A part of an index that contradicts itself or its checksum.
  case indexDamaged(path: String, part: String)
  /// An index cannot be written; the system's error number.
  case indexUnwritable(path: String, errno: Int32)
  /// More rows than a graph can number.
  case tooManyRows(Int, most: Int)
  /// A range search needs a distance that cannot be negative.
  case metricWithoutRange(Metric)
  /// A radius must be above 0.
  case badRadius(Double)
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
