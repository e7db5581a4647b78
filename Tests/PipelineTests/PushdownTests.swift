import Embedding
import Stores
import Support
import Testing
import Vectors

@testable import Pipeline

/// What an engine proposes is compared again: rows, order, distances and labels are those of the plain loops on SQLite.
@Suite("Search and assignment pushed down to a server", .enabled(if: DatabaseServer.isAvailable))
struct PushdownTests {
  private let plain: any Store
  private let server: any Store

  init() throws {
    plain = try newStore()
    server = try PostgresStore.open(DatabaseServer.shared().database())
  }

  /// The same table `point(k text, v VECTOR(d))` on both, with a lineage when the metric is not l2.
  private func fill(_ vectors: [[Float]?], metric: Metric) throws {
    let dimension = vectors.lazy.compactMap { $0?.count }.first ?? 1
    for store in [plain, server] {
      let columns = [
        ColumnDescription(name: "k", type: .text),
        ColumnDescription(name: "v", type: .vector(dimension: dimension)),
      ]
      try store.execute(
        store.dialect.createTable(TableDefinition(name: "point", columns: columns, key: ["k"])), [])
      try store.transaction {
        let writer = try store.writer(
          WritePlan(table: "point", columns: columns, key: ["k"], action: .insert(.error)))
        defer { writer.finish() }
        for (place, vector) in vectors.enumerated() {
          try writer.bind(1, .text(key(place)))
          if let vector { try writer.bind(2, .vector(vector)) }
          try writer.endRow()
        }
        try writer.flush()
      }
      guard metric != .l2 else { continue }
      let made = ColumnLineage(
        table: "point", column: "v", model: "test", digest: "d", dimension: dimension, metric: metric,
        normalized: metric == .ip, madeBy: "test")
      try store.execute(store.dialect.createTable(LineageTable.definition), [])
      try store.execute(LineageTable.insert(store.dialect), LineageTable.values(made))
    }
  }

  /// Keys whose byte order is not that of a dictionary.
  private func key(_ place: Int) -> String { (place % 2 == 0 ? "a" : "B") + "é\(place)" }

  /// Random vectors with near and exact duplicates, so that ties and narrow gaps occur.
  private func vectors(_ count: Int, _ dimension: Int, seed: UInt64, unit: Bool = false) -> [[Float]?] {
    var stream = SeededStream(seed: seed, name: "pushdown")
    var all: [[Float]?] = []
    for place in 0..<count {
      if place % 17 == 3 {
        all.append(nil)
      } else if place % 5 == 1, let earlier = all[place / 2] {
        all.append(place % 10 == 1 ? earlier : earlier.map { $0 * (1 + 0x1p-22) })
      } else {
        all.append((0..<dimension).map { _ in Float(stream.bell()) })
      }
    }
    guard unit else { return all }
    return all.map { vector in
      vector.map { row in
        let length = row.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return row.map { $0 / length }
      }
    }
  }

  private func target(_ store: any Store) throws -> SearchTarget {
    try SearchTarget(SearchRequest(relation: tableRelation("point", store), column: "v", query: .vector([])))
  }

  private func answers(_ store: any Store, _ vector: [Float], _ change: (inout SearchRequest) -> Void)
    -> String
  {
    do {
      var request = SearchRequest(
        relation: try tableRelation("point", store), column: "v", query: .vector(vector))
      change(&request)
      let found = try search(request, models: { _ in FakeModel() })
      return "\(found.rows) \(found.scanned)"
    } catch let error as PipelineError {
      return error.message
    } catch {
      return "\(error)"
    }
  }

  @Test(arguments: [(Metric.l2, 7), (.l2, 384), (.cosine, 33), (.ip, 64), (.l1, 48), (.hamming, 70)])
  func searchesAgree(_ metric: Metric, _ dimension: Int) throws {
    let all = vectors(600, dimension, seed: 5, unit: metric == .ip)
    try fill(all, metric: metric)
    for place in stride(from: 0, to: 60, by: 6) {
      guard let query = all[place] else { continue }
      for limit in [1, 7, 40, 1000] {
        #expect(answers(server, query) { $0.limit = limit } == answers(plain, query) { $0.limit = limit })
      }
      let bounds: [Metric: Double] = [.ip: -0.1, .l1: 9, .hamming: 28]
      let near: (inout SearchRequest) -> Void = { $0.within = bounds[metric] ?? 0.9 }
      #expect(answers(server, query, near) == answers(plain, query, near))
      let control = JobControl()
      let asked = SearchQuery(vector: query, metric: metric, model: nil)
      #expect(try target(server).pushedDown(asked, limit: 7, within: nil, control: control) != nil)
      #expect(try target(plain).pushedDown(asked, limit: 7, within: nil, control: control) == nil)
    }
  }

  @Test func aThousandEqualRowsComeInKeyOrder() throws {
    try fill((0..<1000).map { _ in [1, 2, 3] }, metric: .l2)
    #expect(answers(server, [1, 2, 4]) { $0.limit = 20 } == answers(plain, [1, 2, 4]) { $0.limit = 20 })
  }

  @Test func unusableVectorsAreToldByTheirRow() throws {
    var all = vectors(100, 4, seed: 1)
    all[40] = [0, 0, 0, 0]
    all[60] = [3e37, 0, 0, 0]
    try fill(all, metric: .cosine)
    let told = answers(plain, [1, 0, 0, 0]) { _ in }
    #expect(told.contains("é60") || told.contains("é40"))
    #expect(answers(server, [1, 0, 0, 0]) { _ in } == told)
  }

  @Test(arguments: [(Metric.l2, 5), (.l2, 384), (.cosine, 48)])
  func assignmentsAgree(_ metric: Metric, _ dimension: Int) throws {
    try fill(vectors(700, dimension, seed: 9, unit: metric == .ip), metric: metric)
    for store in [plain, server] {
      for k in [1, 12] {
        var learn = KMeansRequest(table: "point", input: "v", workers: 1)
        learn.k = k
        _ = try kmeans(learn, in: store)
        var request = AssignRequest(table: "point", input: "v", workers: 1)
        request.batchSize = 64
        let report = try assign(request, in: store)
        #expect(report.isPushedDown == (store.dialect.engine != "sqlite"))
      }
    }
    let sql = "select cluster_version, cluster_id, k from point_v_clusters order by 1, 3"
    func labels(_ store: any Store) throws -> [String] {
      var found: [String] = []
      try store.query(sql, []) { row in
        found.append("\(row.int(0)) \(row.int(1)) \(row.text(2))")
        return true
      }
      return found.sorted()
    }
    #expect(try labels(server) == labels(plain))
    #expect(try labels(plain).count > 1200)
  }

  @Test func rowsMidwayBetweenCentroidsAreDecidedByOurArithmetic() throws {
    // Equal vectors as centroids: every distance is a tie, which goes to the lower id on both.
    try fill((0..<300).map { [Float($0 % 4), Float($0 % 3), 1] }, metric: .l2)
    for store in [plain, server] {
      var learn = KMeansRequest(table: "point", input: "v", workers: 1)
      learn.k = 2
      _ = try kmeans(learn, in: store)
      try store.execute(
        "update point_v_centroid set centroid = (select centroid from point_v_centroid where id = 0)", [])
      _ = try assign(AssignRequest(table: "point", input: "v", workers: 1), in: store)
      #expect(try values(store, "select count(*) from point_v_clusters where cluster_id = 0") == [.int(300)])
    }
  }

  @Test func anIndexIsUsedUntilExactIsAskedFor() throws {
    try fill(vectors(2000, 16, seed: 3), metric: .l2)
    var request = IndexRequest(table: "point", column: "v")
    request.options = ["m": 8, "ef_construction": 40]
    let made = try index(request, in: server)
    let record = try #require(made.index)
    #expect(record.recall > 0.8 && record.recall <= 1 && record.sample == 100 && record.kind == "hnsw")
    #expect(try indexes(in: server) == [record])
    let query = [Float](repeating: 0.25, count: 16)
    func found(_ change: (inout SearchRequest) -> Void) throws -> SearchResult {
      var request = SearchRequest(
        relation: try tableRelation("point", server), column: "v", query: .vector(query))
      change(&request)
      return try search(request, models: { _ in FakeModel() })
    }
    #expect(try found { _ in }.index == record)
    #expect(try found { $0.exact = true }.index == nil)
    #expect(answers(server, query) { $0.exact = true } == answers(plain, query) { _ in })
    // A filter that leaves the index too little is answered in full.
    let few = try found {
      $0.relation =
        (try? $0.relation.filter(.isIn(.column("k"), [.value(.text(key(8))), .value(.text(key(10)))])))
        ?? $0.relation
    }
    #expect(few.rows.count == 2)
    request.drop = true
    #expect(try index(request, in: server).existed)
    #expect(try indexes(in: server).isEmpty)
    #expect(try found { _ in }.index == nil)
    #expect(try !index(request, in: plain).existed)
  }

  @Test func indexesThatCannotBeAreRefusedFirst() throws {
    try fill(vectors(20, 4, seed: 3), metric: .l2)
    for (kind, options) in [("tree", [:]), ("hnsw", ["lists": 3]), ("hnsw", ["m": 50]), ("cspann", [:])] {
      var request = IndexRequest(table: "point", column: "v")
      request.kind = kind
      request.options = options
      #expect(throws: PipelineError.self) { try index(request, in: server) }
    }
    #expect(try indexes(in: server).isEmpty)
    #expect(try server.describe(IndexTable.name) == nil)
  }
}
