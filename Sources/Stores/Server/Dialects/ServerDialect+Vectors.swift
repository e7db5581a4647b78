/// Distances.
extension ServerDialect {
  /// The engine's own operator, which an index serves. It rounds in its own way: good for choosing candidates, whose distances are
  /// then computed anew. Nil where the engine has none.
  public func engineDistance(_ left: SQLFragment, _ right: SQLFragment, metric: String) -> SQLFragment? {
    func symbol(_ symbol: String) -> SQLFragment {
      SQLFragment.binary(left.operand(.atom), symbol, right.operand(.atom), .concatenation)
    }
    switch metric {
    case "l2": return symbol("<->")
    case "cosine": return symbol("<=>")
    case "ip": return symbol("<#>")
    // A function there, an operator from pgvector 0.7.0 on.
    case "l1":
      return facts.isCockroach ? .call("l1_distance", [left, right]) : hasBlocks ? symbol("<+>") : nil
    case "hamming": return hasBlocks ? .fill(Self.differingSigns, [left, right]) : nil
    default: return nil
    }
  }

  /// `subvector`, `||`, `binary_quantize` and `<+>` of vectors (pgvector 0.7.0).
  var hasBlocks: Bool { !facts.isCockroach && !facts.pgvectorVersion.lexicographicallyPrecedes([0, 7]) }

  /// pgvector's bits are 1 for elements above 0, as ours are: exact.
  static var differingSigns: String { "(binary_quantize({0}) <~> binary_quantize({1}))" }
}

/// The canonical distances, bit for bit: 64 lanes of float32, element i in lane i mod 64, multiply then add, lanes folded.
/// For results, after candidates are chosen. This way is about a thousandth of the speed of the engine's own.
extension PostgresDialect {
  func canonicalDistance(_ call: FunctionCall, metric: String) -> SQLFragment {
    let sums = Self.sums(metric)
    // Vectors of different length are the server's own error.
    let value = Self.lanes(
      sums, "unnest({0}::real[], {1}::real[]) WITH ORDINALITY AS e(a, b, i)",
      Self.result(metric, sums.indices.map { Self.fold("t\($0)") }))
    let slow = "CASE WHEN vector_dims({0}) = vector_dims({1}) THEN \(value) ELSE {0} <-> {1} END"
    let fast =
      metric == "hamming" && hasBlocks
      ? Self.differingSigns
      : blockDistance(
        call, metric: metric, result: Self.result(metric, sums.indices.map { Self.foldRest("t\($0)") }),
        slow: slow)
    return once(fast ?? slow, Array(call.arguments.prefix(2)), call)
  }

  /// What is summed, each exact in `float8`.
  private static func sums(_ metric: String) -> [String] {
    switch metric {
    case "l2": ["(a - b)::float8 * (a - b)"]
    case "cosine": ["a::float8 * b", "a::float8 * a", "b::float8 * b"]
    case "l1": ["abs(a - b)::float8"]
    case "hamming": ["CASE WHEN (a > 0) <> (b > 0) THEN 1::float8 ELSE 0 END"]
    default: ["a::float8 * b"]
    }
  }

  /// Of the sums, as `real`.
  private static func result(_ metric: String, _ folds: [String]) -> String {
    switch metric {
    case "cosine":
      let squares = "(\(folds[1]))::float8 * (\(folds[2]))::float8"
      return "CASE WHEN \(squares) > 0 THEN "
        + "least(greatest(1 - (\(folds[0]))::float8 / sqrt(\(squares)), 0), 2)::real::float8 "
        // Lengths too small for float32 with a product that is not.
        + "WHEN (\(folds[0])) > 0 THEN 0 WHEN (\(folds[0])) < 0 THEN 2 END"
    case "ip": return "(-(\(folds[0])))::float8"
    case "l1", "hamming": return "(\(folds[0]))::float8"
    default: return "sqrt((\(folds[0]))::float8)::real::float8"
    }
  }

  func canonicalNorm(_ call: FunctionCall) -> SQLFragment {
    func result(_ fold: String) -> String { "sqrt((\(fold))::float8)::real::float8" }
    let slow = Self.lanes(
      ["a::float8 * a"], "unnest({0}::real[]) WITH ORDINALITY AS e(a, i)", result(Self.fold("t0")))
    return once(
      blockNorm(call, result: result(Self.foldRest("t0")), slow: slow) ?? slow, call.arguments, call)
  }

  /// Products are exact in double; rounded to float32 they may vanish, which the server's cast takes for an error.
  private static func lanes(_ sums: [String], _ source: String, _ result: String) -> String {
    let arrays = sums.indices.map {
      "array_agg(s\($0) ORDER BY lane) || array_fill(0::real, ARRAY[63]) AS t\($0)"
    }
    let lanes = sums.enumerated().map { at, sum in
      let product = "CASE WHEN abs(\(sum)) <= 7.006492321624085e-46 THEN 0::real ELSE (\(sum))::real END"
      return "sum(\(product) ORDER BY i) + 0::real AS s\(at)"
    }
    return "(SELECT \(result) FROM (SELECT \(arrays.joined(separator: ", ")) FROM "
      + "(SELECT (i - 1) % 64 AS lane, \(lanes.joined(separator: ", ")) FROM \(source) GROUP BY 1) AS l) AS f)"
  }

  /// (a0 + a1) + (a2 + a3), then by 8, 4, 2 and 1, over the 64 elements of an array.
  private static func fold(_ array: String) -> String {
    foldRest(
      (1...16).map { at in
        "((\(array)[\(at)] + \(array)[\(at + 16)]) + (\(array)[\(at + 32)] + \(array)[\(at + 48)]))"
      })
  }

  /// The last steps of a fold, over the 16 elements of an array.
  private static func foldRest(_ array: String) -> String { foldRest((1...16).map { "\(array)[\($0)]" }) }

  private static func foldRest(_ sixteen: [String]) -> String {
    var terms = sixteen
    while terms.count > 1 {
      let half = terms.count / 2
      terms = (0..<half).map { "(\(terms[$0]) + \(terms[$0 + half]))" }
    }
    return terms[0]
  }
}
