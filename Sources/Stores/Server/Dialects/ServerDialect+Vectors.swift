/// Distances.
extension ServerDialect {
  /// The engine's own operator, which an index serves. It rounds in its own way: good for choosing candidates, whose distances are
  /// then computed anew.
  public func engineDistance(_ left: SQLFragment, _ right: SQLFragment, metric: String) -> SQLFragment {
    let symbol = metric == "cosine" ? "<=>" : metric == "ip" ? "<#>" : "<->"
    return SQLFragment.binary(left.operand(.atom), symbol, right.operand(.atom), .concatenation)
  }
}

/// The canonical distances, bit for bit: 64 lanes of float32, element i in lane i mod 64, multiply then add, lanes folded.
/// For results, after candidates are chosen. This way is about a thousandth of the speed of the engine's own.
extension PostgresDialect {
  func canonicalDistance(_ call: FunctionCall, metric: String) -> SQLFragment {
    let sum = metric == "l2" ? "(a - b)::float8 * (a - b)" : "a::float8 * b"
    let sums = metric == "cosine" ? [sum, "a::float8 * a", "b::float8 * b"] : [sum]
    // Vectors of different length are the server's own error.
    let value = Self.lanes(
      sums, "unnest({0}::real[], {1}::real[]) WITH ORDINALITY AS e(a, b, i)",
      Self.result(metric, sums.indices.map { Self.fold("t\($0)") }))
    let slow = "CASE WHEN vector_dims({0}) = vector_dims({1}) THEN \(value) ELSE {0} <-> {1} END"
    let fast = blockDistance(
      call, metric: metric, result: Self.result(metric, sums.indices.map { Self.foldRest("t\($0)") }),
      slow: slow)
    return once(fast ?? slow, Array(call.arguments.prefix(2)), call)
  }

  /// Of the sums of products, as `real`.
  private static func result(_ metric: String, _ folds: [String]) -> String {
    switch metric {
    case "cosine":
      let squares = "(\(folds[1]))::float8 * (\(folds[2]))::float8"
      return "CASE WHEN \(squares) > 0 THEN "
        + "least(greatest(1 - (\(folds[0]))::float8 / sqrt(\(squares)), 0), 2)::real::float8 "
        // Lengths too small for float32 with a product that is not.
        + "WHEN (\(folds[0])) > 0 THEN 0 WHEN (\(folds[0])) < 0 THEN 2 END"
    case "ip": return "(-(\(folds[0])))::float8"
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
