import Stores
import Testing
import Vectors

@testable import Pipeline

private func dbscan(_ change: (inout DensityRequest) -> Void = { _ in }) -> DensityRequest {
  var request = DensityRequest(
    table: "point", input: "v", method: .dbscan(eps: 4, minSamples: 3), workers: 1)
  change(&request)
  return request
}

@Suite struct DensityTests {
  /// Three far groups of twenty, one row far from all, one without vector.
  private let vectors: [[Float]?] = blobs(60, centers: 3, dimension: 3) + [[900, 0, 0], nil]

  private func labels(_ store: any Store, version: Int) throws -> [SQLValue] {
    try values(
      store,
      "select cluster_id from point_v_density_clusters where cluster_version = \(version) order by id")
  }

  @Test func keepsLabelsVersionAndRecord() throws {
    let store = try points(vectors, dimension: 3)
    let found = try density(dbscan(), in: store)
    #expect(found.version == 1 && found.sizes == [20, 20, 20] && found.noise == 1 && found.rows == 61)
    let wanted = (0..<60).map { SQLValue.int(Int64($0 % 3)) } + [.int(-1)]
    try #expect(labels(store, version: 1) == wanted)
    try #expect(store.describe("point_v_centroid") == nil)
    let kept = try densityClusterings(of: "v", in: "point", store: store)
    #expect(kept.map(\.version) == [1] && kept[0].sizes == found.sizes && kept[0].method == found.method)
    // Versions are counted over all that is kept for the column.
    var means = KMeansRequest(table: "point", input: "v", workers: 1)
    means.k = 2
    #expect(try kmeans(means, in: store).version == 2)
    let tree = try density(
      dbscan { $0.method = .hdbscan(minClusterSize: 6, minSamples: nil) }, in: store)
    #expect(tree.version == 3 && tree.sizes.count == 3)
    let firm = try values(
      store, "select count(*) from point_v_density_clusters where cluster_version = 3 and probability >= 0")
    #expect(firm == [.int(61)])
    let records = try clusterings(of: "v", in: "point", store: store)
    #expect(records.map(\.version) == [1, 2, 3])
    #expect(records.map(\.algorithm) == ["dbscan", "lloyd", "hdbscan"])
    #expect(records.map(\.k) == [3, 2, 3] && records[0].seed == nil)
  }

  @Test func meansAreCentroidsThatAssignTakes() throws {
    let store = try points(vectors, dimension: 3)
    let found = try density(dbscan { $0.means = true }, in: store)
    let centroids = try clustering(of: "v", in: "point", version: found.version, store: store)
    for cluster in 0..<3 {
      let members = stride(from: cluster, to: 60, by: 3).compactMap { vectors[$0] }
      for column in 0..<3 {
        let mean = members.reduce(0.0) { $0 + Double($1[column]) } / 20
        #expect(abs(Double(centroids.centroids.row(cluster)[column]) - mean) < 1e-5)
      }
    }
    #expect(centroids.algorithm == "dbscan" && centroids.rows == 61 && centroids.inertia > 0)
    #expect(try assign(AssignRequest(table: "point", input: "v", workers: 1), in: store).assigned == 61)
    // No cluster: no centroids, and no error.
    let none = try density(
      dbscan {
        $0.means = true
        $0.method = .dbscan(eps: 1e-6, minSamples: 2)
      }, in: store)
    #expect(none.version == 2 && none.clusters == 0 && none.noise == 61)
  }

  @Test func resultDoesNotDependOnBatchesOrWorkers() throws {
    let store = try points(vectors, dimension: 3)
    for method in [DensityMethod.dbscan(eps: 4, minSamples: 3), .hdbscan(minClusterSize: 5, minSamples: 2)] {
      let all = try [(1, 1), (7, 3)].map { batch, workers in
        try density(
          dbscan {
            ($0.method, $0.batchSize, $0.workers) = (method, batch, workers)
          }, in: store
        ).version ?? 0
      }
      try #expect(labels(store, version: all[0]) == labels(store, version: all[1]))
    }
    let some = try density(
      dbscan {
        ($0.batchSize, $0.batches, $0.save) = (6, 5, false)
      }, in: store)
    #expect(some.rows == 30 && some.version == nil)
  }

  @Test func dryRunAndStopLeaveNothing() throws {
    let store = try points(vectors, dimension: 3)
    let planned = try density(
      dbscan {
        $0.dryRun = true
        $0.means = true
      }, in: store)
    #expect(planned.version == nil && planned.plannedSQL.count == 11)
    #expect(planned.plannedSQL.contains { $0.contains("REFERENCES \"point\" (\"id\")") })
    #expect(!planned.plannedSQL.contains { $0.contains("REFERENCES \"point_v_centroid\"") })
    try #expect(store.describe("point_v_density_clusters") == nil)
    let stop = JobControl(isCancelled: { true })
    let error = failure { _ = try density(dbscan(), in: store, control: stop) }
    #expect(error == .stopped(job: "dbscan", kept: "nothing was changed"))
    try #expect(store.describe("vnb_densities") == nil)
  }

  @Test func badInputIsRefused() throws {
    let store = try points(vectors, dimension: 3)
    for method in [
      DensityMethod.dbscan(eps: 0, minSamples: 5), .dbscan(eps: .nan, minSamples: 5),
      .dbscan(eps: 1, minSamples: 0), .hdbscan(minClusterSize: 1, minSamples: nil),
      .hdbscan(minClusterSize: 5, minSamples: 0),
    ] {
      #expect(failure { _ = try density(dbscan { $0.method = method }, in: store) }?.code == "V0640")
    }
    #expect(throws: VectorsError.metricWithoutRange(.ip)) {
      try density(dbscan { $0.metric = .ip }, in: store)
    }
    try store.execute("update point set v = ?1 where id = 7", [.vector([0, 0, 0])])
    let zero = failure { _ = try density(dbscan { $0.metric = .cosine }, in: store) }
    #expect(zero == .badVector(key: "7", column: "v", table: "point", .zero))
    try store.execute("update point set v = null", [])
    #expect(
      failure { _ = try density(dbscan(), in: store) } == .noVectors(column: "v", table: "point"))
  }
}
