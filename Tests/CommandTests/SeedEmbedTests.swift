import Glibc
import Support
import Testing

/// Rows 0.13 to 0.20, 1.2 to 1.9 and 1.13 of the seeds: vectors from text.
@Suite struct SeedEmbedTests {
  static let line = ["-t", "passage", "-i", "passage", "-o", "passage_vector", "-m", "hash"]

  /// 0.13, 0.20, 1.9: the log of the toolkit, and its end.
  @Test func verboseTellsTheToolkitsLines() throws {
    let seed = try SeedFolder().loaded()
    let run = try seed.run("vectorize", Self.line + ["-b", "2", "-n", "1", "-w", "2", "-v"])
    let wanted = """
      [INFO] Column passage_vector added
      [INFO] Run 1, Batch 1 starting (2 rows)
      [INFO] (batch 1, 1/2) Updating vector for row id a1: 'the red fox runs'
      [INFO] (batch 1, 2/2) Updating vector for row id a2: 'the red fox sleeps'
      Done in 
      """
    #expect(run.stderr.hasPrefix(wanted), "\(run.summary)")
    #expect(run.stderr.contains(" seconds\n[INFO] Vectorization complete.\n"))
    let again = try seed.run("embed", Self.line + ["-v"])
    #expect(again.stderr.hasPrefix("[INFO] Column passage_vector already exists\n"))
    #expect(again.stderr.contains("row id c1: 'blue \"sky\"and it's sea'\n"), "\(again.summary)")
    #expect(again.stderr.contains("in 1 row\n"), "the NULL text is not told: \(again.summary)")
  }

  /// 0.14, 0.15, 0.16, 1.4, 1.5, 1.7: rows without a vector only, in key order, into a column that is made.
  @Test func onlyMissingRowsAreDone() throws {
    let seed = try SeedFolder().loaded()
    let first = try seed.run("embed", Self.line + ["-b", "2", "-n", "2", "--format", "json"])
    #expect(
      first.stdout.contains(#""embedded":4"#) && first.stdout.contains(#""pending":2"#), "\(first.summary)")
    #expect(
      try seed.select("select pid from passage where passage_vector is not null") == ["a1", "a2", "b1", "b2"])
    #expect(
      try seed.select("select type from pragma_table_info('passage') where name = 'passage_vector'")
        == ["VECTOR(384)"])
    let rest = try seed.run("embed", Self.line + ["--format", "json"])
    #expect(
      rest.stdout.contains(#""embedded":2"#) && rest.stdout.contains(#""null_text":1"#), "\(rest.summary)")
    #expect(try seed.run("embed", Self.line).stderr.contains("embed: nothing to embed\n"))
    // A vector that was cleared is made again, and nothing else is.
    _ = try seed.lines("sql \"update passage set passage_vector = null where pid = 'b1'\"")
    #expect(try seed.run("embed", Self.line + ["--format", "json"]).stdout.contains(#""embedded":1"#))
  }

  /// 0.15, 0.16, 1.13: what cannot be done is refused before anything is written.
  @Test func whatMakesNoSenseIsRefused() throws {
    let seed = try SeedFolder().embedded()
    _ = try seed.lines(
      "sql \"create table nokey (passage text); create table pair (a int, b int, passage text, primary key (a, b))\""
    )
    let before = try seed.bytes
    for (words, message) in [
      (["-t", "passage", "-i", "passage", "-o", "docid", "-m", "hash"], "has type text, not VECTOR"),
      (
        ["-t", "passage", "-i", "passage", "-o", "passage_vector", "-m", "hash:128"],
        "384-dimensional vectors"
      ),
      (["-t", "nokey", "-i", "passage", "-o", "v", "-m", "hash"], "has no primary key"),
      (["-t", "pair", "-i", "passage", "-o", "v", "-m", "hash"], "needs a key of one column"),
      (["-t", "pasage", "-i", "passage", "-o", "v", "-m", "hash"], "did you mean `passage`?"),
      (["-t", "passage", "-i", "pasage", "-o", "v", "-m", "hash"], "did you mean `passage`?"),
      (["-t", "passage", "-i", "passage", "-o", "v", "-m", "hsah"], "Invalid embedding model hsah"),
    ] {
      let run = try seed.run("embed", words, code: 1)
      #expect(run.stderr.contains(message) && run.stdout.isEmpty, "\(run.summary)")
    }
    #expect(try seed.bytes == before)
  }

  /// 0.17, 1.3: a dry run shows the statements of column and rows, and changes no byte of the file.
  @Test func dryRunShowsTheStatements() throws {
    let seed = try SeedFolder().loaded()
    let before = try seed.bytes
    let run = try seed.run("embed", Self.line + ["-d", "-w", "4", "-p"])
    #expect(run.stdout.contains(#"ALTER TABLE "passage" ADD COLUMN "passage_vector" VECTOR(384);"#))
    #expect(run.stdout.contains(#"UPDATE "passage" SET "passage_vector" = ?1 WHERE "pid" = ?2;"#))
    #expect(!run.stderr.contains("of 6 rows"), "progress in a dry run: \(run.summary)")
    #expect(try seed.bytes == before)
    let call = try CommandLineRun(["embed"] + Self.line + ["-d", "-w", "4", "--print-call"]).stdout
    #expect(call.contains("workers: 1, dry_run: true, verbose: true"), "\(call)")
  }

  /// 1.8: following ends by itself once the idle time is over, and finds rows that come in meanwhile.
  @Test func followFindsNewRows() throws {
    let seed = try SeedFolder().loaded()
    let late = try seed.folder.write("late.jsonl", #"{"pid": "z", "passage": "come late"}"#)
    let store = seed.store
    let wait = Self.line + ["-F", "--max-idle", "0.05", "--min-idle", "0.3", "-n", "1", "-v"]
    let script = """
      "$0" embed "$@" & embed=$!
      sleep 0.7; "\(vnbBinary)" load '\(late)' -t passage -k pid -u '\(store)' >/dev/null 2>&1
      wait $embed
      """
    let run = try CommandLineRun(
      ["-c", script, vnbBinary, "-u", store] + wait, program: "/bin/sh", limit: 30)
    #expect(run.exitCode == 0 && run.stdout.contains("embedded   7\n"), "\(run.summary)")
    #expect(run.stderr.contains("row id z: 'come late'"), "\(run.summary)")
    #expect(!run.stderr.contains("Run 1, Batch 2") && run.seconds > 3, "\(run.summary)")
  }

  @Test func followIsStoppedByControlC() throws {
    let seed = try SeedFolder().loaded()
    let run = try CommandLineRun(
      ["embed", "-u", seed.store] + Self.line + ["-F", "--max-idle", "0"], limit: 20,
      stop: .after(seconds: 0.8, signal: SIGINT))
    #expect(run.exitCode == 130 && run.stderr.contains("6 rows stored"), "\(run.summary)")
  }

  /// 1.8: a notebook comes to an end.
  @Test(arguments: [("", true), (", max_idle: 0", true), (", max_idle: 0.01, min_idle: 0.2", false)])
  func aNotebookFollowsOnlyWithABound(_ bound: String, _ isRefused: Bool) throws {
    let seed = try SeedFolder().loaded()
    let cell = "table \"passage\" | embed .passage, into: \"v\", model: \"hash\", follow: true\(bound)"
    let path = try seed.folder.write("n.vnb", "---\nstore: s.db\n---\n```vnb\n\(cell)\n```\n")
    let run = try CommandLineRun(["run", path], limit: 20)
    #expect(run.exitCode == (isRefused ? 1 : 0), "\(run.summary)")
    #expect(run.stderr.contains("a notebook cannot follow without an end") == isRefused)
  }

  /// 4.10a: the hash model's vectors in the store, places and counts computed by its recipe in Python.
  @Test func hashVectorsFollowTheRecipe() throws {
    let seed = SeedFolder()
    let data = try seed.folder.write(
      "r.jsonl", "{\"id\": 1, \"t\": \"Hello, hello WORLD_1\"}\n{\"id\": 2, \"t\": \"\"}\n")
    try seed.run("load", [data, "-t", "t", "-k", "id"])
    try seed.run("embed", ["-t", "t", "-i", "t", "-o", "v", "-m", "hash"])
    let counts = [
      27: 2.0, 31: 2, 38: 2, 63: 1, 86: 1, 94: 1, 115: 2, 147: 2, 223: 2, 281: 1, 300: 2, 307: 1, 325: 2,
      330: 1,
      338: 1, 372: 1,
    ]
    let length = counts.values.reduce(0) { $0 + $1 * $1 }.squareRoot()
    let hex = (0..<384).map { at in
      let bits = Float((counts[at] ?? 0) / length).bitPattern
      return [0, 8, 16, 24].map { shift in
        let byte = String(bits >> shift & 255, radix: 16, uppercase: true)
        return byte.count == 1 ? "0" + byte : byte
      }.joined()
    }.joined()
    #expect(try seed.select("select hex(v) from t where id = 1") == [hex])
    #expect(try seed.select("select hex(v) = hex(zeroblob(1536)) from t where id = 2") == ["true"])
  }

  /// 0.19: the model of the seed, under the names that the seeds give it.
  @Test(.enabled(if: modelFolder != nil), arguments: ["minilm", "hf_st_all_minilm_l6"])
  func theSeedsModelIsKnownByItsNames(_ name: String) throws {
    let seed = try SeedFolder().loaded()
    let run = try seed.run(
      "vectorize", ["-t", "passage", "-i", "passage", "-o", "v", "-m", name, "-b", "3", "-w", "2"])
    #expect(run.stdout.contains("model      minilm\ndimension  384\nembedded   6\n"), "\(run.summary)")
    #expect(try seed.select("select round(sqrt(sum(1.0)), 1) from passage where length(v) = 1536") == ["2.4"])
  }
}
