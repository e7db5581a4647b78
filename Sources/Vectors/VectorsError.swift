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
  /// A range search needs a distance that cannot be negative.
  case metricWithoutRange(Metric)
  /// A radius must be above 0.
  case badRadius(Double)
}
