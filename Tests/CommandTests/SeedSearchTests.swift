import Support
import Testing

/// Rows 1.11, 1.12 and 1.14 to 1.18 of the seeds: search and models.
@Suite struct SeedSearchTests {
  static let line = ["-t", "passage", "-i", "passage", "-o", "passage_vector"]

  /// 1.14, 1.16: the seed's layout to the byte, and its key line with `-v`.
  @Test func seedLayoutIsExact() throws {
    let seed = try SeedFolder().embedded()
    let run = try seed.run(
      "search", Self.line + ["-m", "hash", "-l", "2", "--format", "seed", "-v", "green tea is hot"])
    let lines = run.stdout.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count == 9 && lines[0] == "[INFO] PK: pid (text)" && lines[1] == "", "\(run.summary)")
    #expect(lines[2...4] == ["0.0 --> b1", "green tea is hot", ""])
    #expect(lines[5].wholeMatch(of: /0\.\d{6,} --> b2/) != nil && lines[6] == "green tea is cold")
    let plain = try seed.run("search", Self.line + ["--plain-hits", "-l", "2", "green tea is hot"])
    #expect(plain.stdout == lines.dropFirst(2).joined(separator: "\n"))
    let table = try seed.run("search", Self.line + ["-l", "1", "--format", "csv", "green tea is hot"])
    #expect(table.stdout == "distance,pid,passage,spans,docid\n0.0,b1,green tea is hot,\"(0,16)\",d2\n")
  }

  /// The key is found where it is not the first column, and where it is the text itself.
  @Test func theKeyIsPrintedWhereverItStands() throws {
    let seed = SeedFolder()
    let data = try seed.folder.write("r.jsonl", "{\"t\": \"one\", \"n\": 7}\n{\"t\": \"two\", \"n\": 8}\n")
    for (table, key, hit) in [("a", "n", "0.0 --> 8\ntwo\n\n"), ("b", "t", "0.0 --> two\ntwo\n\n")] {
      try seed.run("load", [data, "-t", table, "-k", key])
      try seed.run("embed", ["-t", table, "-i", "t", "-o", "v", "-m", "hash"])
      #expect(
        try seed.run("search", ["-t", table, "-i", "t", "-o", "v", "--format", "seed", "-l", "1", "two"])
          .stdout == hit)
    }
  }

  /// 1.15, 1.17: ties by key, filters before ranking, a bound; and a statement that gives the same.
  @Test func filtersComeBeforeRanking() throws {
    let seed = try SeedFolder().embedded()
    let pids = { (words: [String]) in
      try seed.run("search", Self.line + words + ["--format", "csv", "the red fox runs"]).stdout
        .split(separator: "\n").dropFirst().map { String($0.split(separator: ",")[1]) }
    }
    #expect(try pids(["-l", "2"]) == ["a1", "a2"])
    #expect(try pids(["-l", "2", "--where", ".docid == \"d2\""]).sorted() == ["b1", "b2"])
    #expect(try pids(["-l", "9", "--within", "0.5"]) == ["a1", "a2"])
    let plan = try seed.run(
      "search", Self.line + ["-l", "2", "-d", "--where", ".docid == \"d2\"", "red fox"]
    ).stdout
    #expect(
      plan.hasPrefix("SELECT vnb_distance_cosine(\"passage_vector\", ?1) AS \"distance\", \"pid\""), "\(plan)"
    )
    #expect(plan.contains("ORDER BY \"distance\", \"pid\" LIMIT"), "\(plan)")
    _ = try seed.lines(
      "sql \"update passage set passage_vector = (select passage_vector from passage where pid = 'a1') where pid not in ('b1', 'c1')\""
    )
    #expect(try pids(["-l", "4"]) == ["a1", "a2", "b2", "c2"])
    let wrong = try seed.run("search", Self.line + ["--where", ".dokid == 1", "red fox"], code: 1)
    #expect(wrong.stderr.contains("did you mean `docid`?"), "\(wrong.summary)")
  }

  /// 1.13, 1.18: another model than the column's is refused with both names, an unknown one with the nearest.
  @Test func theModelMustBeTheColumns() throws {
    let seed = try SeedFolder().embedded()
    let other = try seed.run("search", Self.line + ["-m", "hash:128", "x"], code: 1)
    #expect(other.stderr.contains("was made by model hash, not by hash:128"), "\(other.summary)")
    let unknown = try seed.run("search", Self.line + ["-m", "hsah", "x"], code: 1)
    #expect(
      unknown.stderr.contains("Invalid embedding model hsah") && unknown.stderr.contains("did you mean hash?")
    )
    let column = try seed.run(
      "search", ["-t", "passage", "-i", "pasage", "-o", "passage_vector", "x"], code: 1)
    #expect(column.stderr.contains("did you mean `passage`?"), "\(column.summary)")
    let vector = try seed.run("search", ["-t", "passage", "-i", "passage", "-o", "docid", "x"], code: 1)
    #expect(vector.stderr.contains("has type text, not VECTOR"), "\(vector.summary)")
  }

  /// 1.11, 1.12: the layouts of `model list` and `model desc`; neither opens a store.
  @Test func modelsAreListedAndDescribed() throws {
    let folder = TemporaryFolder()
    let list = try CommandLineRun(["vectorize", "model", "list"], folder: folder.path)
    #expect(list.stdout.hasPrefix("hash\tBuilt-in hashing of words, 384 dimensions\n") && list.stderr.isEmpty)
    let box = try CommandLineRun(["model", "desc", "hash"], folder: folder.path)
    let lines = box.stdout.split(separator: "\n", omittingEmptySubsequences: false)
    let label = "Built-in hashing of words, 384 dimensions"
    let rule = String(repeating: "-", count: label.count + 4)
    #expect(lines.prefix(3) == [rule[...], "| \(label) |"[...], rule[...]], "\(box.summary)")
    #expect(
      lines.suffix(2) == ["", ""] && box.stdout.contains("\ndimension 384, metric cosine, digest sha256:"))
    let unknown = try CommandLineRun(["model", "desc", "hsah"], folder: folder.path)
    #expect(
      unknown.exitCode == 1 && unknown.stdout.isEmpty && unknown.stderr.contains("No model hsah found..."))
    #expect(unknown.stderr.contains("did you mean hash?"), "\(unknown.summary)")
    #expect(Files.list(folder.path).isEmpty)
  }

  @Test(.enabled(if: modelFolder != nil))
  func theSeedsModelIsListedAndBoxed() throws {
    let label = "Hugging Face Sentence Transformer all-MiniLM-L6-v2"
    #expect(try CommandLineRun(["model", "list"]).stdout.contains("minilm\t\(label)\n"))
    let box = try CommandLineRun(["model", "desc", "hf_st_all_minilm_l6"]).stdout
    let rule = String(repeating: "-", count: 54)
    #expect(box.hasPrefix("\(rule)\n| \(label) |\n\(rule)\n"))
  }
}
