import Stores
import Testing
import Vectors

@testable import Pipeline

private func means(_ k: Int, _ change: (inout KMeansRequest) -> Void = { _ in }) -> KMeansRequest {
  var request = KMeansRequest(table: "point", input: "v", workers: 1)
  request.k = k
  change(&request)
  return request
}

private func rows(_ matrix: Matrix) -> [[Float]] { (0..<matrix.rows).map(matrix.rowArray) }

@Suite struct KMeansTests {
  @Test func savesCentroidsVersionAndRecord() throws {
    let vectors = blobs(200, centers: 4, dimension: 5)
    let store = try points(vectors.map { $0 } + [nil], dimension: 5)
    let result = try kmeans(means(4), in: store)
    #expect(result.version == 1 && result.k == 4 && result.rows == 200 && result.dimension == 5)
    #expect(result.algorithm == "lloyd" && result.metric == .l2 && result.sizes == [50, 50, 50, 50])
    try #expect(
      values(store, "select centroid from point_v_centroid where version = 1 order by id")
        == rows(result.centroids).map(SQLValue.vector))
    // The judge: each row's nearest centroid by plain arithmetic.
    var total = 0.0
    for vector in vectors {
      total +=
        rows(result.centroids).map {
          zip($0, vector).reduce(0.0) { $0 + Double(($1.0 - $1.1) * ($1.0 - $1.1)) }
        }
        .min() ?? 0
    }
    #expect(abs(result.inertia - total / 200) < 1e-3)
    let again = try kmeans(means(4), in: store)
    #expect(again.version == 2 && rows(again.centroids) == rows(result.centroids))
    let history = try clusterings(of: "v", in: "point", store: store)
    #expect(history.map(\.version) == [1, 2])
    #expect(history.first?.inertia == result.inertia && history.first?.sizes == result.sizes)
    let loaded = try clustering(of: "v", in: "point", version: 1, store: store)
    #expect(
      rows(loaded.centroids) == rows(result.centroids) && loaded.sizes == result.sizes && loaded.seed == 42)
    try #expect(clustering(of: "v", in: "point", store: store).version == 2)
  }

  @Test(arguments: [KMeansRequest.Algorithm.lloyd, .minibatch])
  func resultDoesNotDependOnBatchesOrWorkers(_ algorithm: KMeansRequest.Algorithm) throws {
    let store = try points(blobs(500, centers: 7, dimension: 6), dimension: 6)
    var found: Set<[[Float]]> = []
    for (batch, workers) in [(1, 1), (7, 2), (1000, 3)] {
      let result = try kmeans(
        means(5) {
          $0.algorithm = algorithm
          $0.minibatchSize = 64
          $0.batchSize = batch
          $0.workers = workers
          $0.save = false
        }, in: store)
      #expect(result.sizes.reduce(0, +) == 500 && result.version == nil)
      found.insert(rows(result.centroids))
    }
    #expect(found.count == 1)
    try #expect(store.describe("point_v_centroid") == nil)
  }

  @Test func minibatchFindsTheBlobs() throws {
    let store = try points(blobs(600, centers: 3, dimension: 4), dimension: 4)
    let result = try kmeans(
      means(3) {
        $0.algorithm = .minibatch
        $0.minibatchSize = 50
      }, in: store)
    #expect(result.algorithm == "minibatch" && result.sizes == [200, 200, 200] && result.inertia < 8)
  }

  /// The first batch alone holds one distinct vector: more is read before the start is drawn.
  @Test func minibatchWaitsForEnoughDistinctRows() throws {
    let same = [[Float]](repeating: [1, 1], count: 100)
    let store = try points(same + blobs(40, centers: 4, dimension: 2), dimension: 2)
    let result = try kmeans(
      means(4) {
        $0.algorithm = .minibatch
        $0.minibatchSize = 20
      }, in: store)
    #expect(result.sizes.reduce(0, +) == 140)
    let few = try points(same, dimension: 2)
    let error = failure { _ = try kmeans(means(2) { $0.algorithm = .minibatch }, in: few) }
    #expect(error == .tooFewDistinct(k: 2, distinct: 1))
    try #expect(few.describe("point_v_centroid") == nil)
  }

  @Test func batchesLimitTheRows() throws {
    let vectors = blobs(100, centers: 4, dimension: 3)
    let store = try points(vectors, dimension: 3)
    let some = try kmeans(
      means(2) {
        $0.batchSize = 10
        $0.batches = 4
      }, in: store)
    let alone = try points(Array(vectors[..<40]), dimension: 3)
    let same = try kmeans(means(2), in: alone)
    #expect(some.rows == 40 && rows(some.centroids) == rows(same.centroids))
  }

  @Test func incrementRefinesTheLatest() throws {
    let store = try points(blobs(120, centers: 3, dimension: 3), dimension: 3)
    #expect(
      failure { _ = try kmeans(means(3) { $0.increment = true }, in: store) }
        == .noCentroids(column: "v", table: "point"))
    let first = try kmeans(means(3), in: store)
    let second = try kmeans(means(3) { $0.increment = true }, in: store)
    #expect(second.version == 2 && second.refined == 1 && second.moved == 0)
    #expect(rows(second.centroids) == rows(first.centroids))
    let third = try kmeans(
      means(3) {
        $0.increment = true
        $0.inPlace = true
        $0.algorithm = .minibatch
      }, in: store)
    #expect(third.version == 2)
    try #expect(clusterings(of: "v", in: "point", store: store).map(\.version) == [1, 2])
    try #expect(rows(clustering(of: "v", in: "point", store: store).centroids) == rows(third.centroids))
    #expect(
      failure { _ = try kmeans(means(4) { $0.increment = true }, in: store) }
        == .otherK(version: 2, has: 3, asked: 4))
    #expect(failure { _ = try kmeans(means(3) { $0.inPlace = true }, in: store) }?.code == "V0640")
  }

  @Test func dryRunWritesNothing() throws {
    let store = try points(blobs(30, centers: 2, dimension: 2), dimension: 2)
    let before = try dump(store)
    let result = try kmeans(means(2) { $0.dryRun = true }, in: store)
    #expect(result.version == nil && result.plannedSQL.count == 7)
    try #expect(dump(store) == before)
  }

  @Test(arguments: [KMeansRequest.Algorithm.lloyd, .minibatch])
  func stoppedItLeavesNothing(_ algorithm: KMeansRequest.Algorithm) throws {
    let store = try points(blobs(300, centers: 2, dimension: 2), dimension: 2)
    let before = try dump(store)
    let stop = JobControl(isCancelled: { true })
    let error = failure { _ = try kmeans(means(2) { $0.algorithm = algorithm }, in: store, control: stop) }
    #expect(error == .stopped(job: "kmeans", kept: "nothing was changed"))
    try #expect(dump(store) == before)
  }

  @Test func absurdSizesAreRefused() throws {
    let store = try points(blobs(30, centers: 2, dimension: 2), dimension: 2)
    let huge = try kmeans(
      means(2) {
        $0.algorithm = .minibatch
        $0.minibatchSize = .max
        $0.batchSize = .max
        $0.batches = .max
      }, in: store)
    #expect(huge.rows == 30)
    #expect(failure { _ = try kmeans(means(.max), in: store) }?.code == "V0650")
    #expect(failure { _ = try kmeans(means(2) { $0.workers = 0 }, in: store) }?.code == "V0640")
  }

  @Test func impossibleRequestsAreRefused() throws {
    let store = try points([[1, 1], [1, 1], [2, 2], nil], dimension: 2)
    let before = try dump(store)
    func refused(_ k: Int) -> PipelineError? { failure { _ = try kmeans(means(k), in: store) } }
    #expect(refused(0) == .badOption(name: "k", value: "0", must: "1 or more"))
    #expect(refused(-1)?.message == "`k` must be 1 or more, got -1")
    #expect(refused(4) == .tooFewRows(k: 4, rows: 3))
    #expect(refused(3) == .tooFewDistinct(k: 3, distinct: 2))
    try #expect(dump(store) == before)
    let empty = try points([nil, nil], dimension: 2)
    let error = failure { _ = try kmeans(means(1), in: empty) }
    #expect(error == .noVectors(column: "v", table: "point"))
    #expect(error?.help == "run `embed` first")
  }

  @Test func badVectorsAreNamedByKey() throws {
    for (bad, fault) in [
      (SQLValue.vector([1, .nan]), VectorFault.notFinite(element: 1)),
      (.vector([1, 2, 3]), .dimension(has: 3, wanted: 2)),
      (.vector([1e30, 0]), .tooLong),
      (.blob([1, 2, 3]), .notVector(bytes: 3)),
    ] {
      let store = try newStore()
      try store.execute("create table point (id integer primary key, v VECTOR(2))", [])
      let before = try dump(store)
      // Another program may write what the store itself refuses.
      do {
        try store.execute("insert into point values (1, ?1), (2, ?2)", [.vector([1, 0]), blob(bad)])
      } catch { continue }
      let error = failure { _ = try kmeans(means(1), in: store) }
      #expect(error == .badVector(key: "2", column: "v", table: "point", fault))
      #expect(before != "")
    }
  }

  private func blob(_ value: SQLValue) -> SQLValue {
    guard case .vector(let elements) = value else { return value }
    return .blob(elements.flatMap { float in withUnsafeBytes(of: float.bitPattern.littleEndian, Array.init) })
  }

  @Test func cosineRefusesZeroAndKeepsUnitCentroids() throws {
    let store = try passages(50)
    _ = try embed(request(FakeModel()), in: store)
    var request = KMeansRequest(table: "passage", input: "passage_vector", workers: 2)
    request.k = 3
    let result = try kmeans(request, in: store)
    #expect(result.metric == .cosine)
    for centroid in rows(result.centroids) {
      #expect(abs(centroid.reduce(0) { $0 + $1 * $1 } - 1) < 1e-5)
    }
    try store.execute(
      "update passage set passage_vector = ?1 where n = 7", [.vector([Float](repeating: 0, count: 8))])
    #expect(
      failure { _ = try kmeans(request, in: store) }
        == .badVector(key: "p00007", column: "passage_vector", table: "passage", .zero))
  }

  @Test func aSequenceBehindTheTableIsCaughtUp() throws {
    let store = try points(blobs(20, centers: 2, dimension: 2), dimension: 2)
    _ = try kmeans(means(2), in: store)
    try store.execute("insert into point_v_centroid values (9, 0, ?1)", [.vector([1, 1])])
    try #expect(kmeans(means(2), in: store).version == 10)
    #expect(
      failure { _ = try clustering(of: "v", in: "point", version: 5, store: store) }
        == .unknownVersion(5, column: "v", table: "point", latest: 10))
    let history = try clusterings(of: "v", in: "point", store: store)
    #expect(history.map(\.version) == [1, 9, 10] && history.map(\.k) == [2, 1, 2])
    #expect(history.map(\.rows) == [20, nil, 20])
  }
}
