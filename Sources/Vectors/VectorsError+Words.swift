import Glibc

/// The words of ``VectorsError``: V0601 to V0619, graph indexes V0680 to V0689.
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
    case .metricWithoutIndex: "V0600"
    case .badBound: "V0612"
    case .badComponentCount: "V0613"
    case .badWeights: "V0614"
    case .rowsChanged: "V0615"
    case .badIndexOption: "V0680"
    case .duplicateID: "V0681"
    case .idCount: "V0682"
    case .indexUnreadable: "V0683"
    case .notAnIndex: "V0684"
    case .indexVersion: "V0685"
    case .indexSize: "V0686"
    case .indexDamaged: "V0687"
    case .indexUnwritable: "V0688"
    case .tooManyRows: "V0689"
    case .notRepresentable: "V0616"
    case .tooWide: "V0617"
    case .metricWithoutRange: "V0618"
    case .badRadius: "V0619"
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
    case .metricWithoutIndex(let metric): "an index cannot compare by `\(metric.rawValue)`"
    case .badBound: "the distance bound is not a number"
    case .badComponentCount(let count, let dimension):
      "vectors of \(dimension) dimensions cannot give \(count) components"
    case .badWeights(.count(let expected, let actual)):
      "\(expected) vectors need as many weights, got \(actual)"
    case .badWeights(.row(let row)): "the weight of vector \(row) is not a number of at least 0"
    case .badWeights(.allZero): "every weight is 0"
    case .rowsChanged(let expected, let actual):
      "the rows changed while they were read: \(expected), then \(actual)"
    case .badIndexOption(let name, let value, let range):
      "`\(name)` must be between \(range.lowerBound) and \(range.upperBound), got \(value)"
    case .duplicateID(let id, let first, let second):
      "the id \(id) of vector \(second) is already that of vector \(first)"
    case .idCount(let ids, let rows): "ID count mismatch: \(ids) IDs vs \(rows) vectors"
    case .indexUnreadable(let path, let errno): "cannot read the index `\(path)`: \(Self.reason(errno))"
    case .notAnIndex(let path): "`\(path)` is not an index of vectors"
    case .indexVersion(let path, let found, let known):
      "the index `\(path)` has format \(found); this version reads format \(known)"
    case .indexSize(let path, let expected, let found):
      "the index `\(path)` is damaged: need \(expected) bytes, got \(found)"
    case .indexDamaged(let path, let part): "the index `\(path)` is damaged: \(part)"
    case .indexUnwritable(let path, let errno): "cannot write the index `\(path)`: \(Self.reason(errno))"
    case .tooManyRows(let rows, let most): "an index holds at most \(most) vectors, got \(rows)"
    case .notRepresentable(let row, let storage):
      "vector \(row) holds values that `\(storage.rawValue)` cannot tell from infinity or zero"
    case .tooWide(let columns, let storage):
      "`\(storage.rawValue)` cannot store vectors of \(columns) dimensions"
    case .metricWithoutRange(let metric): "`\(metric.rawValue)` is no distance that density can be told by"
    case .badRadius(let radius): "the radius must be a number above 0, got \(radius)"
    }
  }

  private static func reason(_ number: Int32) -> String { String(cString: strerror(number)) }

  public var notes: [String] {
    switch self {
    case .indexUnwritable: ["an index that was there before is unchanged"]
    default: []
    }
  }

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
    case .metricWithoutIndex: "use `l2`, `cosine` or `ip`; exact search compares by any"
    case .badBound: "give `within` a number"
    case .notRepresentable: "scale the vectors to length 1, or store them as `float32`"
    case .tooWide: "store them as `float32`, `float16` or `bfloat16`"
    case .metricWithoutRange: "use `l2` or `cosine`"
    case .badRadius: "give `eps` the largest distance of two neighbours"
    case .badComponentCount: "ask for at least 1 and no more than the vectors have"
    case .badWeights: "give each row a weight of at least 0, and one row more than that"
    case .rowsChanged: "run it again when nothing else writes to the table"
    case .badIndexOption: nil
    case .duplicateID: "give every vector an id of its own"
    case .idCount: "give one id for each vector, or none at all"
    case .indexUnreadable: "check the path and its permissions"
    case .notAnIndex: nil
    case .indexVersion, .indexSize, .indexDamaged: "build the index again"
    case .indexUnwritable: "check the folder, its permissions and the free space"
    case .tooManyRows: "build several indexes"
    }
  }
}
