import Glibc
import Support
import Testing

/// The module `clusters`, against results worked out by hand or by plain Swift.
@Suite struct StdlibClustersTests {
  typealias Row = HandMadeClustering.Row

  static let rows = [
    Row(place: 1, cluster: 0, label: "'sea'", text: "wave and wave"),
    Row(place: 2, cluster: 0, label: "'sea'", text: "ship wave"),
    Row(place: -3, cluster: 0, label: "'tea'", text: "cup"),
    Row(place: 9, cluster: 1, label: "'tea'", text: "cup of milk"),
    Row(place: 20, cluster: nil, label: "'tea'", text: "never"),
    Row(place: 10.5, cluster: 1, label: "null", text: nil),
  ]
  /// Cluster 2 has no row.
  static func clustering(key: String = "id", label: String = "label") throws -> HandMadeClustering {
    try HandMadeClustering(rows, centroids: [0, 10, 50], key: key, label: label)
  }

  @Test func membersAreTheAssignedRows() throws {
    let made = try Self.clustering()
    #expect(
      try made.output("items | clusters.members(km) | select .cluster_id, .id, .body")
        == "cluster_id  id  body\n──────────  ──  ─────────────\n         0   1  wave and wave\n         0   2  ship wave\n"
        + "         0   3  cup\n         1   4  cup of milk\n         1   6  null\n5 rows")
    #expect(try made.output("items | where .id > 3 | clusters.members(km) | count") == "2")
  }

  @Test func spreadIsTheDistanceToTheCentroid() throws {
    let made = try Self.clustering()
    #expect(
      try made.output(
        "for row in clusters.spread(items, km, .body) { print \"{row.cluster_id} {row.row_key} {row.distance}\" }"
      )
        == "0 1 1.0\n0 2 2.0\n0 3 3.0\n1 6 0.5\n1 4 1.0")
    #expect(
      try made.output("items | clusters.nearest(km, .body, 0, limit: 2) | select .row_key")
        == "row_key\n───────\n      1\n      2\n2 rows")
  }

  @Test func summaryListsEveryClusterWithItsNearestText() throws {
    let made = try Self.clustering()
    let program = """
      for c in clusters.summary(items, km, .body) { print "{c.cluster_id} {c.size} {c.share} {c.spread} {c.nearest}" }
      """
    #expect(try made.output(program) == "0 3 0.6 2.0 wave and wave\n1 2 0.4 0.75 null\n2 0 0.0 null null")
  }

  /// By hand: cluster 0 has wave 3, ship 1, cup 1; cluster 1 cup 1, milk 1. A = 3.5.
  @Test func topTermsFollowTheFormula() throws {
    let made = try Self.clustering()
    let scores = [
      ("wave", 3.0 / 5 * log(1 + 3.5 / 3)), ("ship", 1.0 / 5 * log(1 + 3.5)),
      ("cup", 1.0 / 5 * log(1 + 3.5 / 2)),
    ]
    let printed = try made.output(
      "for t in (clusters.term_scores(items, km, .body) | where .cluster_id == 0) { print \"{t.term} {t.n} {t.score}\" }"
    )
    let found = printed.split(separator: "\n").map { $0.split(separator: " ") }
    #expect(found.map { String($0[0]) } == scores.map(\.0) && found.map { $0[1] } == ["3", "1", "1"])
    for (line, wanted) in zip(found, scores) { #expect(abs((Double(line[2]) ?? 0) - wanted.1) < 1e-12) }
    #expect(
      try made.output("items | clusters.top_terms(km, .body, limit: 2)")
        == "cluster_id  terms\n──────────  ──────────\n         0  wave, ship\n         1  milk, cup\n2 rows")
  }

  @Test func purityAndContingencyLeaveOutRowsWithoutALabel() throws {
    let made = try Self.clustering()
    #expect(
      try made.output("clusters.contingency(items, km, .label)")
        == "cluster_id  label  n\n──────────  ─────  ─\n         0  sea    2\n         0  tea    1\n         1  tea    1\n3 rows"
    )
    #expect(try made.output("clusters.purity(items, km, .label)") == "0.75")
  }

  @Test(arguments: [("select", "cluster_id"), ("row_key", "n"), ("a \"b\"", "row_key"), ("表", "label")])
  func namesOfColumnsDoNotMatter(_ key: String, _ label: String) throws {
    let made = try Self.clustering(key: key, label: label)
    #expect(try made.output("clusters.purity(items, km, .\(label))") == "0.75")
    #expect(try made.output("clusters.summary(items, km, .body) | count") == "3")
    #expect(try made.output("clusters.members(items, km) | count") == "5")
    #expect(try made.output("clusters.top_terms(items, km, .body) | count") == "2")
  }

  /// Clusters and labels as whole numbers, against plain Swift; -1 stands for a row that is not assigned.
  static let cases: [(clusters: [Int], labels: [Int])] = [
    ([0, 0, 1, 1], [5, 5, 6, 6]), ([0, 0, 0, 0], [1, 2, 3, 4]), ([0, 1, 0, 1], [7, 7, 7, 7]),
    ([0, 0, 0], [1, 1, 1]),
    ([0, 1, 0, 1], [1, 1, 2, 2]), ([0, 0, 0, 1, 1, 2, 2, 2], [1, 1, 2, 2, 2, 3, 3, 1]),
    ([0, 1, 2, 0, -1], [1, 1, 2, 2, 9]),
  ]

  @Test(arguments: cases)
  func agreementIsThatOfPlainSwift(_ clusters: [Int], _ labels: [Int]) throws {
    let rows = clusters.indices.map { at in
      Row(place: Float(at), cluster: clusters[at] < 0 ? nil : clusters[at], label: "\(labels[at])")
    }
    let made = try HandMadeClustering(rows, centroids: Array([0, 1, 2].prefix((clusters.max() ?? 0) + 1)))
    let pairs = zip(clusters, labels).filter { $0.0 >= 0 }
    let plain = Agreement(pairs)
    let printed = try made.output(
      """
      let v = clusters.v_measure(items, km, .label)
      print clusters.purity(items, km, .label), v.homogeneity, v.completeness, v.v_measure
      """)
    let found = printed.split(separator: " ").compactMap { Double($0) }
    #expect(found.count == 4)
    for (one, other) in zip(found, [plain.purity, plain.homogeneity, plain.completeness, plain.vMeasure]) {
      #expect(abs(one - other) < 1e-12 && one >= 0 && one <= 1 + 1e-12, "\(found) \(plain)")
    }
  }

  @Test func nothingToJudgeIsAnError() throws {
    let made = try Self.clustering()
    #expect(
      try made.session.failure("clusters.purity((items | where .id > 100), km, .label)")?.code == "V0998")
    #expect(try made.session.failure("clusters.v_measure(items, km, .body2)")?.code == "V0350")
    #expect(try made.output("clusters.top_terms((items | where .id > 100), km, .body)").hasSuffix("0 rows"))
  }
}

/// Purity and V-measure, written plainly.
private struct Agreement {
  var purity = 0.0
  var homogeneity = 1.0
  var completeness = 1.0
  var vMeasure: Double {
    homogeneity + completeness == 0 ? 0 : 2 * homogeneity * completeness / (homogeneity + completeness)
  }

  init(_ pairs: [(Int, Int)]) {
    let all = Double(pairs.count)
    let clusters = Dictionary(grouping: pairs, by: \.0)
    let labels = Dictionary(grouping: pairs, by: \.1)
    purity =
      clusters.values.reduce(0) {
        $0 + Double(Dictionary(grouping: $1, by: \.1).values.map(\.count).max() ?? 0)
      } / all
    var shared = 0.0
    for (cluster, rows) in clusters {
      for (label, both) in Dictionary(grouping: rows, by: \.1) {
        let (n, a, b) = (
          Double(both.count), Double(clusters[cluster]?.count ?? 0), Double(labels[label]?.count ?? 0)
        )
        shared += n / all * log(n * all / (a * b))
      }
    }
    let entropy = { (groups: [[(Int, Int)]]) in
      groups.reduce(0.0) { $0 - Double($1.count) / all * log(Double($1.count) / all) }
    }
    if labels.count > 1 { homogeneity = shared / entropy(Array(labels.values)) }
    if clusters.count > 1 { completeness = shared / entropy(Array(clusters.values)) }
  }
}
