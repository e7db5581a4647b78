import Glibc
import Support
import Testing

@Suite struct CheckCommandTests {
  /// A folder with a notebook that has been updated, so that it checks out.
  private func recorded(_ text: String, _ folder: TemporaryFolder, _ name: String = "a.vnb") throws -> String
  {
    let path = try folder.write(name, text)
    let run = try CommandLineRun(["update", path])
    #expect(run.exitCode == 0, "\(run.summary)")
    return path
  }

  private static let notebook = """
    # T
    ```vnb name=a
    [{x: 1, y: 0.25}]
    print "kept"
    ```

    ```vnb name=b expect=error
    1 / 0
    ```

    """

  @Test func notebookThatHoldsPasses() throws {
    let folder = TemporaryFolder()
    let path = try recorded(Self.notebook, folder)
    let before = try Files.read(path)
    let run = try CommandLineRun(["check", path, "--locked"])
    #expect(
      run.exitCode == 0 && run.stdout == "\(path): ok, 2 cells\n" && run.stderr.isEmpty, "\(run.summary)")
    #expect(try Files.read(path) == before && Files.list(folder.path) == ["a.vnb"])
  }

  @Test func differenceIsShownAsADiffWithThePlaceInTheFile() throws {
    let folder = TemporaryFolder()
    let path = try recorded(Self.notebook, folder)
    let text = try Files.readText(path)
    try folder.write(
      "a.vnb", text.replacing("\nkept\n", with: "\nother\n").replacing("zero\n```", with: "nought\n```"))
    let run = try CommandLineRun(["check", path])
    #expect(run.exitCode == 3 && run.stderr.isEmpty, "\(run.summary)")
    #expect(
      run.stdout.contains("\(path):2: a: its output differs\n--- \(path) (recorded)\n+++ \(path) (now)\n@@ -")
    )
    #expect(
      run.stdout.contains("\n-other\n+kept\n") && run.stdout.contains("-error[V0213]: division by nought\n"))
    #expect(run.stdout.hasSuffix("\(path): 2 cells, 2 differ\n") && !run.stdout.contains("\u{1B}"))
  }

  @Test(arguments: [("xterm", true), ("dumb", false)])
  func diffIsColouredOnATerminalThatCan(_ kind: String, _ isColoured: Bool) throws {
    let folder = TemporaryFolder()
    let path = try folder.write("a.vnb", "```vnb\nprint \"new\\u{1B}[2J\"\n```\n```out\nold\n```\n")
    let terminal = try PseudoTerminal(
      vnbBinary, ["check", path], environment: ["TERM": kind, "NO_COLOR": ""], columns: 100, rows: 40)
    // What is left to read at the program's end comes after it.
    #expect(terminal.wait(for: "1 differ") && terminal.waitForExit() == 3)
    #expect(terminal.transcript.contains("\u{1B}[31m-old\u{1B}[0m") == isColoured, "\(terminal.transcript)")
    #expect(!terminal.transcript.contains("\u{1B}[2J"))
  }

  @Test func changedCellIsStaleThoughItsOutputAgrees() throws {
    let folder = TemporaryFolder()
    let path = try recorded(Self.notebook, folder)
    try folder.write("a.vnb", try Files.readText(path).replacing("1 / 0", with: "2 / 0"))
    let run = try CommandLineRun(["check", path])
    #expect(run.exitCode == 3 && run.stdout.contains("b: stale"), "\(run.summary)")
    let status = try CommandLineRun(["status", path])
    #expect(status.exitCode == 3 && status.stdout.contains("b: stale"), "\(status.summary)")
    #expect(try CommandLineRun(["update", path]).exitCode == 0)
    #expect(try CommandLineRun(["check", path]).exitCode == 0)
  }

  @Test func outputOfAnyTextIsStillThatOfItsCell() throws {
    let folder = TemporaryFolder()
    let path = try recorded("```vnb check=none\n1\n```\n", folder)
    try folder.write("a.vnb", try Files.readText(path).replacing("\n1\n```\n\n", with: "\n2\n```\n\n"))
    #expect(try CommandLineRun(["check", path]).exitCode == 0)
    try folder.write("a.vnb", try Files.readText(path).replacing("none\n1\n", with: "none\n3\n"))
    let run = try CommandLineRun(["check", path])
    #expect(
      run.exitCode == 3 && run.stdout.contains("cell 1: stale") && !run.stdout.contains("@@"),
      "\(run.summary)")
  }

  @Test func failingCellIsWorseThanADifference() throws {
    let folder = TemporaryFolder()
    let path = try folder.write(
      "a.vnb", "```vnb\n1\n```\n```out\n2\n```\n```vnb name=bad\n1 / 0\n```\n```vnb\n3\n```\n")
    let run = try CommandLineRun(["check", path])
    #expect(run.exitCode == 1 && run.stderr.contains("a.vnb:8:"), "\(run.summary)")
    #expect(run.stdout.contains("bad: failed: error[V0213]"))
    #expect(run.stdout.hasSuffix("3 cells, 1 failed, 1 differ, 1 not run\n"), "\(run.summary)")
  }

  @Test func errorThatDoesNotComeFails() throws {
    let folder = TemporaryFolder()
    let path = try folder.write("a.vnb", "```vnb expect=error\n1\n```\n")
    #expect(try CommandLineRun(["check", path]).exitCode == 1)
  }

  @Test func timeoutFails() throws {
    let folder = TemporaryFolder()
    let path = try folder.write("a.vnb", "```vnb timeout=0.2\nwhile true { }\n```\n")
    let run = try CommandLineRun(["check", path], limit: 20)
    #expect(run.exitCode == 1 && run.stderr.contains("timeout of 0.2 s"), "\(run.summary)")
  }

  @Test func skippedCellsAreNotCompared() throws {
    let folder = TemporaryFolder()
    let path = try folder.write("a.vnb", "```vnb skip\nno program\n```\n```out 00000000\nold\n```\n")
    let run = try CommandLineRun(["check", path])
    #expect(run.exitCode == 0 && run.stdout == "\(path): ok, 1 cell, 1 skipped\n", "\(run.summary)")
  }

  @Test func controlCEndsIt() throws {
    let folder = TemporaryFolder()
    try folder.write("a.vnb", "```vnb\nwhile true { }\n```\n")
    try folder.write("b.vnb", "```vnb\n1\n```\n")
    let run = try CommandLineRun(
      ["check", folder.path], limit: 20, stop: .after(seconds: 0.6, signal: SIGINT))
    #expect(run.exitCode == 130 && run.signal == nil && !run.stdout.contains("b.vnb"), "\(run.summary)")
  }

  @Test func foldersAreReadInByteOrder() throws {
    let folder = TemporaryFolder()
    for name in ["b.vnb", "B.vnb", "a/é.vnb", "a/z.vnb", ".git/x.vnb", "a.txt"] {
      try folder.write(name, "text\n")
    }
    let run = try CommandLineRun(["check", ".", "b.vnb", "./b.vnb"], folder: folder.path)
    let names = run.stdout.split(separator: "\n").map { $0.prefix { $0 != ":" } }
    #expect(names == ["./B.vnb", "./a/z.vnb", "./a/é.vnb", "./b.vnb", "b.vnb"], "\(run.summary)")
  }

  @Test(arguments: [
    (["check"], "needs a notebook"), (["check", "none.vnb"], "cannot read none.vnb"),
    (["check", "."], "no .vnb file"),
    (["update"], "needs a notebook"), (["status"], "needs a notebook"),
    (["update", "none.vnb"], "cannot read none.vnb"),
    (["check", ".", "--format", "xml"], "must be one of text, json, junit"),
  ])
  func wrongCommandLines(_ arguments: [String], _ message: String) throws {
    let folder = TemporaryFolder()
    let run = try CommandLineRun(arguments, folder: folder.path)
    #expect(run.exitCode == 2 && run.stdout.isEmpty && run.stderr.contains(message), "\(run.summary)")
  }

  @Test func brokenNotebookDoesNotHideTheOthers() throws {
    let folder = TemporaryFolder()
    try folder.write("a.vnb", "---\nwidht: 9\n---\n")
    try folder.write("b.vnb", "```vnb\n1\n```\n```out\n1\n```\n")
    for command in ["check", "status", "update"] {
      let run = try CommandLineRun([command, "."], folder: folder.path)
      #expect(
        run.exitCode == 2 && run.stderr.contains("a.vnb:2:1") && run.stdout.contains("b.vnb"),
        "\(run.summary)")
    }
  }

  @Test func oneCellIsComparedAlone() throws {
    let folder = TemporaryFolder()
    let path = try folder.write(
      "a.vnb",
      "```vnb name=a\nlet x = 1\nx\n```\n```vnb name=b\nx + 1\n```\n```out\n2\n```\n```vnb name=c\n1 / 0\n```\n"
    )
    let run = try CommandLineRun(["check", path, "--only", "b"])
    #expect(run.exitCode == 0 && run.stdout == "\(path): ok, 1 cell\n", "\(run.summary)")
    let other = try CommandLineRun(["check", path, "--only", "bb"])
    #expect(other.exitCode == 2 && other.stderr.contains("V0751"), "\(other.summary)")
  }

  @Test func storeOfTheCommandLineIsUsed() throws {
    let folder = TemporaryFolder()
    let path = try folder.write("a.vnb", "```vnb\nsql \"create table t (a integer primary key)\";\n```\n")
    let first = try CommandLineRun(["check", path, "--store", folder.file("s.db")])
    #expect(first.exitCode == 0, "\(first.summary)")
    #expect(try CommandLineRun(["check", path, "--store", folder.file("s.db")]).exitCode == 1)
    #expect(try CommandLineRun(["check", path]).exitCode == 0)
  }

  @Test(.enabled(if: hasPython, "python3 is absent")) func reportsForProgramsAreWellFormed() throws {
    let folder = TemporaryFolder()
    try folder.write("a.vnb", Self.notebook)
    try folder.write(
      "b & \"c\".vnb", "```vnb name=odd\nprint \"<\\u{1B}&]]>\"\n```\n```vnb\n1 / 0\n```\n```vnb\n1\n```\n")
    try folder.write("d.vnb", "```lock\n```\n")
    try folder.write("e.vnb", "```out\n")
    for (format, check) in [
      (
        "json",
        "import json,sys; d=json.load(sys.stdin); print(d['outcome'], [n['outcome'] for n in d['notebooks']])"
      ),
      (
        "junit",
        "import sys,xml.etree.ElementTree as e; r=e.fromstring(sys.stdin.buffer.read()); "
          + "print(r.tag, [(s.get('tests'), s.get('failures'), s.get('errors'), s.get('skipped')) for s in r])"
      ),
    ] {
      let run = try CommandLineRun(["check", ".", "--format", format], folder: folder.path)
      #expect(run.exitCode == 2, "\(run.summary)")
      let read = try CommandLineRun(["python3", "-c", check], program: "/usr/bin/env", input: run.stdout)
      #expect(
        read.stdout
          == (format == "json"
            ? "unreadable ['differs', 'failed', 'locked', 'unreadable']\n"
            : "testsuites [('2', '2', '0', '0'), ('3', '1', '1', '1'), ('1', '0', '1', '0'), ('1', '0', '1', '0')]\n"),
        "\(run.summary)\(read.summary)")
    }
  }
}
