import Stores
import Testing
import Vectors

@testable import Pipeline

private func means(_ k: Int, _ change: (inout KMeansRequest) -> Void = { _ in }) -> KMeansRequest {
  var request = KMeansRequest(table: "point", input: "v", workers: 2)
  request.k = k
  request.save = false
  change(&request)
  return request
}

private func rows(_ matrix: Matrix) -> [[Float]] { (0..<matrix.rows).map(matrix.rowArray) }

@Suite struct KMeansOptionTests {
  /// What a store gives in passes is what memory gives, to the bit.
  @Test func passesOverTheStoreGiveTheSameBits() throws {
    let store = try points(blobs(9000, centers: 7, dimension: 3), dimension: 3)
    let request = means(9) { $0.maxRounds = 12 }
    let memory = try kmeans(request, in: store)
    let job = try KMeansJob(request, store, JobControl())
    var options = KMeansOptions(k: 9)
    options.maxRounds = 12
    let passes = try KMeans.fit(passes: job.storedRows(9000, 3), options)
    #expect(rows(passes.centroids) == rows(memory.centroids))
    #expect(
      passes.inertia == memory.inertia && passes.sizes == memory.sizes && passes.rounds == memory.rounds)
  }

  @Test func restartsKeepTheLowestInertia() throws {
    let store = try points(blobs(300, centers: 12, dimension: 3), dimension: 3)
    for algorithm in [KMeansRequest.Algorithm.lloyd, .minibatch] {
      let change: (inout KMeansRequest) -> Void = {
        $0.algorithm = algorithm
        $0.start = .random
        $0.minibatchSize = 50
      }
      let one = try kmeans(means(12, change), in: store)
      var many = means(12, change)
      many.restarts = 12
      let best = try kmeans(many, in: store)
      #expect(best.inertia < one.inertia, "\(algorithm)")
      try #expect(rows(kmeans(many, in: store).centroids) == rows(best.centroids))
    }
  }

  @Test(arguments: KMeansInit.allCases) func startsFindTheBlobs(_ start: KMeansInit) throws {
    let store = try points(blobs(600, centers: 5, dimension: 4), dimension: 4)
    let result = try kmeans(
      means(5) {
        $0.start = start
        $0.restarts = 8
      }, in: store)
    #expect(result.sizes == [120, 120, 120, 120, 120])
  }

  private func weighted(_ weights: [String]) throws -> any Store {
    let store = try newStore()
    try store.execute("create table point (id integer primary key, v VECTOR(1), w real, t text)", [])
    for (at, weight) in weights.enumerated() {
      try store.execute(
        "insert into point values (?1, ?2, \(weight), 'x')",
        [.int(Int64(at + 1)), at == 2 ? .null : .vector([Float(at * at)])])
    }
    return store
  }

  @Test func weightsMoveTheMean() throws {
    // Row 3 has no vector, so its weight is not looked at. 0, 1, 9, 16 weigh 3, 1, 0, 0.5: their mean is 9 / 4.5.
    let store = try weighted(["3", "1", "-7", "0", "0.5"])
    let result = try kmeans(means(1) { $0.weight = "w" }, in: store)
    #expect(rows(result.centroids) == [[2]] && result.rows == 4 && result.sizes == [4])
    #expect(abs(result.inertia - (3 * 4 + 1 + 0.5 * 14 * 14) / 4.5) < 1e-9)
    // Only the first rows, and only their weights.
    let first = try kmeans(
      means(1) {
        $0.weight = "w"
        $0.batchSize = 1
        $0.batches = 2
      }, in: store)
    #expect(rows(first.centroids) == [[0.25]])
  }

  @Test func badWeightsAreNamedByKey() throws {
    for (weight, words) in [("-1", "-1.0"), ("null", "null"), ("9e999", "inf"), ("1e300", "1e+300")] {
      let store = try weighted(["1", "1", "1", weight, "1"])
      #expect(
        failure { _ = try kmeans(means(1) { $0.weight = "w" }, in: store) }
          == .badWeight(key: "4", column: "w", table: "point", value: words))
    }
    let store = try weighted(["0", "0", "1", "0", "0"])
    func refused(_ change: @escaping (inout KMeansRequest) -> Void) -> String? {
      failure { _ = try kmeans(means(1, change), in: store) }?.message
    }
    #expect(refused { $0.weight = "w" } == "`weight` must be above 0 in some row, got 0 in every row")
    #expect(refused { $0.weight = "t" } == "`weight` must be a column of numbers, got `t` (text)")
    #expect(refused { $0.weight = "u" } == "no column `u` in table `point`")
    #expect(
      refused {
        $0.weight = "w"
        $0.algorithm = .minibatch
      } == "`algorithm` must be lloyd when rows have weights, got minibatch")
  }

  @Test func absurdOptionsAreRefused() throws {
    let store = try points(blobs(10, centers: 2, dimension: 2), dimension: 2)
    for tolerance in [-0.1, 1, .nan, .infinity] {
      let error = failure { _ = try kmeans(means(2) { $0.tolerance = tolerance }, in: store) }
      #expect(error?.message == "`tolerance` must be at least 0 and below 1, got \(tolerance)")
    }
    #expect(failure { _ = try kmeans(means(2) { $0.restarts = 0 }, in: store) }?.code == "V0640")
  }
}
