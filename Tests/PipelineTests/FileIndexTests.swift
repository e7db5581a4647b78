import Glibc
import Stores
import Support
import Synchronization
import Testing
import Vectors

@testable import Pipeline

/// What a job says on stderr.
private final class Heard: Sendable {
  private let lines = Mutex<[String]>([])
  var all: [String] { lines.withLock { $0 } }
  var control: JobControl { JobControl(warn: { line in self.lines.withLock { $0.append(line) } }) }
}

/// A file of 400 points in 8 corners, `name` of table and column as asked, with an index on it.
private final class Indexed {
  let folder = TemporaryFolder()
  let store: any Store
  let table: String
  let vectors = blobs(400, centers: 8, dimension: 12)
  let heard = Heard()

  init(table: String = "point", isMade: Bool = true) throws {
    self.table = table
    store = try SQLiteStore.open(path: folder.file("data.db"))
    let quoted = store.dialect.quoteTable(table)
    try store.execute("create table \(quoted) (id text primary key, v VECTOR(12), n int)", [])
    try store.transaction {
      for (place, vector) in vectors.enumerated() {
        try store.execute(
          "insert into \(quoted) values (?1, ?2, ?3)",
          [.text("k\(1000 + place)"), .vector(vector), .int(Int64(place))])
      }
    }
    if isMade { _ = try make() }
  }

  @discardableResult func make(workers: Int = 1, _ change: (inout IndexRequest) -> Void = { _ in }) throws
    -> IndexReport
  {
    var request = IndexRequest(table: table, column: "v")
    request.workers = workers
    change(&request)
    return try index(request, in: store)
  }

  func find(_ place: Int, limit: Int = 10, exact: Bool = false, where condition: RowExpression? = nil) throws
    -> SearchResult
  {
    var relation = try tableRelation(table, store)
    if let condition {
      relation = Relation(
        node: .filter(relation.node, condition), store: store, columns: relation.columns, key: relation.key)
    }
    var request = SearchRequest(relation: relation, column: "v", query: .vector(vectors[place]))
    request.limit = limit
    request.exact = exact
    return try search(
      request, models: { _ in throw PipelineError.noModel(column: "v") }, control: heard.control)
  }

  var file: String { folder.file("data.db-\(table)_v_hnsw.hnsw") }

  /// The search falls back on every row, gives what they hold, and says why.
  func expectUnused(because words: String, _ location: SourceLocation = #_sourceLocation) throws {
    let result = try find(7)
    #expect(result.index == nil, sourceLocation: location)
    #expect(result.rows == (try find(7, exact: true).rows), sourceLocation: location)
    #expect(heard.all.last?.contains(words) == true, "\(heard.all)", sourceLocation: location)
    #expect(heard.all.last?.contains("every row was compared") == true, sourceLocation: location)
  }
}

@Suite("An index beside an embedded table") struct FileIndexTests {
  @Test func findsWhatTheRowsHold() throws {
    let indexed = try Indexed()
    let record = try #require(try indexes(in: indexed.store).first)
    #expect(record.kind == "hnsw" && record.rows == 400 && record.recall > 0.9 && record.sample == 100)
    var found = 0
    for place in stride(from: 0, to: 400, by: 20) {
      let result = try indexed.find(place)
      #expect(result.index?.name == "point_v_hnsw")
      let truth = try indexed.find(place, exact: true)
      #expect(truth.index == nil)
      let all = Set(truth.rows.map { "\($0)" })
      found += result.rows.count { all.contains("\($0)") }
      let distances = result.rows.map { row in
        if case .float(let distance) = row[0] { distance } else { -1.0 }
      }
      #expect(distances == distances.sorted())
    }
    #expect(found > 190)
    #expect(indexed.heard.all == [])
  }

  @Test func anyChangeOfARowIsNoticed() throws {
    for change in [
      "insert into point values ('new', ?1, 1)", "update point set v = ?1 where id = 'k1003'",
      "insert or replace into point values ('k1003', ?1, 1)", "update point set id = 'x' where id = 'k1003'",
      "insert into point values ('k1003', ?1, 1) on conflict (id) do update set v = excluded.v",
      "update point set v = null where id = 'k1007'", "delete from point where id = 'k1007'",
    ] {
      let indexed = try Indexed()
      // Another program's connection, as it were.
      let other = try SQLiteStore.open(path: indexed.folder.file("data.db"))
      try other.execute(change, change.contains("?1") ? [.vector(indexed.vectors[7])] : [])
      try indexed.expectUnused(because: "changed since it was made")
      try indexed.make()
      #expect(try indexed.find(8).index != nil)
    }
  }

  @Test func otherColumnsMayChange() throws {
    let indexed = try Indexed()
    try indexed.store.execute("update point set n = n + 1", [])
    #expect(try indexed.find(7).index != nil && indexed.heard.all == [])
  }

  @Test func aRolledBackChangeIsNone() throws {
    let indexed = try Indexed()
    for sql in ["begin", "delete from point", "rollback"] { try indexed.store.execute(sql, []) }
    #expect(try indexed.find(7).index != nil)
  }

  @Test func aFileThatIsNotTheRightOneIsLeftAlone() throws {
    let indexed = try Indexed()
    let whole = try Files.read(indexed.file)
    func replace(_ bytes: [UInt8]?) throws {
      unlink(indexed.file)
      if let bytes { _ = try indexed.folder.write("data.db-point_v_hnsw.hnsw", bytes: bytes) }
      indexed.store.indexShelf?.forget("point_v_hnsw")
    }
    try replace(nil)
    try indexed.expectUnused(because: "its file is not there")
    try replace(Array(whole.prefix(whole.count / 2)))
    try indexed.expectUnused(because: "is not used")
    var damaged = whole
    damaged[whole.count / 2] ^= 0x10
    try replace(damaged)
    try indexed.expectUnused(because: "is not used")
    try replace(whole)
    #expect(try indexed.find(7).index != nil)
    let other = try Indexed(isMade: false)
    try other.store.execute("delete from point where n > 300", [])
    try other.make()
    try replace(try Files.read(other.file))
    try indexed.expectUnused(because: "its file is of other rows")
  }

  @Test func anotherSessionsNewIndexIsTaken() throws {
    let indexed = try Indexed()
    #expect(try indexed.find(7).index != nil)
    let other = try SQLiteStore.open(path: indexed.folder.file("data.db"))
    try other.execute("delete from point where n = 8", [])
    _ = try index(IndexRequest(table: "point", column: "v"), in: other)
    let found = try indexed.find(8)
    #expect(found.index?.rows == 399 && indexed.heard.all == [])
    #expect(!found.keys.contains([.text("k1008")]))
  }

  @Test func filtersGiveAllThatMatch() throws {
    let indexed = try Indexed()
    for count in [0, 1, 5, 60, 390] {
      let condition = RowExpression.binary(.less, .column("n"), .value(.int(Int64(count))))
      let found = try indexed.find(3, where: condition)
      #expect(found.rows.count == min(10, count))
      #expect(found.rows == (try indexed.find(3, exact: true, where: condition).rows))
    }
  }

  @Test func stoppedHalfWayItIsNotUsed() throws {
    let indexed = try Indexed()
    let looks = Atomic<Int>(0)
    let control = JobControl(isCancelled: { looks.wrappingAdd(1, ordering: .relaxed).newValue > 1 })
    #expect(throws: (any Error).self) {
      try index(IndexRequest(table: "point", column: "v"), in: indexed.store, control: control)
    }
    #expect(try indexes(in: indexed.store) == [])
    #expect(try indexed.find(7).index == nil)
    try indexed.make()
    #expect(try indexed.find(7).index != nil)
  }

  @Test func droppedItLeavesNothing() throws {
    let indexed = try Indexed()
    let report = try indexed.make { $0.drop = true }
    #expect(report.existed && access(indexed.file, F_OK) != 0)
    #expect(try indexes(in: indexed.store) == [])
    let left = try values(
      indexed.store,
      "select name from sqlite_schema where type = 'trigger' or name like 'vnb_changes%' or name like 'vnb_keys%'"
    )
    #expect(left == [])
    #expect(try !indexed.make { $0.drop = true }.existed)
    try indexed.store.execute("delete from point", [])
  }

  @Test func aTableMadeAnewHasNone() throws {
    let indexed = try Indexed()
    try indexed.store.execute("drop table point", [])
    try indexed.store.execute("create table point (id text primary key, v VECTOR(12), n int)", [])
    #expect(try indexes(in: indexed.store) == [])
    #expect(try indexed.find(7).rows == [])
  }

  @Test func aColumnThatTookTheNameIsAnother() throws {
    let indexed = try Indexed()
    for sql in ["rename column v to old", "add column v VECTOR(12)"] {
      try indexed.store.execute("alter table point \(sql)", [])
    }
    try indexed.store.execute("update point set v = old where n % 2 = 0", [])
    let found = try indexed.find(8)
    let truth = try indexed.find(8, exact: true)
    #expect(found.index == nil && found.rows == truth.rows)
    #expect(try indexes(in: indexed.store) == [])
  }

  @Test func aKeyThatChangesInCaseOnlyIsAnother() throws {
    let indexed = try Indexed(isMade: false)
    for sql in [
      "alter table point rename to other",
      "create table point (id text primary key collate nocase, v VECTOR(12), n int)",
      "insert into point select * from other", "drop table other",
    ] { try indexed.store.execute(sql, []) }
    try indexed.make()
    #expect(try indexed.find(7).index != nil)
    try indexed.store.execute("update point set id = upper(id) where n = 7", [])
    try indexed.expectUnused(because: "changed since it was made")
  }

  @Test func lostKeysAreNoticed() throws {
    let indexed = try Indexed()
    try indexed.store.execute("drop table vnb_keys_point_v", [])
    try indexed.expectUnused(because: "its keys are gone")
  }

  @Test func theIndexOfALostTableIsClearedAway() throws {
    let indexed = try Indexed()
    try indexed.store.execute("create table other (id int primary key, v VECTOR(2))", [])
    try indexed.store.execute("insert into other values (1, ?1)", [.vector([1, 2])])
    try indexed.store.execute("drop table point", [])
    _ = try index(IndexRequest(table: "other", column: "v"), in: indexed.store)
    #expect(access(indexed.file, F_OK) != 0)
    #expect(try values(indexed.store, "select name from sqlite_schema where name like 'vnb%point%'") == [])
    #expect(try values(indexed.store, "select table_name from vnb_indexes") == [.text("other")])
  }

  @Test func whoBeganLaterMakesTheIndex() throws {
    let indexed = try Indexed(isMade: false)
    let store = indexed.store
    let looks = Atomic<Int>(0)
    // While the first reads its rows, a second begins and ends.
    let control = JobControl(isCancelled: {
      if looks.wrappingAdd(1, ordering: .relaxed).newValue == 2 {
        _ = try? index(IndexRequest(table: "point", column: "v"), in: store)
      }
      return false
    })
    let refused = failure {
      _ = try index(IndexRequest(table: "point", column: "v"), in: store, control: control)
    }
    #expect(refused == .otherIndexRun(column: "v", table: "point"))
    #expect(try indexed.find(7).index != nil)
  }

  @Test func aLinkedDatabaseHasItsIndexBesideTheFile() throws {
    let indexed = try Indexed()
    let link = indexed.folder.file("link.db")
    symlink(indexed.folder.file("data.db"), link)
    let other = try SQLiteStore.open(path: link)
    #expect(other.indexShelf?.path(of: "point_v_hnsw").map { access($0, F_OK) } == 0)
  }

  @Test(arguments: ["x\"; drop table t; --", "select", "表/../a", "a'b"])
  func oddNamesAreNames(_ name: String) throws {
    let indexed = try Indexed(table: name)
    #expect(try indexed.find(7).index != nil)
    try indexed.store.execute("delete from \(indexed.store.dialect.quoteTable(name)) where n = 7", [])
    #expect(try indexed.find(7).index == nil)
    #expect(try indexed.make { $0.drop = true }.existed)
    var left: [String] = []
    for entry in Files.list(indexed.folder.path) where entry.hasSuffix(".hnsw") { left.append(entry) }
    #expect(left == [])
  }

  @Test func threadsLeaveNoTrace() throws {
    let files = try [1, 2, 5].map { workers in
      let indexed = try Indexed(isMade: false)
      try indexed.make(workers: workers)
      return try Files.read(indexed.file)
    }
    #expect(files[0] == files[1] && files[0] == files[2])
  }

  @Test(arguments: ["int8", "bfloat16"]) func codesChangeTheWayOnly(_ codes: String) throws {
    let indexed = try Indexed(isMade: false)
    try indexed.make { $0.codes = codes }
    for place in [3, 77, 200] {
      let found = try indexed.find(place)
      #expect(found.index != nil && found.rows.first?.first == .float(0))
      let truth = Set(try indexed.find(place, limit: 40, exact: true).rows.map { "\($0)" })
      #expect(found.rows.allSatisfy { truth.contains("\($0)") })
    }
  }

  @Test func aPrivateStoreHasOneToo() throws {
    let store = try points(blobs(300, centers: 5, dimension: 6), dimension: 6)
    _ = try index(IndexRequest(table: "point", column: "v"), in: store)
    let request = SearchRequest(
      relation: try tableRelation("point", store), column: "v", query: .key(.int(4)))
    #expect(try search(request, models: { _ in throw PipelineError.noModel(column: "v") }).index != nil)
  }

  @Test func badRequestsAreRefused() throws {
    let indexed = try Indexed(isMade: false)
    #expect(failure { try indexed.make { $0.kind = "ivfflat" } }?.code == "V0640")
    #expect(failure { try indexed.make { $0.options = ["lists": 4] } }?.code == "V0665")
    #expect(failure { try indexed.make { $0.codes = "int4" } }?.code == "V0640")
    try indexed.store.execute("update point set v = null", [])
    #expect(failure { try indexed.make() } != nil)
    #expect(try indexes(in: indexed.store) == [])
  }
}
