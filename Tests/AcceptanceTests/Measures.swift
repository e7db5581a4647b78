import Glibc

/// Measures of the field, written plainly.
enum Measures {
  /// Spearman's rank correlation; equal values share the mean of their ranks.
  static func spearman(_ left: [Double], _ right: [Double]) -> Double {
    pearson(ranks(left), ranks(right))
  }

  static func ranks(_ values: [Double]) -> [Double] {
    let order = values.indices.sorted { values[$0] < values[$1] }
    var ranks = [Double](repeating: 0, count: values.count)
    var first = 0
    while first < order.count {
      var last = first
      while last + 1 < order.count, values[order[last + 1]] == values[order[first]] { last += 1 }
      for at in first...last { ranks[order[at]] = Double(first + last) / 2 }
      first = last + 1
    }
    return ranks
  }

  static func pearson(_ left: [Double], _ right: [Double]) -> Double {
    let (a, b) = (mean(left), mean(right))
    let shared = zip(left, right).reduce(0) { $0 + ($1.0 - a) * ($1.1 - b) }
    let (x, y) = (left.reduce(0) { $0 + ($1 - a) * ($1 - a) }, right.reduce(0) { $0 + ($1 - b) * ($1 - b) })
    return shared / (x * y).squareRoot()
  }

  static func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }

  /// V-measure (Rosenberg and Hirschberg 2007) of pairs of cluster and label.
  static func vMeasure(_ pairs: [(String, String)]) -> Double {
    let clusters = entropy(pairs.map(\.0))
    let labels = entropy(pairs.map(\.1))
    let shared = clusters + labels - entropy(pairs.map { "\($0.0)\u{0}\($0.1)" })
    let homogeneity = labels == 0 ? 1 : shared / labels
    let completeness = clusters == 0 ? 1 : shared / clusters
    let total = homogeneity + completeness
    return total == 0 ? 0 : 2 * homogeneity * completeness / total
  }

  static func entropy(_ values: [String]) -> Double {
    var counts: [String: Int] = [:]
    for value in values { counts[value, default: 0] += 1 }
    let all = Double(values.count)
    return counts.sorted { $0.key < $1.key }.reduce(0) {
      $0 - Double($1.value) / all * log(Double($1.value) / all)
    }
  }
}

/// What a retrieval run found, and what it should have found: query to documents.
struct RetrievalRun {
  var found: [String: [String]]
  var relevant: [String: Set<String>]

  /// The mean over the judged queries.
  private func mean(_ measure: ([String], Set<String>) -> Double) -> Double {
    Measures.mean(relevant.keys.sorted().map { measure(found[$0] ?? [], relevant[$0] ?? []) })
  }

  /// Normalised discounted cumulative gain of binary judgements over the first ten.
  var nDCGAt10: Double {
    mean { documents, wanted in
      let gain = documents.prefix(10).enumerated().reduce(0.0) {
        wanted.contains($1.element) ? $0 + 1 / log2(Double($1.offset) + 2) : $0
      }
      return gain / (0..<min(10, wanted.count)).reduce(0.0) { $0 + 1 / log2(Double($1) + 2) }
    }
  }

  var recallAt100: Double {
    mean { Double($1.intersection($0.prefix(100)).count) / Double($1.count) }
  }

  /// Mean average precision over all that was found.
  var map: Double {
    mean { documents, wanted in
      var hits = 0.0
      var sum = 0.0
      for (at, document) in documents.enumerated() where wanted.contains(document) {
        hits += 1
        sum += hits / Double(at + 1)
      }
      return sum / Double(wanted.count)
    }
  }
}
