/// The words of ``VectorsError``: V0601 to V0619.
extension VectorsError {
  public var code: String {
    switch self {
    case .nonFinite: "V0601"
    case .zeroVector: "V0602"
    case .tooLong: "V0603"
    case .dimensionMismatch: "V0604"
    case .badShape: "V0605"
    case .noRows: "V0606"
    case .badClusterCount: "V0607"
    case .fewerRows: "V0608"
    case .fewerDistinctRows: "V0609"
    case .badCounts: "V0610"
    case .metricWithoutMeans: "V0611"
    case .badBound: "V0612"
    case .badComponentCount: "V0613"
    case .badWeights: "V0614"
    case .rowsChanged: "V0615"
    }
  }

  public var message: String {
    switch self {
    case .nonFinite(let row): "vector \(row) holds a value that is not a finite number"
    case .zeroVector(let row): "vector \(row) has length zero, which has no direction under the cosine metric"
    case .tooLong(let row): "vector \(row) is too long: its squared length overflows float32"
    case .dimensionMismatch(let expected, let actual): "expected \(expected) dimensions, got \(actual)"
    case .badShape(let rows, let columns): "cannot hold \(rows) vectors of \(columns) dimensions"
    case .noRows: "there are no vectors"
    case .badClusterCount(let k): "`k` must be at least 1 and at most \(Int32.max), got \(k)"
    case .fewerRows(let found, let k): "\(k) clusters need at least \(k) vectors, found \(found)"
    case .fewerDistinctRows(let found, let k): "\(k) clusters need \(k) distinct vectors, found only \(found)"
    case .badCounts: "the row counts do not fit the stored centroids"
    case .metricWithoutMeans(let metric): "k-means has no mean for the metric `\(metric.rawValue)`"
    case .badBound: "the distance bound is not a number"
    case .badComponentCount(let count, let dimension):
      "vectors of \(dimension) dimensions cannot give \(count) components"
    case .badWeights(.count(let expected, let actual)):
      "\(expected) vectors need as many weights, got \(actual)"
    case .badWeights(.row(let row)): "the weight of vector \(row) is not a number of at least 0"
    case .badWeights(.allZero): "every weight is 0"
    case .rowsChanged(let expected, let actual):
      "the rows changed while they were read: \(expected), then \(actual)"
    }
  }

  public var notes: [String] { [] }

  public var help: String? {
    switch self {
    case .nonFinite: "set that vector to NULL or embed the row again"
    case .zeroVector: "set that vector to NULL, or use the metric `l2`"
    case .tooLong: "scale the vectors down; lengths up to 1e18 work"
    case .dimensionMismatch: "both must come from the same model"
    case .badShape: nil
    case .noRows: "embed the rows first"
    case .badClusterCount: "give `k` a number from 1 up to the number of distinct vectors"
    case .fewerRows(let found, _): found > 0 ? "use a `k` of at most \(found), or larger batches" : nil
    case .fewerDistinctRows(let found, _): "use a `k` of at most \(found)"
    case .badCounts: "give one count of at least 0 for each centroid"
    case .metricWithoutMeans: "use `l2` or `cosine`"
    case .badBound: "give `within` a number"
    case .badComponentCount: "ask for at least 1 and no more than the vectors have"
    case .badWeights: "give each row a weight of at least 0, and one row more than that"
    case .rowsChanged: "run it again when nothing else writes to the table"
    }
  }
}
