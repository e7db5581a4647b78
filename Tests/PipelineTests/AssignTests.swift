import Stores
import Synchronization
import Testing
import Vectors

@testable import Pipeline

private func clustered(_ count: Int, k: Int) throws -> (store: any Store, vectors: [[Float]], Clustering) {
  let vectors = blobs(count, centers: k, dimension: 3)
  let store = try points(vectors.map { $0 } + [nil], dimension: 3)
  var request = KMeansRequest(table: "point", input: "v", workers: 1)
  request.k = k
  return (store, vectors, try kmeans(request, in: store))
}

private func assignment(_ change: (inout AssignRequest) -> Void = { _ in }) -> AssignRequest {
  var request = AssignRequest(table: "point", input: "v", workers: 1)
  change(&request)
  return request
}

@Suite struct AssignTests {
  @Test func everyRowGoesToItsNearestCentroid() throws {
    let (store, vectors, clustering) = try clustered(100, k: 5)
    let report = try assign(assignment(), in: store)
    #expect(report.assigned == 100 && report.version == 1 && report.existing == 0 && report.pending == 0)
    let ids = try values(
      store, "select cluster_id from point_v_clusters where cluster_version = 1 order by id")
    for (row, vector) in vectors.enumerated() {
      let far = (0..<5).map { id in
        zip(clustering.centroids.rowArray(id), vector).reduce(0.0) {
          $0 + Double(($1.0 - $1.1) * ($1.0 - $1.1))
        }
      }
      let nearest = far.indices.min { far[$0] < far[$1] }
      #expect(ids[row] == .int(Int64(nearest ?? -1)))
    }
    let sizes = try values(
      store, "select count(*) from point_v_clusters group by cluster_id order by cluster_id")
    #expect(sizes == clustering.sizes.map { .int(Int64($0)) })
    let again = try assign(assignment(), in: store)
    #expect(again.assigned == 0 && again.existing == 100 && again.batches == 0)
  }

  @Test func tablesHaveTheNamesAndShapeOfTheSource() throws {
    let (store, _, _) = try clustered(10, k: 2)
    _ = try assign(assignment(), in: store)
    let clusters = try #require(try store.describe("point_v_clusters"))
    #expect(clusters.columns.map(\.name) == ["id", "cluster_version", "cluster_id"])
    #expect(clusters.key == ["id", "cluster_version", "cluster_id"])
    let centroids = try #require(try store.describe("point_v_centroid"))
    #expect(
      centroids.columns.map(\.name) == ["version", "id", "centroid"] && centroids.key == ["version", "id"])
    try #expect(
      values(store, "select name from sqlite_master where type = 'index' and sql is not null order by 1")
        == [.text("point_clusters_id_version_idx"), .text("point_v_not_null_idx")])
    #expect(throws: StoreError.self) {
      try store.execute("insert into point_v_clusters values (1, 1, 7)", [])
    }
    #expect(throws: StoreError.self) {
      try store.execute("insert into point_v_clusters values (77, 1, 1)", [])
    }
  }

  @Test func tiesGoToTheLowestId() throws {
    let store = try points([[0, 0], [2, 0]], dimension: 2)
    var request = KMeansRequest(table: "point", input: "v", workers: 1)
    request.k = 2
    _ = try kmeans(request, in: store)
    try store.execute("insert into point values (3, ?1)", [.vector([1, 5])])
    _ = try assign(assignment(), in: store)
    try #expect(values(store, "select cluster_id from point_v_clusters where id = 3") == [.int(0)])
  }

  @Test func bytesDoNotDependOnBatchesOrWorkers() throws {
    var dumps: Set<String> = []
    for (batch, workers) in [(1, 1), (7, 2), (10_000, 3)] {
      let (store, _, _) = try clustered(60, k: 3)
      let report = try assign(
        assignment {
          $0.batchSize = batch
          $0.workers = workers
        }, in: store)
      #expect(report.assigned == 60 && report.batches == (60 + batch - 1) / batch)
      dumps.insert(try dump(store))
    }
    #expect(dumps.count == 1)
  }

  @Test func batchesLimitAndAnEarlierVersionCanBeNamed() throws {
    let (store, _, _) = try clustered(30, k: 3)
    var request = KMeansRequest(table: "point", input: "v", workers: 1)
    request.k = 2
    _ = try kmeans(request, in: store)
    let old = try assign(assignment { $0.version = 1 }, in: store)
    #expect(old.version == 1 && old.assigned == 30)
    let some = try assign(
      assignment {
        $0.batchSize = 10
        $0.batches = 2
      }, in: store)
    #expect(some.version == 2 && some.assigned == 20 && some.pending == 10)
    #expect(
      failure { _ = try assign(assignment { $0.version = 3 }, in: store) }
        == .unknownVersion(3, column: "v", table: "point", latest: 2))
  }

  @Test func withoutCentroidsItSaysSo() throws {
    let store = try points([[1, 2]], dimension: 2)
    let error = failure { _ = try assign(assignment(), in: store) }
    #expect(error == .noCentroids(column: "v", table: "point"))
    #expect(error?.help == "run `kmeans` first")
  }

  @Test func dryRunWritesNothing() throws {
    let (store, _, _) = try clustered(10, k: 2)
    let before = try dump(store)
    let report = try assign(assignment { $0.dryRun = true }, in: store)
    #expect(report.pending == 10 && report.assigned == 0)
    #expect(report.plannedSQL.contains { $0.contains("point_v_not_null_idx") })
    #expect(report.plannedSQL.contains { $0.contains("FOREIGN KEY") })
    try #expect(dump(store) == before)
    _ = try assign(assignment(), in: store)
    try #expect(assign(assignment { $0.dryRun = true }, in: store).pending == 0)
  }

  @Test func stoppedBetweenBatchesKeepsWhatIsCommitted() throws {
    let (store, _, _) = try clustered(30, k: 2)
    let done = Atomic<Int>(0)
    let control = JobControl(
      isCancelled: { done.load(ordering: .relaxed) >= 20 },
      progress: { done.store($0.done, ordering: .relaxed) })
    let error = failure { _ = try assign(assignment { $0.batchSize = 10 }, in: store, control: control) }
    #expect(error == .stopped(job: "assign", kept: "20 rows assigned"))
    try #expect(values(store, "select count(*) from point_v_clusters") == [.int(20)])
    try #expect(assign(assignment(), in: store).assigned == 10)
  }
}
