/// How an ``HNSWIndex`` is built.
public struct HNSWOptions: Sendable, Equatable {
  /// Links of a node on the layers above the lowest; the lowest has twice as many. 2 to 256.
  public var m = 16
  /// Candidates from which a new node's links are chosen: more gives a better graph, more slowly. 1 to 4,096.
  public var efConstruction = 100
  public var metric = Metric.cosine
  /// Decides the layers of the nodes, with their ids.
  public var seed: UInt64 = 42
  /// What searches walk on. The graph itself, and the distances and order of answers, are always those of the float32 rows.
  public var codes = HNSWCodes.none
  /// Threads. The index is the same for any number.
  public var workers = 1
  /// Rows whose neighbours are searched and compared with the exact ones once the graph is built; 0: recall is not measured.
  public var recallSample = 100
  /// The `ef` with which recall is measured.
  public var recallEf = 64
  /// What the rows were made from, as the caller tells it (a digest): kept in the file, at most ``longestSource`` bytes of UTF-8.
  public var source = ""

  /// While a node has at most so many values to be compared with, its candidates come from an exact scan by matrix product, which
  /// takes less time than a walk and finds better ones.
  var scannedValues = 8_000_000
  /// While there are at most so many values (of which a copy is kept then), candidates come from exact scans of clusters, by matrix
  /// product too; beyond, by walks through the graph.
  var clusteredValues = 200_000_000
  /// The share of the linked rows that scans of clusters cover.
  var probedShare = 0.06

  public init() {}

  /// Rows as values; a row of few dimensions costs as much as one of 128.
  static func values(rows: Int, columns: Int) -> Int { rows * max(128, columns) }

  static let longestSource = 256
  static let linkRange = 2...256
  static let candidateRange = 1...4096

  /// - Throws: ``VectorsError/badIndexOption(name:value:range:)``, ``VectorsError/metricWithoutIndex(_:)``.
  func check() throws(VectorsError) {
    guard metric.usesProducts else { throw .metricWithoutIndex(metric) }
    try HNSWOptions.check("m", m, HNSWOptions.linkRange)
    try HNSWOptions.check("efConstruction", efConstruction, HNSWOptions.candidateRange)
    try HNSWOptions.check("recallSample", recallSample, 0...Int(Int32.max))
    try HNSWOptions.check("recallEf", recallEf, 1...Int(Int32.max))
    try HNSWOptions.check("bytes of source", source.utf8.count, 0...HNSWOptions.longestSource)
  }

  static func check(_ name: String, _ value: Int, _ range: ClosedRange<Int>) throws(VectorsError) {
    guard range.contains(value) else { throw .badIndexOption(name: name, value: value, range: range) }
  }
}

/// What the walk of a search through a graph measures: coarser codes take less memory traffic, and may cost a little recall.
public enum HNSWCodes: UInt8, Sendable, CaseIterable {
  /// The float32 rows themselves.
  case none = 0
  /// A byte a value, with a scale for each row.
  case int8 = 1
  /// The upper halves of the values.
  case bfloat16 = 2

  var storage: VectorStorage? {
    switch self {
    case .none: nil
    case .int8: .int8
    case .bfloat16: .bfloat16
    }
  }
}

/// What is known of an index.
public struct HNSWInfo: Sendable, Equatable {
  /// Rows that can be found; removed ones are not counted.
  public var vectors: Int
  /// Rows that were removed and still take room.
  public var removed: Int
  public var dimension: Int
  public var metric: Metric
  public var m: Int
  public var efConstruction: Int
  public var seed: UInt64
  public var codes: HNSWCodes
  /// The highest layer that has nodes, 0 being the lowest.
  public var maxLayer: Int
  /// Mean number of links of a node on the lowest layer.
  public var averageConnections: Double
  public var recall: HNSWRecall?
  /// Bytes of the file.
  public var fileBytes: Int
  public var formatVersion: Int
  /// What the caller said the rows were made from.
  public var source: String
}

/// How many of the true nearest rows a search with `ef` found.
public struct HNSWRecall: Sendable, Equatable {
  /// True neighbours found, of those there were.
  public var found: Int
  public var expected: Int
  /// Rows asked for.
  public var sample: Int
  public var ef: Int
  /// Neighbours asked for, a row itself left out.
  public var limit: Int

  public var value: Double { expected == 0 ? 1 : Double(found) / Double(expected) }
}
