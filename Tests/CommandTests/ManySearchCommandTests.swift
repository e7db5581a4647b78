import Support
import Testing

/// What a search of many queries tells of an index.
@Suite struct ManySearchCommandTests {
  @Test func saysHowManyWentThroughTheIndex() throws {
    let folder = TemporaryFolder()
    let lines = (1...300).map { #"{"id": \#($0), "t": "word\#($0 % 7) text \#($0)"}"# }
    let file = try folder.write("f.jsonl", lines.joined(separator: "\n") + "\n")
    let make = #"load "\#(file)", into: "f", key: "id" | embed .t, into: "v", model: "hash" | index by: .v"#
    func told(_ program: String) throws -> String {
      let run = try CommandLineRun(["eval", "-u", folder.file("y.db"), program])
      #expect(run.exitCode == 0, "\(run.summary)")
      return run.stderr
    }
    _ = try told(make)
    let search = #"search ["word1 text 8", "word5 text 12"], by: .v, limit: 2"#
    let all = try told(#"table "f" | "# + search)
    #expect(all.contains("search: through index `f_v_hnsw`"), "\(all)")
    let some = try told(#"table "f" | where .id < 9 or .t == "word1 text 8" | "# + search)
    #expect(some.contains("search: 1 of 2 queries through index `f_v_hnsw`"), "\(some)")
    let stale = try told(#"sql "delete from f where id = 3"; table "f" | "# + search)
    #expect(stale.split(separator: "\n").count { $0.contains("is not used") } == 1, "\(stale)")
    #expect(!stale.contains("through index"), "\(stale)")
  }
}
