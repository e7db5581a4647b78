import Language
import Support
import Testing

@testable import Repl

@Suite struct CompleterTests {
  private final class Passages: TableValue {
    func columns() throws -> [TableColumn] {
      [TableColumn(name: "pid", type: "int"), TableColumn(name: "passage", type: "string")]
    }
    func rowCount() throws -> Int { 0 }
    func forEachRow(limit: Int?, _ body: ([Value]) throws -> Bool) throws {}
  }

  private func completer(folder: String = ".") -> Completer {
    Completer(
      signatures: [
        Signature(
          "load", "Loads files", category: "data",
          parameters: [
            Parameter("path", .string),
            Parameter(
              "on_conflict", .string, "what to do", kind: .option(defaultText: "\"skip\"", .string("skip")),
              choices: ["skip", "replace", "error"]),
            Parameter("dry_run", .bool, "writes nothing", kind: .option(defaultText: "false", .bool(false))),
          ]), Signature("kmeans", "Groups vectors", category: "vectors"),
      ],
      variables: [
        ("passages", .table(Passages())),
        ("km", .record(Record([("version", .int(1)), ("best", .record(Record([("id", .int(2))])))]))),
      ], last: .list([.record(Record([("answer", .int(1))]))]), folder: folder,
      places: Completer.Places(tables: { ["passage"] }, models: { ["hash"] }, modules: { ["text"] }))
  }

  private func texts(_ text: String, folder: String = ".") -> [String] {
    completer(folder: folder).complete(text, cursor: text.utf8.count).map(\.text)
  }

  @Test(arguments: [
    ("pa", ["passages", "param"]), ("k", ["km", "kmeans"]), ("let x = lo", ["load"]),
    ("km.", ["version", "best"]), ("print km.best.", ["id"]), ("km.nothing.", []),
    ("passages | where .p", ["pid", "passage"]), ("let y = passages\n  | where .pi", ["pid"]),
    ("passages | where (.pa", ["pid", "passage"].filter { $0.hasPrefix("pa") }),
    ("| where .a", ["answer"]), ("_ | sort .a", ["answer"]),
    ("load \"x\", o", ["on_conflict: "]), ("load \"x\", on_conflict: \"skip\", o", []),
    ("load \"x\", on_conflict: ", ["\"skip\"", "\"replace\"", "\"error\""]),
    ("load \"x\", on_conflict: \"r", ["replace"]), ("load \"x\", dry_run: t", ["true"]),
    ("wh", ["while"]), ("# pass", []), ("zzz", []), ("größ", []),
    ("passages | kme", ["kmeans"]), ("passages | pass", []), ("passages | ", ["km", "kmeans", "load"]),
    ("load ", ["on_conflict: ", "dry_run: ", "passages", "km"]), ("load \"x\", d", ["dry_run: "]),
    ("use t", ["text"]), ("table \"p", ["passage"]), ("load \"x\", model: \"h", ["hash"]),
  ])
  func completes(text: String, expected: [String]) {
    #expect(texts(text) == expected)
  }

  @Test func replacesFromTheStartOfTheWord() {
    let found = completer().complete("表 + passa tail", cursor: 11)
    #expect(found == [Completion(start: 6, text: "passages", note: "table")])
  }

  @Test func aStringIsClosedBehindItsOnlyCompletion() {
    let closings = { (text: String) in completer().complete(text, cursor: text.utf8.count).map(\.closing) }
    #expect(closings("table \"p") == ["\""] && closings("table 'p") == ["'"])
    #expect(closings("load \"x\", on_conflict: \"r") == ["\""])
    #expect(closings("pas") == [""])
  }

  @Test func entriesAreTakenApartWhereStatementsEnd() {
    let isComplete = { (text: String) in text.count { $0 == "{" } <= text.count { $0 == "}" } }
    let split = { (text: String) in Entries.split(text, isComplete: isComplete) }
    #expect(split("a\nb") == ["a", "b"])
    #expect(split("a {\n  b\n}\n\n:vars\nc") == ["a {\n  b\n}", ":vars", "c"])
    #expect(split("a\n  | b\n| c\nd") == ["a\n  | b\n| c", "d"])
    #expect(split("if x { 1 }\nelse { 2 }") == ["if x { 1 }\nelse { 2 }"])
    #expect(split("## says\n# more\nfn f() { 1 }") == ["## says\n# more\nfn f() { 1 }"])
    #expect(split("open {\nb") == ["open {\nb"])
    #expect(split("one") == ["one"])
  }

  @Test func namesFilesInsideStringsOnly() throws {
    let folder = TemporaryFolder()
    try folder.write("data/one.jsonl.gz", "")
    try folder.write("data/.hidden", "")
    try folder.write("dat.csv", "")
    #expect(texts("load \"da", folder: folder.path) == ["dat.csv", "data/"])
    #expect(texts("load \"data/", folder: folder.path) == ["one.jsonl.gz"])
    #expect(texts("load \"\(folder.path)/data/o") == ["one.jsonl.gz"])
    #expect(texts("load 'nowhere/x").isEmpty)
    #expect(texts("load \"a\" da", folder: folder.path).isEmpty)
  }

  @Test func anyTextIsSurvived() {
    let parts = [
      "(", "]", "}", "\"", "'", "\"\"\"", "|", ".", ":", "\n", "\\", "#", " ", "km", "表", "=", ";",
    ]
    var state: UInt64 = 7
    for _ in 0..<3_000 {
      var text = ""
      for _ in 0..<(state % 9 + 1) {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        text += parts[Int((state >> 33) % UInt64(parts.count))]
      }
      let cursor = Int((state >> 20) % UInt64(text.utf8.count + 1))
      for found in completer().complete(text, cursor: cursor) { #expect((0...cursor).contains(found.start)) }
    }
  }
}
