import Glibc
import Pipeline
import Stores
import Support
import Testing

@Suite struct LoadEmitTests {
  private func emit(_ fixture: LoadFixture, _ request: LoadRequest, _ output: String) throws -> String {
    _ = try emitSQL(request, to: fixture.path, control: JobControl())
    defer { unlink("\(fixture.path)/\(output)") }
    return String(decoding: try Files.read("\(fixture.path)/\(output)"), as: UTF8.self)
  }

  @Test func layoutIsThatOfTheSeed() throws {
    let fixture = try LoadFixture()
    try fixture.file(
      "docs.json",
      """
      {"pid": "a", "n": 1, "f": 2.50, "ok": true, "t": "it's", "v": {"x": [1, 2]}}
      {"pid": "b", "t": null, "ok": false}
      {"pid": "c", "n": -3, "f": 1e-7, "t": "é\\n"}
      """)
    var request = fixture.request("docs.json")
    request.batchSize = 2
    #expect(
      try emit(fixture, request, "docs.sql") == """
        -- Generated from docs.json

        INSERT INTO passage (pid, n, f, ok, t, v) VALUES
          ('a', 1, 2.5, TRUE, 'it''s', '{"x":[1,2]}'),
          ('b', NULL, NULL, FALSE, NULL, NULL) ON CONFLICT (pid) DO NOTHING;

        INSERT INTO passage (pid, n, f, ok, t, v) VALUES
          ('c', -3, 1e-07, NULL, 'é\n', NULL) ON CONFLICT (pid) DO NOTHING;


        """)
  }

  @Test func lateFieldsBeginAStatementAndOddNamesAreQuoted() throws {
    let fixture = try LoadFixture()
    try fixture.file("a.b.jsonl", "{\"k\":1}\n{\"k\":2,\"select\":3}\n{\"k\":4}\n")
    var request = fixture.request("a.b.jsonl", key: nil)
    request.batchSize = 0
    #expect(
      try emit(fixture, request, "a.b.sql") == """
        -- Generated from a.b.jsonl

        INSERT INTO passage (k) VALUES
          (1);

        INSERT INTO passage (k, "select") VALUES
          (2, 3),
          (4, NULL);


        """)
    request.strict = true
    #expect(throws: LoadError.self) { try emitSQL(request, to: fixture.path, control: JobControl()) }
    #expect(access(fixture.path + "/a.b.sql", F_OK) != 0)
  }

  /// What is emitted and run gives the rows that a load gives.
  @Test func runningTheTextEqualsLoading() throws {
    let fixture = try LoadFixture()
    try fixture.file("a.jsonl", loadRecords(50))
    let text = try emit(fixture, fixture.request("a.jsonl"), "a.sql")
    try fixture.load(fixture.request("a.jsonl"))
    let loaded = try fixture.dump()
    try fixture.store.execute("DELETE FROM passage", [])
    for range in try fixture.store.split(text) {
      let part = Array(text.utf8)[range]
      try fixture.store.execute(String(decoding: part, as: UTF8.self), [])
    }
    #expect(try fixture.dump() == loaded)
  }

  @Test func aBadLineLeavesNoFile() throws {
    let fixture = try LoadFixture()
    try fixture.file("a.jsonl", "{\"pid\":1}\noops\n")
    #expect(throws: LoadError.self) {
      try emitSQL(fixture.request("a.jsonl"), to: fixture.path, control: JobControl())
    }
    #expect(access(fixture.path + "/a.sql", F_OK) != 0)
    var request = fixture.request("a.jsonl")
    request.folder = fixture.path
    #expect(throws: LoadError.self) { try emitSQL(request, to: "/nowhere", control: JobControl()) }
  }
}
