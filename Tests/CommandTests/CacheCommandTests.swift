import Dispatch
import Support
import Synchronization
import Testing

/// `run --cache` and `check`: nothing but stderr and the time tells whether a result was made or found.
@Suite struct CacheCommandTests {
  private static let notebook = """
    ```vnb params
    param k: int = 3
    param model: string = "hash"
    ```
    ```vnb name=load
    let t = load "r.jsonl", into: "t", key: "pid"
    ```
    ```vnb name=edit
    sql "update t set passage = passage || ' once more' where pid = 'never'";
    ```
    ```vnb name=vectors
    t | embed .passage, into: "v", model: model
    ```
    ```vnb name=clusters
    let km = t | kmeans .v, k: k
    km
    t | search "row 7", by: .v, limit: 3
    ```

    """

  private func folder() throws -> TemporaryFolder {
    let folder = TemporaryFolder()
    try folder.write("r.jsonl", FaultFolder.records(0..<300))
    try folder.write("a.vnb", Self.notebook)
    return folder
  }

  private func run(
    _ folder: TemporaryFolder, _ words: [String] = [], command: [String] = ["run", "--cache"]
  ) throws -> CommandLineRun {
    let run = try CommandLineRun(
      command + ["a.vnb"] + words, environment: ["XDG_CACHE_HOME": folder.file("caches")], folder: folder.path
    )
    #expect(run.exitCode == 0, "\(run.summary)")
    return run
  }

  /// The narration of a verb.
  private func line(_ verb: String, _ run: CommandLineRun) -> String {
    run.stderr.split(separator: "\n").first { $0.hasPrefix("\(verb): ") }.map(String.init) ?? ""
  }

  private func isCached(_ verb: String, _ run: CommandLineRun) -> Bool {
    line(verb, run).contains(", all from the cache (")
  }

  @Test func secondRunTakesItsResultsFromTheCache() throws {
    let folder = try folder()
    let plain = try run(folder, command: ["run"])
    #expect(!Files.exists(folder.file("caches")))
    let first = try run(folder)
    let second = try run(folder)
    #expect(plain.stdout == first.stdout && plain.stdout == second.stdout && !plain.stdout.isEmpty)
    for verb in ["embed", "kmeans"] {
      #expect(!isCached(verb, first) && isCached(verb, second), "\(second.summary)")
    }
    #expect(line("embed", second).hasPrefix("embed: 300 rows in "))
    let cut = try run(folder, ["-w", "3", "-b", "7"])
    #expect(isCached("embed", cut) && isCached("kmeans", cut) && cut.stdout == plain.stdout, "\(cut.summary)")
    // A run that is not asked to looks nothing up.
    #expect(try !run(folder, command: ["run"]).stderr.contains("cache"))
  }

  @Test func whatChangedIsMadeAnew() throws {
    let folder = try folder()
    _ = try run(folder)
    func expect(_ changed: CommandLineRun, _ plain: CommandLineRun, embed: Bool, kmeans: Bool) {
      #expect(changed.stdout == plain.stdout)
      #expect(
        isCached("embed", changed) == embed && isCached("kmeans", changed) == kmeans, "\(changed.summary)")
    }
    expect(try run(folder, ["k=4"]), try run(folder, ["k=4"], command: ["run"]), embed: true, kmeans: false)
    let model = ["model=hash:64"]
    expect(try run(folder, model), try run(folder, model, command: ["run"]), embed: false, kmeans: false)
    #expect(try isCached("embed", run(folder, model)))
    // An upstream cell that changes a row of the table.
    try folder.write("a.vnb", Self.notebook.replacing("'never'", with: "'p7'"))
    let upstream = try run(folder)
    expect(upstream, try run(folder, command: ["run"]), embed: false, kmeans: false)
    #expect(line("embed", upstream).contains(" of them from the cache ("), "\(upstream.summary)")
    // The data file.
    try folder.write("a.vnb", Self.notebook)
    try folder.write("r.jsonl", FaultFolder.records(0..<301))
    let data = try run(folder)
    expect(data, try run(folder, command: ["run"]), embed: false, kmeans: false)
    #expect(line("embed", data).contains("embed: 301 rows in ") && line("embed", data).contains(" of them"))
    // The seed of the notebook.
    try folder.write("a.vnb", "---\nseed: 9\n---\n" + Self.notebook)
    expect(try run(folder), try run(folder, command: ["run"]), embed: true, kmeans: false)
    // Another place, another table's name, another program around it: the same results.
    try folder.write(
      "a.vnb", Self.notebook.replacing("\"t\"", with: "\"other\"").replacing("update t", with: "update other")
    )
    let renamed = try run(folder)
    #expect(isCached("embed", renamed) && isCached("kmeans", renamed), "\(renamed.summary)")
  }

  @Test func checkUsesTheCacheAndSaysWhere() throws {
    let folder = try folder()
    let caches = folder.file("caches")
    #expect(try run(folder, command: ["update"]).stderr.isEmpty && !Files.exists(caches))
    let none = try run(folder, command: ["check", "--no-cache", "--locked"])
    #expect(none.stderr.isEmpty && !Files.exists(caches), "\(none.summary)")
    let first = try run(folder, command: ["check", "--locked"])
    #expect(first.stderr.isEmpty && Files.exists(caches), "\(first.summary)")
    let second = try run(folder, command: ["check", "--locked"])
    let lines = second.stderr.split(separator: "\n")
    #expect(lines.count == 2, "\(second.summary)")
    #expect(lines.first?.hasPrefix("a.vnb: vectors: embed: 300 rows, all from the cache (") == true)
    #expect(lines.last?.hasPrefix("a.vnb: clusters: kmeans: 300 rows, all from the cache (") == true)
    #expect(first.stdout == none.stdout && second.stdout == none.stdout)
    let json = try run(folder, command: ["check", "--format", "json"])
    #expect(try json.stdout == run(folder, command: ["check", "--no-cache", "--format", "json"]).stdout)
    let update = try run(folder, command: ["update", "--cache"])
    #expect(update.stdout == "a.vnb: up to date\n" && update.stderr.contains("all from the cache"))
    let export = ["export", "--to", "json"]
    #expect(try run(folder, command: export + ["--cache"]).stdout == run(folder, command: export).stdout)
  }

  /// A check compares what comes from the cache as it compares everything: nothing recorded is taken on trust.
  @Test func checkStillFindsDifferences() throws {
    let folder = try folder()
    _ = try run(folder, command: ["update"])
    _ = try run(folder, command: ["check"])
    try folder.write(
      "a.vnb",
      try Files.readText(folder.file("a.vnb")).replacing("\nk          3\n", with: "\nk          4\n"))
    let check = try CommandLineRun(
      ["check", "a.vnb"], environment: ["XDG_CACHE_HOME": folder.file("caches")], folder: folder.path)
    #expect(check.exitCode == 3 && check.stderr.contains("all from the cache"), "\(check.summary)")
  }

  @Test func damagedAndForeignFilesAreNoticedAndReplaced() throws {
    let folder = try folder()
    let plain = try run(folder)
    let results = folder.file("caches/vnb/results")
    let names = Files.list(results)
    try #require(names.count > 1)
    let bytes = try Files.read("\(results)/\(names[0])")
    try Files.write("\(results)/\(names[0])", Array(bytes.dropLast()))
    try Files.write("\(results)/\(names[1])", Array("{}".utf8))
    let damaged = try run(folder)
    #expect(
      damaged.stdout == plain.stdout && !isCached("embed", damaged), "\(damaged.summary)")
    #expect(damaged.stderr.contains("warning[V0672]: the cache's file \(results)/"))
    #expect(damaged.stderr.contains("is cut short") && damaged.stderr.contains("is no file of a cache"))
    let again = try run(folder)
    #expect(isCached("embed", again) && isCached("kmeans", again) && !again.stderr.contains("warning"))
  }

  @Test func aFolderThatCannotBeUsedEndsNothing() throws {
    let folder = try folder()
    let plain = try run(folder, command: ["run"])
    try folder.write("caches", "in the way")
    for command in [["run", "--cache"], ["run", "--cache-dir", "caches/a"]] {
      let found = try run(folder, command: command)
      #expect(found.stdout == plain.stdout)
      #expect(
        found.stderr.split(separator: "\n").count { $0.hasPrefix("warning[V0673]") } == 1, "\(found.summary)")
    }
  }

  @Test func twoRunsAtOnceShareTheCache() throws {
    let folder = try folder()
    let plain = try run(folder, command: ["run"])
    let outputs = Mutex<[CommandLineRun]>([])
    DispatchQueue.concurrentPerform(iterations: 6) { _ in
      if let found = try? self.run(folder) { outputs.withLock { $0.append(found) } }
    }
    let found = outputs.withLock { $0 }
    #expect(
      found.count == 6 && found.allSatisfy { $0.stdout == plain.stdout && !$0.stderr.contains("warning") })
  }

  @Test func aKilledRunLeavesNothingThatMisleads() throws {
    let folder = try folder()
    try folder.write("r.jsonl", FaultFolder.records(0..<3000))
    let plain = try run(folder, command: ["run"])
    for tenths in 1...3 {
      _ = try CommandLineRun(
        ["run", "a.vnb", "--cache-dir", "c"], folder: folder.path, stop: .after(seconds: Double(tenths) / 10))
    }
    let found = try run(folder, command: ["run", "--cache-dir", "c"])
    #expect(found.stdout == plain.stdout && !found.stderr.contains("warning"), "\(found.summary)")
  }

  @Test func cacheIsShownAndCleared() throws {
    let folder = try folder()
    func cache(_ words: [String]) throws -> CommandLineRun {
      try CommandLineRun(
        ["cache"] + words, environment: ["XDG_CACHE_HOME": folder.file("caches")], folder: folder.path)
    }
    let place = folder.file("caches/vnb/results")
    #expect(try cache([]).stdout == "\(place): 0 results, 0 MB of at most 2,000 MB\n")
    #expect(!Files.exists(place))
    _ = try run(folder)
    let files = Files.list(place).count
    try Files.write("\(place)/diary.txt", [1])
    #expect(try cache([]).stdout == "\(place): \(files) results, 1 MB of at most 2,000 MB\n")
    let cleared = try cache(["--clear"])
    #expect(cleared.stdout == "\(place): \(files) results, 1 MB removed\n" && cleared.exitCode == 0)
    #expect(Files.list(place) == ["diary.txt"])
    #expect(try cache(["--clear", "--cache-dir", "none"]).stdout == "none: 0 results, 0 MB removed\n")
  }

  @Test func wrongCommandLines() throws {
    let folder = try folder()
    for (words, part) in [
      (
        ["check", ".", "--no-cache", "--cache-dir", "c"], "--no-cache and --cache-dir are mutually exclusive"
      ),
      (
        ["export", "a.vnb", "--to", "md", "--no-run", "--cache"],
        "--no-run and --cache are mutually exclusive"
      ),
      (["cache", "this"], "`cache` has no use for `this`"),
      (["run", "a.vnb", "--no-cache"], "unknown option"),
    ] {
      let run = try CommandLineRun(words, folder: folder.path)
      #expect(run.exitCode == 2 && run.stdout.isEmpty && run.stderr.contains(part), "\(run.summary)")
    }
    let nowhere: [String: String?] = ["XDG_CACHE_HOME": "relative", "HOME": nil]
    let shown = try CommandLineRun(["cache"], environment: nowhere, folder: folder.path)
    #expect(shown.exitCode == 1 && shown.stderr.contains("V0833"), "\(shown.summary)")
    let run = try CommandLineRun(["run", "a.vnb", "--cache"], environment: nowhere, folder: folder.path)
    #expect(run.exitCode == 0 && run.stderr.contains("there is no cache: neither"), "\(run.summary)")
    #expect(Files.list(folder.path) == ["a.vnb", "r.jsonl"])
  }
}
