import Support
import Testing

/// Names that SQL or the language would read otherwise are only names: table, key, text and vector column.
@Suite struct SeedNameTests {
  @Test(arguments: [
    #"x"; drop table t; --"#, "select", "表", "two words", "it's", "{a}", #"back\slash"#, "let", "a.b", "-x",
    "rowid", "?1",
  ])
  func oddNamesGoThroughEveryStep(_ name: String) throws {
    let seed = SeedFolder()
    let (key, vector) = (name + " key", "v " + name)
    var text = ""
    for row in 0..<8 {
      text += "{\"\(Self.json(key))\": \"k\(row)\", \"\(Self.json(name))\": \"word\(row % 2) and \(row)\"}\n"
    }
    let data = try seed.folder.write("r.jsonl", text)
    let table = "--table=\(name)"
    try seed.run("load", [data, table, "-k", key])
    try seed.run("embed", [table, "--input=\(name)", "--output=\(vector)", "-m", "hash"])
    try seed.run("kmeans", [table, "--input=\(vector)", "-c", "2"])
    #expect(try seed.run("assign", [table, "--input=\(vector)"]).stdout.contains("assigned  8\n"))
    let search = [table, "--input=\(name)", "--output=\(vector)", "word1 and 7", "-l", "1"]
    #expect(try seed.run("search", search + ["--format", "seed"]).stdout == "0.0 --> k7\nword1 and 7\n\n")
    let quoted = name.replacing("\"", with: "\"\"")
    #expect(try seed.select("select count(\"\(quoted)\") from \"\(quoted)\"") == ["8"])
    #expect(try seed.select("select count(*) from \"\(quoted)_v \(quoted)_clusters\"") == ["8"])
    // The call that stands for the flags runs as it is.
    let call = try CommandLineRun(["search", "--print-call"] + search).stdout
    #expect(try seed.lines(call).first?.hasPrefix("0.0,k7,") == true, "\(call)")
  }

  private static func json(_ text: String) -> String {
    text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
  }
}
