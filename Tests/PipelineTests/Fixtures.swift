import Embedding
import Stores
import Testing
import Vectors

@testable import Pipeline

/// A private store with a table `passage(pid text, passage text, lang text, n int)` of `rows` rows, every tenth text NULL when
/// asked.
func passages(_ rows: Int, nullEvery: Int? = nil) throws -> any Store {
  let store = try newStore()
  try fillPassages(store, rows, nullEvery: nullEvery)
  return store
}

func fillPassages(_ store: any Store, _ rows: Int, nullEvery: Int? = nil) throws {
  try store.execute("create table passage (pid text primary key, passage text, lang text, n integer)", [])
  let insert = try store.prepare("insert into passage values (?1, ?2, ?3, ?4)")
  defer { insert.finish() }
  for row in 0..<rows {
    let isNull = nullEvery.map { row % $0 == 0 } ?? false
    try insert.bind(1, .text("p" + String(repeating: "0", count: 5 - String(row).count) + String(row)))
    try insert.bind(2, isNull ? .null : .text("passage number \(row)"))
    try insert.bind(3, .text(row % 3 == 0 ? "en" : "fr"))
    try insert.bind(4, .int(Int64(row)))
    try insert.run()
  }
}

/// A table `point(id int, v VECTOR(d))` with these vectors, ids from 1; nil is NULL.
func points(_ vectors: [[Float]?], dimension: Int) throws -> any Store {
  let store = try newStore()
  try store.execute("create table point (id integer primary key, v VECTOR(\(dimension)))", [])
  for (place, vector) in vectors.enumerated() {
    try store.execute(
      "insert into point values (?1, ?2)",
      [.int(Int64(place + 1)), vector.map(SQLValue.vector) ?? .null])
  }
  return store
}

/// `count` points around `centers` far corners, repeatable.
func blobs(_ count: Int, centers: Int, dimension: Int) -> [[Float]] {
  var stream = SeededStream(seed: 1, name: "blobs")
  let corners = (0..<centers).map { _ in (0..<dimension).map { _ in Float(stream.bell() * 10) } }
  return (0..<count).map { row in corners[row % centers].map { $0 + Float(stream.bell()) } }
}

func request(_ model: FakeModel, batch: Int = 1000, workers: Int = 1) -> EmbedRequest {
  var request = EmbedRequest(
    table: "passage", input: "passage", output: "passage_vector", model: model, workers: workers)
  request.batchSize = batch
  return request
}

/// The single values of a query's first column.
func values(_ store: any Store, _ sql: String) throws -> [SQLValue] {
  var values: [SQLValue] = []
  try store.query(sql, []) { row in
    values.append(row.value(0))
    return true
  }
  return values
}

func tableRelation(_ table: String, _ store: any Store) throws -> Relation {
  let description = try #require(try store.describe(table))
  return Relation(node: .table(table), store: store, columns: description.columns, key: description.key)
}

/// Runs `body` and gives the ``PipelineError`` it throws.
func failure(_ body: () throws -> Void) -> PipelineError? {
  do {
    try body()
    return nil
  } catch {
    return error as? PipelineError
  }
}

func newStore() throws -> any Store { try SQLiteStore.privateStore() }
