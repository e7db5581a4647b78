import Support
import Testing

@testable import Formats

@Suite struct VectorLinesTests {
  private func lines(_ text: String, field: String? = nil, ids: String? = nil) throws -> (
    [[Float]], [UInt64?]
  ) {
    let scratch = try Scratch()
    var found: ([[Float]], [UInt64?]) = ([], [])
    try VectorLines(path: try scratch.file("a.jsonl", text), display: "a.jsonl", field: field, idField: ids)
      .read {
        found.0.append($0)
        found.1.append($1)
      }
    return found
  }

  @Test func fieldsOfRecords() throws {
    let text =
      "{\"id\": 3, \"tags\": [], \"vector\": [1, -2.5, 3e2]}\n\n{\"vector\":[0.1,1e-30,-0], \"id\": 0}\n"
    let (vectors, ids) = try lines(text, ids: "id")
    #expect(vectors == [[1, -2.5, 300], [0.1, 1e-30, 0]] && ids == [3, 0])
    #expect(try lines("{\"embedding\": [1], \"x\": [2, 3]}").0 == [[1]])
    #expect(try lines("{\"t\": \"a\", \"x\": [2, 3]}").0 == [[2, 3]])
    #expect(try lines("{\"y\": [1], \"x\": [2, 3]}", field: "x").0 == [[2, 3]])
    #expect(try lines("").0.isEmpty)
    let good = "{\"v\":[1]}\n"
    for (text, line, reason) in [
      ("{\"y\": [1], \"x\": [2]}", 1, "the record holds several arrays; name one"),
      ("{\"y\": 1}", 1, "the record holds no array"),
      (good + "{\"v\":[1,2]}", 2, "Dimension mismatch: expected 1, got 2"),
      (good + "{\"v\":[]}", 2, "`v` is empty"), (good + "{\"v\":[\"1\"]}", 2, "`v` is no array of numbers"),
      (good + "{\"v\":[[1]]}", 2, "`v` is no array of numbers"),
      (good + "{\"v\":[null]}", 2, "`v` is no array of numbers"),
      (good + "{\"v\":null}", 2, "`v` is no array of numbers"),
      (good + "{}", 2, "`v` is no array of numbers"),
      (good + "{\"v\":[1e39]}", 2, "`v` holds a number beyond float32"),
    ] {
      #expect(throws: VectorFileError.badRecord(path: "a.jsonl", line: line, reason: reason)) {
        try lines(text)
      }
    }
    #expect(throws: VectorFileError.self) { try lines(good + "{\"v\":[1") }
    #expect(throws: VectorFileError.self) { try lines(good, ids: "id") }
    #expect(throws: VectorFileError.self) { try lines("{\"v\":[1],\"id\":-1}", ids: "id") }
    #expect(throws: FormatsError.self) { try lines("[1, 2]\n") }
  }
}
