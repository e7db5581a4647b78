import Support
import Testing

extension Acceptance {
  /// A set and what scikit-learn's k-means (one k-means++ start, several seeds) gives on the same embeddings.
  struct ClusteringFigures: Sendable, CustomTestStringConvertible {
    let name: String
    let k: Int
    /// Mean over seeds, and its spread.
    let vMeasure: Double
    let spread: Double
    /// Inertia per row: the best seed, and the mean.
    let best: Double
    let mean: Double
    var testDescription: String { name }
  }

  /// Banking77's 13,083 texts take as long as all else together: they run when `VNB_THOROUGH` is set.
  static let clusterings = figures.filter { $0.name != "banking77" || environment("VNB_THOROUGH") != nil }
  private static let figures = [
    ClusteringFigures(name: "agnews", k: 4, vMeasure: 0.579, spread: 0.027, best: 0.87741, mean: 0.87850),
    ClusteringFigures(name: "banking77", k: 77, vMeasure: 0.771, spread: 0.006, best: 0.37748, mean: 0.37956),
    ClusteringFigures(name: "sib200-eng", k: 7, vMeasure: 0.462, spread: 0.041, best: 0.87626, mean: 0.87950),
  ]
  static let seeds = 1...5

  /// Under `l2` our k-means is the reference's; a column that SQL copies has no model and so that metric.
  @Test(arguments: clusterings)
  func clustersAreAsGoodAsTheReferences(_ wanted: ClusteringFigures) throws {
    let store = TemporaryFolder()
    let output = try Self.run(
      """
      use clusters
      let docs = load "\(Self.data("\(wanted.name)/passages.ndjson.gz"))", into: "doc", key: "pid"
      docs | embed .passage, into: "vector";
      sql "alter table doc add column plain vector(384)";
      sql "update doc set plain = vector";
      for seed in \(Self.seeds.lowerBound)..\(Self.seeds.upperBound) {
        let km = docs | kmeans .plain, k: \(wanted.k), seed: seed, algorithm: "lloyd"
        docs | assign km;
        print "run {km.metric} {km.inertia} {clusters.v_measure(docs, km, .label).v_measure} {clusters.purity(docs, km, .label)}"
        if seed == \(Self.seeds.upperBound) { docs | clusters.members(km) | select .cluster_id, .label }
      }
      """, on: store.file("\(wanted.name).db"))
    let runs = output.split(separator: "\n").filter { $0.hasPrefix("run l2 ") }.map {
      $0.split(separator: " ")
    }
    let inertias = try runs.map { try Self.number($0[2]) }
    let measures = try runs.map { try Self.number($0[3]) }
    #expect(runs.count == Self.seeds.count)
    #expect((inertias.min() ?? 1) < wanted.mean && (inertias.min() ?? 0) > wanted.best * 0.995, "\(inertias)")
    expect("mean inertia", Measures.mean(inertias), near: wanted.mean, within: wanted.mean * 0.006)
    expect("mean V-measure", Measures.mean(measures), near: wanted.vMeasure, within: 2 * wanted.spread)

    // The module's figure for the last run against the plain one over its rows.
    let pairs = output.split(separator: "\n").drop { $0 != "cluster_id,label" }.dropFirst()
      .map { $0.split(separator: ",") }.map { (String($0[0]), String($0[1])) }
    expect("v_measure", measures.last ?? 0, near: Measures.vMeasure(pairs), within: 1e-12)
  }
}
