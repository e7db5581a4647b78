import Embedding
import Stores
import Support
import Synchronization
import Testing
import Vectors

@testable import Pipeline

/// Jobs with a cache leave the same bytes as jobs without, and do again only what is new.
@Suite struct CachedJobTests {
  private func store(_ texts: [String?]) throws -> any Store {
    let store = try newStore()
    try store.execute("create table passage (pid integer primary key, passage text)", [])
    for (row, text) in texts.enumerated() {
      try store.execute(
        "insert into passage values (?1, ?2)", [.int(Int64(row)), text.map(SQLValue.text) ?? .null])
    }
    return store
  }

  private static let texts: [String?] = (0..<600).map { $0 % 50 == 9 ? nil : "passage number \($0)" }

  /// Embeds; gives the dump of the store, how many texts the model saw, and the report.
  private func run(
    _ texts: [String?], _ cache: TestCache?, model: FakeModel = FakeModel(), batch: Int = 1000
  ) throws -> (dump: String, encoded: Int, report: EmbedReport) {
    let store = try store(texts)
    let control = cache?.control ?? JobControl()
    let report = try embed(request(model, batch: batch), in: store, control: control)
    return (try dump(store), model.encoded.load(ordering: .relaxed), report)
  }

  @Test func secondEmbedTakesAllFromTheCache() throws {
    let cache = TestCache()
    let plain = try run(Self.texts, nil)
    let first = try run(Self.texts, cache)
    let second = try run(Self.texts, cache)
    #expect(first.dump == plain.dump && second.dump == plain.dump)
    #expect(plain.encoded == 588 && first.encoded == 588 && second.encoded == 0)
    #expect(plain.report.cacheUse == nil && first.report.cacheUse?.rows == 0)
    #expect(second.report.cacheUse?.rows == 588 && second.report.cacheUse?.total == 588)
    #expect(second.report.embedded == 588 && second.report.batches == first.report.batches)
    #expect(cache.warnings.isEmpty && cache.files.count > 6)
  }

  /// Only the chunks around a change are made anew, also where all rows behind it move up.
  @Test(arguments: ["changed", "inserted", "removed", "appended", "batch"])
  func whatIsNewIsMadeAnew(_ change: String) throws {
    let cache = TestCache()
    _ = try run(Self.texts, cache)
    var texts = Self.texts
    switch change {
    case "changed": texts[300] = "another text"
    case "inserted": texts.insert("another text", at: 0)
    case "removed": texts.remove(at: 0)
    case "appended": texts.append("another text")
    default: break
    }
    let found = try run(texts, cache, batch: change == "batch" ? 7 : 1000)
    #expect(try found.dump == run(texts, nil).dump)
    let most = change == "batch" ? 0 : 2 * TextChunk.most
    #expect((change == "batch" ? 0 : 1)...most ~= found.encoded, "\(found.encoded)")
    #expect(found.report.cacheUse?.rows == found.report.embedded - found.encoded)
  }

  @Test func otherModelIsNotMistakenForThis() throws {
    let cache = TestCache()
    _ = try run(Self.texts, cache)
    for model in [FakeModel(digest: "d2"), FakeModel(dimension: 9)] {
      #expect(try run(Self.texts, cache, model: model).encoded == 588)
    }
    // The name of a model is no part of what it computes.
    #expect(try run(Self.texts, cache, model: FakeModel(name: "other")).encoded == 0)
  }

  @Test func chunksOfOneTextManyTimesAreBounded() throws {
    let cache = TestCache()
    let texts = [String?](repeating: "the same", count: 1000)
    #expect(try run(texts, cache).dump == run(texts, nil).dump)
    #expect(try run(texts, cache).encoded == 0)
    let cut = TextChunk.cut(texts.compactMap { $0 }, model: "m", dimension: 3)
    #expect(cut.allSatisfy { $0.rows.count <= TextChunk.most } && cut.last?.rows.upperBound == 1000)
  }

  @Test func aStoppedEmbedKeepsOnlyWholeChunks() throws {
    let cache = TestCache()
    let store = try store(Self.texts)
    let model = FakeModel()
    let stop = Atomic<Int>(0)
    // Stopped within the model, a few texts in.
    let control = JobControl(
      isCancelled: { stop.add(1, ordering: .relaxed).newValue > 100 }, cache: cache.cache)
    #expect(throws: PipelineError.self) { try embed(request(model), in: store, control: control) }
    #expect(cache.files.isEmpty)
    #expect(try run(Self.texts, cache).dump == run(Self.texts, nil).dump)
  }

  @Test func aBatchThatFailsLeavesRightResults() throws {
    let cache = TestCache()
    var failing = request(FakeModel())
    failing.inBatch = { _ in throw Cancelled() }
    let first = try store(Self.texts)
    #expect(throws: PipelineError.self) { try embed(failing, in: first, control: cache.control) }
    let found = try run(Self.texts, cache)
    #expect(try found.encoded == 0 && found.dump == run(Self.texts, nil).dump)
  }

  @Test func vectorsThatAreNotFiniteFailAsBefore() throws {
    let cache = TestCache()
    let texts: [String?] = ["a", "<nan>", "b"]
    for _ in 0..<2 {
      let report = try run(texts, cache).report
      #expect(report.failures.map(\.key) == [.int(1)] && report.embedded == 2)
    }
  }

  @Test func everyDamagedFileIsReplaced() throws {
    let cache = TestCache()
    let plain = try run(Self.texts, cache).dump
    for name in cache.files {
      var bytes = try Files.read("\(cache.cache.path)/\(name)")
      bytes[bytes.count - 1] ^= 1
      try Files.write("\(cache.cache.path)/\(name)", bytes)
    }
    let found = try run(Self.texts, cache)
    #expect(found.dump == plain && found.encoded == 588 && cache.warnings.count == 4)
    #expect(try run(Self.texts, cache).encoded == 0)
  }

  // MARK: - k-means

  private func means(_ change: (inout KMeansRequest) -> Void = { _ in }) -> KMeansRequest {
    var request = KMeansRequest(table: "point", input: "v", workers: 1)
    request.k = 5
    change(&request)
    return request
  }

  /// What the store holds after it, without the seconds, and how many rows came from the cache.
  private func cluster(
    _ vectors: [[Float]], _ request: KMeansRequest, _ cache: TestCache?, times: Int = 1
  ) throws -> (dump: String, cached: Int?) {
    let store = try points(vectors, dimension: vectors[0].count)
    var cached: Int?
    for _ in 0..<times {
      cached = try kmeans(request, in: store, control: cache?.control ?? JobControl()).cacheUse?.rows
    }
    return (try dump(store), cached)
  }

  @Test func secondKMeansComesFromTheCache() throws {
    let cache = TestCache()
    let vectors = blobs(300, centers: 6, dimension: 7)
    let plain = try cluster(vectors, means(), nil)
    #expect(plain.cached == nil)
    #expect(try cluster(vectors, means(), cache) == (plain.dump, 0))
    #expect(try cluster(vectors, means { $0.workers = 3 }, cache) == (plain.dump, 300))
    #expect(cache.files.count == 1 && cache.warnings.isEmpty)
  }

  @Test func everyOptionThatCountsIsInTheKey() throws {
    let cache = TestCache()
    let vectors = blobs(300, centers: 6, dimension: 7)
    _ = try cluster(vectors, means(), cache)
    let changes: [(inout KMeansRequest) -> Void] = [
      { $0.k = 6 }, { $0.seed = 1 }, { $0.sessionSeed = 1 }, { $0.maxRounds = 2 },
      { ($0.batchSize, $0.batches) = (100, 2) },
    ]
    for (place, change) in changes.enumerated() {
      let plain = try cluster(vectors, means(change), nil)
      let found = try cluster(vectors, means(change), cache)
      #expect(found.dump == plain.dump && found.cached == 0, "change \(place)")
    }
    var moved = vectors
    moved[299][6] += 1
    #expect(try cluster(moved, means(), cache).cached == 0)
    #expect(try cluster(vectors, means(), cache).cached == 300)
  }

  @Test func refinementStartsFromItsOwnCentroids() throws {
    let cache = TestCache()
    // Without clusters, so that each refinement moves the centroids.
    let vectors = blobs(300, centers: 300, dimension: 7)
    let refine = means { ($0.increment, $0.maxRounds) = (true, 1) }
    func chain(_ cache: TestCache?) throws -> (String, [Int?]) {
      let store = try points(vectors, dimension: 7)
      let control = cache?.control ?? JobControl()
      var cached: [Int?] = []
      for request in [means { $0.maxRounds = 1 }, refine, refine] {
        cached.append(try kmeans(request, in: store, control: control).cacheUse?.rows)
      }
      return (try dump(store), cached)
    }
    let plain = try chain(nil)
    #expect(try chain(cache) == (plain.0, [0, 0, 0]))
    #expect(try chain(cache) == (plain.0, [300, 300, 300]))
  }

  @Test func largeMiniBatchesAreKeptAndSmallOnesAreNot() throws {
    let cache = TestCache()
    let vectors = blobs(700, centers: 6, dimension: 3)
    for (k, expected) in [(5, Int?.none), (KMeansJob.keptMiniBatchClusters, 700)] {
      let request = means { ($0.k, $0.algorithm, $0.minibatchSize) = (k, .minibatch, 300) }
      let plain = try cluster(vectors, request, nil)
      #expect(try cluster(vectors, request, cache).dump == plain.dump)
      #expect(try cluster(vectors, request, cache) == (plain.dump, expected))
      let other = means { ($0.k, $0.algorithm, $0.minibatchSize) = (k, .minibatch, 301) }
      #expect(try cluster(vectors, other, cache).cached != 700)
    }
  }

  @Test func aStoppedKMeansKeepsNothing() throws {
    let cache = TestCache()
    let store = try points(blobs(300, centers: 6, dimension: 7), dimension: 7)
    let control = JobControl(isCancelled: { true }, cache: cache.cache)
    #expect(throws: PipelineError.self) { try kmeans(means(), in: store, control: control) }
    #expect(cache.files.isEmpty)
  }
}
