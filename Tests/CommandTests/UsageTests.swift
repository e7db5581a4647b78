import Support
import Testing

/// What the program says of itself and of command lines that make no sense.
@Suite struct UsageTests {
  @Test func versionIsOneLineAndQuick() throws {
    let runs = try (0..<5).map { _ in try CommandLineRun(["--version"]) }
    #expect(runs.allSatisfy { $0.exitCode == 0 && $0.stderr.isEmpty })
    #expect(runs.first?.stdout.wholeMatch(of: /vnb \d+\.\d+\.\d+\n/) != nil)
    // The aim is 10 ms on a quiet machine; this only catches a start that opens models or stores.
    #expect((runs.map(\.seconds).min() ?? 9) < 0.25)
  }

  @Test func helpNamesEveryCommand() throws {
    let run = try CommandLineRun(["--help"])
    #expect(run.exitCode == 0 && run.stderr.isEmpty)
    for name in [
      "run", "export", "eval", "worker", "fmt", "load", "embed", "kmeans", "dbscan", "hdbscan", "assign",
      "search", "index", "model",
    ] {
      #expect(run.stdout.contains("\n  \(name)"), "\(name) is missing")
      let page = try CommandLineRun(["help", name])
      #expect(page.exitCode == 0 && page.stdout.hasPrefix("vnb \(name): "))
      #expect(try CommandLineRun([name, "--help"]).stdout == page.stdout)
    }
  }

  @Test func storeAndFormatMayStandBeforeTheCommand() throws {
    let folder = TemporaryFolder()
    for words in [
      ["-u", "a.db"], ["-ua.db"], ["--store=a.db"], ["--format", "json", "-u", "a.db"], ["-u", "run"],
    ] {
      let make = "sql \"create table if not exists t (a int)\"; tables | count"
      let run = try CommandLineRun(words + ["eval", make], folder: folder.path)
      #expect(run.exitCode == 0 && run.stdout == "1\n", "\(run.summary)")
    }
    #expect(Files.list(folder.path) == ["a.db", "run"])
    let page = try CommandLineRun(["-u", "a.db", "eval", "--help"], folder: folder.path)
    #expect(page.stdout == (try CommandLineRun(["help", "eval"]).stdout))
    for (words, told) in [
      (["-u", "a.db", "fmt", "x"], "unknown option `-u`"),
      (["-u", "a", "eval", "1", "-u", "b"], "`-u` is given twice"),
      (["-u", "a.db", "evla", "1"], "did you mean `eval`?"),
    ] {
      let run = try CommandLineRun(words, folder: folder.path)
      #expect(run.exitCode == 2 && run.stderr.contains(told), "\(run.summary)")
    }
    #expect(Files.list(folder.path) == ["a.db", "run"])
  }

  @Test func embedPageIsGolden() throws {
    try expectGolden(try CommandLineRun(["help", "embed"]).stdout, "help-embed.txt")
  }

  @Test(arguments: [
    (["emebd"], "unknown command `emebd`"),
    (["embed", "--tabel", "x"], "unknown option `--tabel`"),
    (["embed", "-t"], "`-t` needs a value: `-t NAME`"),
    (["embed", "-t", "a", "-t", "b"], "`-t` is given twice"),
    (["embed", "-t", "a", "-i", "b"], "`embed` needs `-o/--output`"),
    (
      ["embed", "-t", "a", "-i", "b", "-o", "c", "-b", "0"],
      "must be a whole number from 1 to 1000000, got `0`"
    ),
    (["embed", "-t", "a", "-i", "b", "-o", "c", "-b", "9999999999999999999"], "must be a whole number"),
    (
      ["embed", "-t", "a", "-i", "b", "-o", "c", "-v", "-p"],
      "--verbose and --progress are mutually exclusive"
    ),
    (["embed", "-t", "a", "-i", "b", "-o", "c", "extra"], "`embed` has no use for `extra`"),
    (["embed", "--progress=1"], "`--progress` takes no value"),
    (["kmeans", "-t", "a", "-i", "b", "-a", "kmaens"], "did you mean `kmeans`?"),
    (["index", "-t", "a", "-i", "b", "--list", "9"], "did you mean `--lists`?"),
    (["kmeans", "-t", "a", "-i", "b", "--in-place"], "`--in-place` works only with `--increment`"),
    (["kmeans", "-t", "a", "-i", "b", "--eps", "1"], "`--eps` works only with `--algorithm dbscan`"),
    (
      ["embed", "-t", "a", "-i", "b", "-o", "c", "--max-idle", "1"], "`--max-idle` works only with `--follow`"
    ),
    (["embed", "-t", "a", "-i", "b", "-o", "c", "-F", "--max-idle", "-1"], "must be a number of at least 0"),
    (["embed", "-t", "a", "-i", "b", "-o", "c", "--batch-sise", "1"], "did you mean `--batch-size`?"),
    (["load", "a", "-t", "a", "-o", ".", "-u", "x.db"], "--url and --output are mutually exclusive"),
    (
      ["search", "-t", "a", "-i", "b", "-o", "c", "x", "--plain-hits", "--format", "csv"],
      "mutually exclusive"
    ),
    (["search", "-t", "a", "-i", "b", "-o", "c"], "`search` needs a text to search for"),
    (["load", "-t", "a"], "`load` needs a file"),
    (["model", "lst"], "unknown command `model lst`"),
    (["eval"], "`eval` needs a program"),
    (["eval", "1", "2"], "`eval` has no use for `2`"),
    (["run"], "`run` needs a notebook"),
    (["run", "a.vnb", "k"], "expected `name=value` after the notebook, got `k`"),
    (["run", "a.vnb", "k=1", "k=2"], "the parameter `k` is given twice"),
    (["run", "no-such.vnb"], "cannot read no-such.vnb: No such file"),
    (["worker", "--job", "embed"], "`worker` needs `-u/--url/--store`"),
    (["worker", "-u", "a.db"], "`worker` needs `--job`"),
    (["worker", "-u", "a.db", "--job", "embde"], "did you mean `embed`?"),
    (
      ["worker", "-u", "a.db", "--job", "embed", "-t", "a", "-i", "b"],
      "`worker --job embed` needs `-o/--output`"
    ),
    (["worker", "-u", "a.db", "--job", "assign", "-i", "b"], "`worker --job assign` needs `-t/--table`"),
    (
      ["worker", "-u", "a.db", "--job", "assign", "-t", "a", "-i", "b", "-m", "hash"],
      "`--model` works only with `--job embed`"
    ),
    (
      ["worker", "-u", "a.db", "--job", "embed", "-t", "a", "-i", "b", "-o", "c", "--version", "2"],
      "`--version` works only with `--job assign`"
    ),
    (["worker", "-u", "a.db", "--status", "--job", "embed"], "--status and --job are mutually exclusive"),
    (["worker", "-u", "a.db", "--status", "x"], "`worker` has no use for `x`"),
    (["worker", "-u", "no-such.db", "--status"], "there is no store `no-such.db`"),
    (["fmt"], "`fmt` needs a file"),
    (["tour.vnb"], "tour.vnb is a notebook, not a store"),
    (["--format", "jsn"], "`--format` must be one of"),
    (["help", "serach"], "no help on `serach`"),
  ])
  func nonsenseIsRefused(_ arguments: [String], _ message: String) throws {
    let run = try CommandLineRun(arguments)
    #expect(run.exitCode == 2 && run.stdout.isEmpty, "\(run.summary)")
    #expect(run.stderr.contains(message), "\(run.summary)")
  }

  @Test func closedPipeIsQuiet() throws {
    // The reader is gone before the program writes.
    let script = "{ sleep 0.2; \"$0\" --help; echo $? >&2; } | true"
    let run = try CommandLineRun(["-c", script, vnbBinary], program: "/bin/sh")
    #expect(run.stderr == "141\n", "\(run.summary)")
  }

  @Test func fullDiskIsTold() throws {
    let run = try CommandLineRun(["-c", "\"$0\" --help >/dev/full", vnbBinary], program: "/bin/sh")
    #expect(run.exitCode == 1 && run.stderr.contains("cannot write standard output: No space left on device"))
  }
}
