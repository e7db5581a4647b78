/// Vector indexes: HNSW and IVFFlat of pgvector, C-SPANN of CockroachDB.
extension ServerDialect {
  /// Kinds that this server makes, its first choice first.
  var vectorIndexKinds: [String] {
    if facts.isCockroach { return ["cspann"] }
    return facts.hasPgvector(0, 5, 0) ? ["hnsw", "ivfflat"] : ["ivfflat"]
  }

  /// To `execute` one after another, outside a transaction. The plan has no problem.
  func createVectorIndex(_ plan: VectorIndexPlan) -> [String] {
    let building = VectorIndexOption.building(plan.kind)
    let options = plan.options.keys.sorted().filter { name in building.contains { $0.name == name } }
    let words = options.map { "\($0) = \(plan.options[$0] ?? 0)" }.joined(separator: ", ")
    let with = words.isEmpty ? "" : " WITH (\(words))"
    let operators = "vector_\(plan.metric)_ops"
    let (name, table) = (quoteIndex(plan.name), quoteTable(plan.table))
    if facts.isCockroach {
      // L2 is what it means without a word; 25.2 knows no other.
      let suffix = plan.metric == "l2" ? "" : " \(operators)"
      return preparation
        + ["CREATE VECTOR INDEX IF NOT EXISTS \(name) ON \(table) (\(quote(plan.column))\(suffix))\(with)"]
    }
    return [
      "CREATE INDEX IF NOT EXISTS \(name) ON \(table) USING \(plan.kind) (\(quote(plan.column)) \(operators))\(with)"
    ]
  }

  /// Before 25.4 vector indexes must be allowed first, and a table with rows in it stands still while one is made.
  private var preparation: [String] {
    if facts.hasCockroach(25, 4) { return [] }
    return ["SET CLUSTER SETTING feature.vector_index.enabled = true", "SET sql_safe_updates = off"]
  }

  /// What this server cannot make of a plan, in words.
  func vectorIndexProblem(_ plan: VectorIndexPlan) -> String? {
    if !vectorIndexKinds.contains(plan.kind) { return "this server makes no index of kind `\(plan.kind)`" }
    if facts.isCockroach {
      if !facts.hasCockroach(25, 2) { return "vector indexes came with CockroachDB 25.2" }
      if plan.metric != "l2", !facts.hasCockroach(25, 3) {
        return "an index by \(plan.metric) came with CockroachDB 25.3"
      }
    } else if let dimension = plan.dimension, dimension > 2_000 {
      return "pgvector indexes at most 2,000 dimensions, this column has \(dimension)"
    }
    for (name, value) in plan.options.sorted(by: { $0.key < $1.key }) {
      let known = VectorIndexOption.building(plan.kind) + VectorIndexOption.searching(plan.kind)
      guard let bounds = known.first(where: { $0.name == name })?.bounds else {
        return "an index of kind `\(plan.kind)` has no option `\(name)`"
      }
      if !bounds.contains(value) {
        return "`\(name)` must be between \(bounds.lowerBound) and \(bounds.upperBound), got \(value)"
      }
    }
    if let m = plan.options["m"], (plan.options["ef_construction"] ?? 64) < 2 * m {
      return "`ef_construction` must be at least twice `m`"
    }
    return nil
  }

  public func dropIndex(_ name: String, of table: String) -> String {
    let schema = Self.split(table).schema.map { quote($0) + "." } ?? ""
    return "DROP INDEX IF EXISTS \(schema)\(quoteIndex(name))"
  }

  /// Settings for the searches of the open transaction: how much of the index is looked at, unless the plan says: the
  /// engines' own defaults, or the rows wanted.
  func vectorSearchSettings(_ plan: VectorIndexPlan, rows: Int) -> [String] {
    switch plan.kind {
    case "hnsw":
      let effort = max(plan.options["ef_search"] ?? 40, rows)
      let iterative = facts.hasPgvector(0, 8, 0) ? ["SET LOCAL hnsw.iterative_scan = strict_order"] : []
      return ["SET LOCAL hnsw.ef_search = \(min(max(effort, 1), 1_000))"] + iterative
    case "ivfflat": return ["SET LOCAL ivfflat.probes = \(plan.options["probes"] ?? 10)"]
    default: return ["SET LOCAL vector_search_beam_size = \(plan.options["beam_size"] ?? 32)"]
    }
  }
}

/// The options of a kind of index and their bounds, from the manuals of pgvector 0.8 and CockroachDB 25.4.
enum VectorIndexOption {
  typealias Option = (name: String, bounds: ClosedRange<Int>)

  static func building(_ kind: String) -> [Option] {
    switch kind {
    case "hnsw": [("m", 2...100), ("ef_construction", 4...1_000)]
    case "ivfflat": [("lists", 1...32_768)]
    default: [("min_partition_size", 1...1_024), ("max_partition_size", 4...4_096)]
    }
  }

  static func searching(_ kind: String) -> [Option] {
    switch kind {
    case "hnsw": [("ef_search", 1...1_000)]
    case "ivfflat": [("probes", 1...32_768)]
    default: [("beam_size", 1...2_048)]
    }
  }
}
