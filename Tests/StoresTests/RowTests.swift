import Stores
import Testing

/// Reading vectors from rows.
@Suite struct RowTests {
  /// The text before the vectors moves them to every place in SQLite's page, on 4-byte boundaries or not.
  @Test(arguments: 0..<8) func twoVectorsCanBeReadAtOnce(length: Int) throws {
    let store = try SQLiteStore.privateStore()
    try store.script("create table t (id integer primary key, x text, a VECTOR(3), b VECTOR(2))")
    let (a, b): ([Float], [Float]) = ([1, 2, 3], [4, 5])
    let text = String(repeating: "x", count: length)
    try store.execute("insert into t values (1, ?1, ?2, ?3)", [.text(text), .vector(a), .vector(b)])
    var seen: [[Float]] = []
    try store.query("select a, b from t", []) { row in
      try row.withVector(0) { left in
        try row.withVector(1) { right in seen += [Array(left), Array(right), Array(left)] }
      }
      return true
    }
    #expect(seen == [a, b, a])
  }

  @Test(arguments: ["0", "-1", "9223372036854775807", "99999999999999999999", "2.5", ""])
  func impossibleDimensionsDeclareNoVector(_ dimension: String) throws {
    let store = try SQLiteStore.privateStore()
    try store.script(
      "create table t (id integer primary key, v \"VECTOR(\(dimension))\")",
      "insert into t values (1, x'00000000')")
    #expect(try store.describe("t")?.columns.last?.type == .any)
    #expect(try store.rows("select v from t") == [[.blob([0, 0, 0, 0])]])
  }
}
