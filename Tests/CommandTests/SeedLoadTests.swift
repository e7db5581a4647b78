import Support
import Testing

/// Rows 0.1 to 0.11 of the seeds: ingest.
@Suite struct SeedLoadTests {
  /// 0.1, 0.2: real records come out of `.gz` exactly, in the order of their keys' first appearance.
  @Test(.enabled(if: sharedFolder != nil))
  func realRecordsComeOutExactly() throws {
    guard let sharedFolder else { return }
    let seed = SeedFolder()
    let folder = "\(sharedFolder)/data/msmarco-v2-sample"
    try seed.run("load", ["\(folder)/msmarco_passage_00.gz", "-t", "passage", "-k", "pid"])
    try seed.run("load", ["\(folder)/docs.json", "-t", "plain", "-k", "pid"])
    #expect(
      try seed.select("select name from pragma_table_info('passage') order by cid") == [
        "pid", "passage", "spans", "docid",
      ])
    #expect(try seed.select("select count(*) from passage").first != "0")
    #expect(try seed.select("select * from passage except select * from plain") == [])
    let first = try seed.select("select passage, spans from passage where pid = 'msmarco_passage_00_0'")
    #expect(
      first == [#"0-60 Times - 0-60 | 0 to 60 Times & 1/4 Mile Times | Zero to 60 Car Reviews.,"(0,75)""#])
  }

  /// 0.3, 0.9: a second load adds nothing and says so; the summary is one row a file.
  @Test func aSecondLoadAddsNothing() throws {
    let seed = SeedFolder()
    let data = try seed.folder.write("r.jsonl", SeedFolder.records)
    let size = SeedFolder.records.utf8.count
    let header = "file,lines,new,existing,replaced,bad,bytes,text_bytes,ratio\n"
    let load = [data, "-t", "passage", "-k", "pid", "--format", "csv"]
    #expect(
      try seed.run("load", load).stdout == header + "\(data),7,7,0,0,0,\(size),\(size),1.0\n")
    #expect(
      try seed.run("load", load).stdout == header + "\(data),7,0,7,0,0,\(size),\(size),1.0\n")
    try seed.folder.write("r.jsonl", #"{"pid": "a1", "passage": "new"}"#)
    try seed.run("load", load + ["--on-conflict", "error"], code: 1)
    try seed.run("load", load + ["--on-conflict", "replace"])
    #expect(try seed.select("select passage from passage where pid = 'a1'") == ["new"])
  }

  /// 0.4, 0.1: batches of any size, all at once, several files and a pattern give the same rows.
  @Test func batchesAndPatternsDoNotMatter() throws {
    let seed = SeedFolder()
    let lines = SeedFolder.records.split(separator: "\n")
    for (at, part) in [lines.prefix(3), lines.dropFirst(3)].enumerated() {
      try seed.folder.write("p_\(at).jsonl", part.joined(separator: "\n"))
    }
    for (table, words) in [
      ("zero", ["p_0.jsonl", "p_1.jsonl", "-b", "0"]), ("two", ["p_*.jsonl", "-b", "2"]),
      ("usual", ["p_?.jsonl"]),
    ] {
      let run = try seed.run("load", words + ["-t", table, "-k", "pid", "--format", "csv"])
      #expect(run.stdout.split(separator: "\n").count == 3, "\(run.summary)")
    }
    #expect(
      try seed.select(
        "select * from zero except select * from two union all select * from two except select * from usual")
        == [])
    #expect(try seed.select("select count(*) from zero") == ["7"])
  }

  /// 0.5, 0.7, 0.8: the statements that `json-to-sql` writes, byte for byte, and no store.
  @Test func jsonToSQLWritesTheSeedsText() throws {
    let seed = SeedFolder()
    try seed.folder.write(
      "p_00.gz",
      #"{"pid": 1, "x": 2.5, "t": "it's", "b": true, "n": null, "o": {"k": [1]}}"# + "\n" + #"{"pid": 2}"#
        + "\n" + #"{"pid": 3}"#)
    try seed.folder.write("sql/keep.txt", "")
    let line = [
      "json-to-sql", "p_00.gz", "-t", "passage", "-k", "pid", "-b", "2", "-o", "./sql", "--progress", "-v",
    ]
    let run = try CommandLineRun(line, folder: seed.folder.path)
    #expect(run.exitCode == 0, "\(run.summary)")
    #expect(run.stderr.contains("[DONE] 3 lines processed, output at: ./sql/p_00.sql\n"))
    #expect(run.stderr.contains("[SUMMARY] p_00.gz: 3 rows in "))
    #expect(run.stderr.contains("load: 3 rows\n"), "\(run.summary)")
    #expect(
      try Files.readText(seed.folder.file("sql/p_00.sql")) == """
        -- Generated from p_00.gz

        INSERT INTO passage (pid, x, t, b, n, o) VALUES
          (1, 2.5, 'it''s', TRUE, NULL, '{"k":[1]}'),
          (2, NULL, NULL, NULL, NULL, NULL) ON CONFLICT (pid) DO NOTHING;

        INSERT INTO passage (pid, x, t, b, n, o) VALUES
          (3, NULL, NULL, NULL, NULL, NULL) ON CONFLICT (pid) DO NOTHING;


        """)
    #expect(
      Files.list(seed.folder.path) == ["p_00.gz", "sql"] && Files.list(seed.folder.file("sql")).count == 2)
    let missing = try CommandLineRun(
      ["json-to-sql", "p_00.gz", "-t", "p", "-o", "none"], folder: seed.folder.path)
    #expect(
      missing.exitCode == 1 && missing.stderr.contains("cannot write `none/p_00.sql`"), "\(missing.summary)")
  }

  /// 0.12's step: what was written is taken by `sql file:`, and gives the rows that a load gives.
  @Test func theWrittenTextLoads() throws {
    let seed = try SeedFolder().loaded()
    try seed.run("load", ["records.jsonl", "-t", "passage", "-k", "pid"])
    let write = ["load", "records.jsonl", "-t", "copy", "-k", "pid", "--emit-sql", "."]
    #expect(try CommandLineRun(write, folder: seed.folder.path).exitCode == 0)
    _ = try seed.lines(
      "sql \"create table copy (pid text primary key, passage text, spans text, docid text)\"")
    _ = try seed.lines("sql file: \"records.sql\"")
    #expect(try seed.select("select * from passage except select * from copy") == [])
    #expect(try seed.select("select count(*) from copy") == ["7"])
  }

  /// 0.6: late and absent fields.
  @Test func lateFieldsAreColumnsOrRefused() throws {
    let seed = SeedFolder()
    let data = try seed.folder.write("r.jsonl", "{\"b\": 1, \"a\": 2}\n{\"c\": 3, \"b\": 4}\n")
    try seed.run("load", [data, "-t", "t"])
    #expect(try seed.select("select b, a, c from t order by b") == ["1,2,", "4,,3"])
    let strict = try CommandLineRun(
      ["load", data, "-t", "t", "--strict", "-o", seed.folder.path], folder: seed.folder.path)
    #expect(strict.exitCode == 1 && strict.stderr.contains("r.jsonl:2: the field `c`"), "\(strict.summary)")
  }

  /// 0.11: bad lines are named with file and line, allowed by number and told once; an empty file is no failure.
  @Test func badLinesAreNamedAndCounted() throws {
    let seed = SeedFolder()
    let data = try seed.folder.write("r.jsonl", "{\"pid\": 1}\nnonsense\n{\"pid\": 2}\n[3]\n{\"pid\": 4}\n")
    let load = [data, "-t", "t", "-k", "pid"]
    let refused = try seed.run("load", load, code: 1)
    #expect(refused.stderr.contains("r.jsonl:2: "), "\(refused.summary)")
    try seed.run("load", load + ["--skip-bad", "1"], code: 1)
    let run = try seed.run("load", load + ["--skip-bad", "2"])
    #expect(
      run.stderr.split(separator: "\n").filter { $0.contains("r.jsonl:2: ") }.count == 1, "\(run.summary)")
    #expect(run.stderr.contains("r.jsonl:4: "))
    #expect(try seed.select("select pid from t order by pid") == ["1", "2", "4"])
    let empty = try seed.folder.write("empty.jsonl", "")
    #expect(
      try seed.run("load", [empty, "-t", "none", "--format", "csv"]).stdout.contains(",0,0,0,0,0,0,0,1.0\n")
    )
  }

  /// Tab-separated text has no quoting: real lines with stray quotes come in whole.
  @Test(.enabled(if: sharedFolder != nil))
  func straysQuotesInTSVAreText() throws {
    guard let sharedFolder else { return }
    let seed = SeedFolder()
    try seed.run("load", ["\(sharedFolder)/data/stsbenchmark/dev.tsv", "-t", "sts"])
    #expect(try seed.select("select count(*) from sts") == ["1500"])
    let text = try Files.readText("\(sharedFolder)/data/stsbenchmark/dev.tsv")
    let quotes = text.utf8.filter { $0 == UInt8(ascii: "\"") }.count
    #expect(
      try seed.select(
        "select sum(length(sentence1 || sentence2) - length(replace(sentence1 || sentence2, '\"', ''))) from sts"
      )
        == ["\(quotes)"])
  }

  /// Without `-u` the store is `vnb.db` in this folder, and that is said.
  @Test func theStoreInUseIsSaid() throws {
    let seed = SeedFolder()
    try seed.folder.write("r.jsonl", "{\"a\": 1}\n")
    let run = try CommandLineRun(["load", "r.jsonl", "-t", "t"], folder: seed.folder.path)
    #expect(run.exitCode == 0 && run.stderr.hasPrefix("using vnb.db in this folder"), "\(run.summary)")
    #expect(Files.list(seed.folder.path) == ["r.jsonl", "vnb.db"])
    let other = SeedFolder()
    let lost = try CommandLineRun(["embed", "-t", "t", "-i", "a", "-o", "v"], folder: other.folder.path)
    #expect(lost.exitCode == 2 && lost.stderr.contains("there is no store `vnb.db`"), "\(lost.summary)")
    #expect(Files.list(other.folder.path).isEmpty)
  }
}
