/// A vector index to be made.
public struct VectorIndexDefinition: Sendable, Equatable {
  /// How it is built: pgvector has `hnsw` and `ivfflat`, CockroachDB `cspann`.
  public enum Kind: String, Sendable, CaseIterable { case hnsw, ivfflat, cspann }
  public var name: String
  public var table: String
  public var column: String
  /// nil when it is not declared.
  public var dimension: Int?
  /// `l2`, `cosine` or `ip`.
  public var metric: String
  public var kind: Kind
  /// Build options by the engine's names, in the order to be written.
  public var options: [(name: String, value: Int)]
  public init(
    name: String, table: String, column: String, dimension: Int? = nil, metric: String, kind: Kind,
    options: [(name: String, value: Int)] = []
  ) {
    (self.name, self.table, self.column, self.dimension) = (name, table, column, dimension)
    (self.metric, self.kind, self.options) = (metric, kind, options)
  }
  public static func == (left: VectorIndexDefinition, right: VectorIndexDefinition) -> Bool {
    left.name == right.name && left.table == right.table && left.column == right.column
      && left.dimension == right.dimension && left.metric == right.metric && left.kind == right.kind
      && left.options.elementsEqual(right.options, by: ==)
  }

  /// The build options of a kind and their bounds, from the manuals of pgvector 0.8 and CockroachDB 25.4.
  public static func options(_ kind: Kind) -> [(name: String, bounds: ClosedRange<Int>)] {
    switch kind {
    case .hnsw: return [("m", 2...100), ("ef_construction", 4...1_000)]
    case .ivfflat: return [("lists", 1...32_768)]
    case .cspann:
      return [
        ("min_partition_size", 1...1_024), ("max_partition_size", 4...4_096), ("build_beam_size", 1...512),
      ]
    }
  }
}

extension ServerDialect {
  /// The kind that the engine makes when none is named.
  public var vectorIndexKind: VectorIndexDefinition.Kind {
    if facts.isCockroach { return .cspann }
    return facts.hasPgvector(0, 5, 0) ? .hnsw : .ivfflat
  }

  /// To `execute` one after another, outside a transaction.
  /// - Throws: ``StoreError/unsupported(_:)`` with what this server cannot do.
  public func createVectorIndex(_ index: VectorIndexDefinition) throws -> [String] {
    try check(index)
    let operators = "vector_\(index.metric)_ops"
    let options = index.options.map { "\($0.name) = \($0.value)" }.joined(separator: ", ")
    let with = options.isEmpty ? "" : " WITH (\(options))"
    let (name, table) = (quoteIndex(index.name), quoteTable(index.table))
    if index.kind == .cspann {
      // L2 is what it means without a word; 25.2 knows no other.
      let suffix = index.metric == "l2" ? "" : " \(operators)"
      return preparation
        + ["CREATE VECTOR INDEX IF NOT EXISTS \(name) ON \(table) (\(quote(index.column))\(suffix))\(with)"]
    }
    return [
      "CREATE INDEX IF NOT EXISTS \(name) ON \(table) USING \(index.kind.rawValue) "
        + "(\(quote(index.column)) \(operators))\(with)"
    ]
  }

  /// Before 25.4 vector indexes must be allowed first, and a table with rows in it stands still while one is made.
  private var preparation: [String] {
    if facts.hasCockroach(25, 4) { return [] }
    return ["SET CLUSTER SETTING feature.vector_index.enabled = true", "SET sql_safe_updates = off"]
  }

  private func check(_ index: VectorIndexDefinition) throws {
    guard (index.kind == .cspann) == facts.isCockroach else {
      throw StoreError.unsupported("a vector index of kind `\(index.kind.rawValue)`")
    }
    if facts.isCockroach {
      guard facts.hasCockroach(25, 2) else {
        throw StoreError.unsupported("a vector index before version 25.2")
      }
      guard index.metric == "l2" || facts.hasCockroach(25, 3) else {
        throw StoreError.unsupported("a vector index by `\(index.metric)` before version 25.3")
      }
    } else {
      guard index.kind != .hnsw || facts.hasPgvector(0, 5, 0) else {
        throw StoreError.unsupported("a vector index of kind `hnsw` before pgvector 0.5")
      }
      if let dimension = index.dimension, dimension > 2_000 {
        throw StoreError.unsupported("a vector index on more than 2,000 elements")
      }
    }
    let known = VectorIndexDefinition.options(index.kind)
    for option in index.options {
      guard let bounds = known.first(where: { $0.name == option.name })?.bounds else {
        throw StoreError.unsupported("the option `\(option.name)` of a vector index")
      }
      guard bounds.contains(option.value) else {
        throw StoreError.unsupported(
          "\(option.value) for `\(option.name)`, which is \(bounds.lowerBound) to \(bounds.upperBound),")
      }
    }
  }

  public func dropIndex(_ name: String, of table: String) -> String {
    let schema = Self.split(table).schema.map { quote($0) + "." } ?? ""
    return "DROP INDEX IF EXISTS \(schema)\(quoteIndex(name))"
  }

  /// Settings for the searches of the open transaction: how much of the index is looked at. `effort` is `hnsw.ef_search`,
  /// `ivfflat.probes` or `vector_search_beam_size`; out of bounds it is brought within.
  public func searchSettings(_ kind: VectorIndexDefinition.Kind, effort: Int) -> [String] {
    switch kind {
    case .hnsw:
      let iterative = facts.hasPgvector(0, 8, 0) ? ["SET LOCAL hnsw.iterative_scan = strict_order"] : []
      return ["SET LOCAL hnsw.ef_search = \(min(max(effort, 1), 1_000))"] + iterative
    case .ivfflat: return ["SET LOCAL ivfflat.probes = \(min(max(effort, 1), 32_768))"]
    case .cspann: return ["SET LOCAL vector_search_beam_size = \(min(max(effort, 1), 2_048))"]
    }
  }
}
