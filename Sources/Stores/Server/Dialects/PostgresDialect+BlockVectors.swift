/// The canonical distances by pgvector's operators on blocks of 64 elements: the same float32 operations in the same order as
/// ``PostgresDialect/canonicalDistance(_:metric:)``, some hundred times as fast. These operators fail where a product is too large or
/// too small for float32; such vectors, and those whose length is not known, go the long way.
extension PostgresDialect {
  /// A template of `{0}` and `{1}`, or nil: for sums of magnitudes there are no operators.
  func blockDistance(_ call: FunctionCall, metric: String, result: String, slow: String) -> String? {
    guard hasBlocks, ["l2", "cosine", "ip"].contains(metric), case .vector(let left?) = call.types[0],
      case .vector(let right?) = call.types[1],
      left == right, left > 0
    else { return nil }
    let isCosine = metric == "cosine"
    let products = metric == "l2" ? ["d * d"] : isCosine ? ["a * b", "a * a", "b * b"] : ["a * b"]
    let checked = metric == "l2" ? ["d"] : ["a", "b"]
    let source = "(SELECT {0} AS a, {1} AS b, {0} - {1} AS d OFFSET 0) AS e"
    return Self.guarded(checked, products, dimension: left, result: result, source: source, slow: slow)
  }

  func blockNorm(_ call: FunctionCall, result: String, slow: String) -> String? {
    guard hasBlocks, case .vector(let dimension?) = call.types[0], dimension > 0 else { return nil }
    return Self.guarded(
      ["a"], ["a * a"], dimension: dimension, result: result, source: "(SELECT {0} AS a OFFSET 0) AS e",
      slow: slow)
  }

  private static func guarded(
    _ checked: [String], _ products: [String], dimension: Int, result: String, source: String, slow: String
  ) -> String {
    // Squares of these stay within float32, and so do all sums of products.
    let safe = checked.map { name in
      "vector_norm(\(name)) < 1e18 AND coalesce((SELECT min(abs(x)) FROM unnest(\(name)::real[]) AS u(x) WHERE x <> 0), 1) > 1e-22"
    }
    let sums = products.indices
    let made = products.enumerated().map { "\($1) AS p\($0)" }
    let columns = sums.map { "\(added("p\($0)", dimension)) AS l\($0)" }
    let quarters = sums.map { at in
      let parts = [1, 17, 33, 49].map { "subvector(l\(at), \($0), 16)" }
      return "((\(parts[0]) + \(parts[1])) + (\(parts[2]) + \(parts[3])))::real[] AS t\(at)"
    }
    let fast =
      "(SELECT \(result) FROM (SELECT \(quarters.joined(separator: ", ")) FROM (SELECT "
      + "\(columns.joined(separator: ", ")) FROM (SELECT \(made.joined(separator: ", ")) OFFSET 0) AS p OFFSET 0) AS l "
      + "OFFSET 0) AS f)"
    return
      "(SELECT CASE WHEN \(safe.joined(separator: " AND ")) THEN \(fast) ELSE \(slow) END FROM \(source))"
  }

  /// Element i added to lane i mod 64, in order.
  private static func added(_ product: String, _ dimension: Int) -> String {
    let blocks = stride(from: 0, to: dimension, by: 64).map { start in
      let count = min(64, dimension - start)
      let block = "subvector(\(product), \(start + 1), \(count))"
      return count == 64 ? block : "(\(block) || array_fill(0::real, ARRAY[\(64 - count)])::vector)"
    }
    return blocks.dropFirst().reduce(blocks.first ?? "") { "(\($0) + \($1))" }
  }
}
