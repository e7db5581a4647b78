import Glibc
import Support
import Testing

/// What a notebook is locked to, and updates that must leave the old file or the new.
@Suite struct CheckLockTests {
  private static let notebook = """
    ```vnb name=load
    let t = load "a  b.csv", into: "t", key: "id"
    t | count
    ```
    ```vnb name=embed
    t | embed .text, into: "v", model: "hash";
    ```

    """

  private func locked(_ folder: TemporaryFolder) throws -> String {
    try folder.write("a  b.csv", "id,text\n1,one\n2,two\n")
    let path = try folder.write("a.vnb", Self.notebook)
    let run = try CommandLineRun(["update", path])
    #expect(run.exitCode == 0 && run.stdout == "\(path): updated\n", "\(run.summary)")
    return path
  }

  /// The lock would be part of the comment, and the next update would write another.
  @Test func lockIsNotWrittenIntoACommentWithoutEnd() throws {
    let folder = TemporaryFolder()
    let text = "```vnb\n1\n```\n\n<!-- to be written\n"
    let path = try folder.write("a.vnb", text)
    let run = try CommandLineRun(["update", path])
    #expect(run.exitCode == 1 && run.stderr.contains("`<!--` that is never closed"), "\(run.summary)")
    #expect(try Files.readText(path) == text)
    try folder.write("a.vnb", text + "-->\n")
    #expect(try CommandLineRun(["update", path]).exitCode == 0)
    #expect(try CommandLineRun(["update", path]).stdout.hasSuffix("up to date\n"))
  }

  @Test func lockNamesEngineDataAndModels() throws {
    let folder = TemporaryFolder()
    let text = try Files.readText(try locked(folder))
    let lock = text.split(separator: "```lock\n").last.map { $0.split(separator: "\n") } ?? []
    #expect(lock.count == 4 && lock[0] == "vnb 0.1.0 engine 1", "\(text)")
    #expect(lock[1].hasPrefix("data a  b.csv sha256:") && lock[1].hasSuffix(" rows 2"), "\(text)")
    #expect(lock[2].hasPrefix("model hash sha256:") && lock[2].hasSuffix(" dim 384"), "\(text)")
    #expect(try CommandLineRun(["check", folder.file("a.vnb"), "--locked"]).exitCode == 0)
  }

  @Test func changedDataIsSaidAndNothingRunsNorIsWritten() throws {
    let folder = TemporaryFolder()
    let path = try locked(folder)
    let before = try Files.read(path)
    try folder.write("a  b.csv", "id,text\n1,one\n2,two\n3,three\n")
    let check = try CommandLineRun(["check", path])
    #expect(
      check.exitCode == 4 && check.stdout.contains("locked input: data a  b.csv has changed: sha256:"),
      "\(check.summary)")
    #expect(check.stdout.hasSuffix("not run, since a locked input differs\n"))
    #expect(try CommandLineRun(["status", path]).exitCode == 4)
    let update = try CommandLineRun(["update", path])
    #expect(update.exitCode == 4 && update.stderr.contains("--accept-data"), "\(update.summary)")
    #expect(try Files.read(path) == before)
    #expect(try CommandLineRun(["update", path, "--accept-data"]).exitCode == 0)
    #expect(try Files.readText(path).contains("rows 3") && CommandLineRun(["check", path]).exitCode == 0)
  }

  @Test func missingDataDiffersToo() throws {
    let folder = TemporaryFolder()
    let path = try locked(folder)
    unlink(folder.file("a  b.csv"))
    let check = try CommandLineRun(["check", path])
    #expect(check.exitCode == 4 && check.stdout.contains("data a  b.csv cannot be read"), "\(check.summary)")
  }

  @Test(arguments: [
    ("engine 1\n", "engine 2\n", "engine 2 of vnb 0.1.0 is locked"),
    ("model hash sha256:dbd3", "model hash sha256:0000", "model hash has changed: sha256:0000"),
    ("model hash sha256:", "model nowhere sha256:", "model nowhere is not installed"),
    ("rows 2\n", "rows 7\n", "data a  b.csv gave 2 rows, 7 are locked"),
  ])
  func otherLocksDiffer(_ old: String, _ new: String, _ message: String) throws {
    let folder = TemporaryFolder()
    let path = try locked(folder)
    try folder.write("a.vnb", try Files.readText(path).replacing(old, with: new))
    let check = try CommandLineRun(["check", path])
    #expect(check.exitCode == 4 && check.stdout.contains(message), "\(check.summary)")
  }

  @Test func inputThatIsNotLockedDiffers() throws {
    let folder = TemporaryFolder()
    let path = try locked(folder)
    let text = try Files.readText(path)
    let without = text.split(separator: "\n", omittingEmptySubsequences: false).filter {
      !$0.hasPrefix("data ")
    }
    try folder.write("a.vnb", without.joined(separator: "\n"))
    let check = try CommandLineRun(["check", path])
    #expect(check.exitCode == 4 && check.stdout.contains("was read and is not locked"), "\(check.summary)")
  }

  @Test func anotherVersionOfTheSameEngineHolds() throws {
    let folder = TemporaryFolder()
    let path = try locked(folder)
    try folder.write(
      "a.vnb", try Files.readText(path).replacing("vnb 0.1.0 engine", with: "vnb 0.0.9 engine"))
    let before = try Files.read(path)
    #expect(try CommandLineRun(["check", path]).exitCode == 0)
    #expect(try CommandLineRun(["update", path]).exitCode == 0 && Files.read(path) == before)
  }

  @Test func missingLockIsAnErrorWhereOneIsAskedFor() throws {
    let folder = TemporaryFolder()
    let path = try folder.write("a.vnb", "```vnb\n1\n```\n```out\n1\n```\n")
    #expect(try CommandLineRun(["check", path]).exitCode == 0)
    let run = try CommandLineRun(["check", path, "--locked"])
    #expect(run.exitCode == 4 && run.stderr.contains("V0752"), "\(run.summary)")
  }

  // MARK: Writing

  @Test func updateTwiceChangesNothing() throws {
    let folder = TemporaryFolder()
    let path = try locked(folder)
    let before = try Files.read(path)
    let run = try CommandLineRun(["update", path])
    #expect(run.exitCode == 0 && run.stdout == "\(path): up to date\n", "\(run.summary)")
    #expect(try Files.read(path) == before && Files.list(folder.path) == ["a  b.csv", "a.vnb"])
  }

  @Test func failingCellWritesNothing() throws {
    let folder = TemporaryFolder()
    let text = "```vnb\n1\n```\n```vnb\n1 / 0\n```\n"
    let path = try folder.write("a.vnb", text)
    let run = try CommandLineRun(["update", path])
    #expect(run.exitCode == 1 && run.stderr.contains("a.vnb:5:"), "\(run.summary)")
    #expect(try Files.readText(path) == text)
  }

  @Test func interruptedUpdateWritesNothing() throws {
    let folder = TemporaryFolder()
    let text = "```vnb\n1\n```\n```vnb\nwhile true { }\n```\n"
    let path = try folder.write("a.vnb", text)
    let run = try CommandLineRun(["update", path], limit: 20, stop: .after(seconds: 0.6, signal: SIGINT))
    #expect(run.exitCode == 130 && run.signal == nil, "\(run.summary)")
    #expect(try Files.readText(path) == text && Files.list(folder.path) == ["a.vnb"])
  }

  @Test func fileThatCannotBeWrittenLeavesTheFile() throws {
    let folder = TemporaryFolder()
    let path = try folder.write("deep/a.vnb", "```vnb\n1\n```\n")
    let script = "( ulimit -f 0; trap '' XFSZ; \"$0\" update \"$1\"; echo exit $? ) 2>&1 | cat"
    let run = try CommandLineRun(["-c", script, vnbBinary, path], program: "/bin/sh")
    #expect(run.stdout.contains("V0701") && run.stdout.hasSuffix("exit 1\n"), "\(run.summary)")
    #expect(Files.list(folder.file("deep")) == ["a.vnb"])
    #expect(try Files.readText(path) == "```vnb\n1\n```\n")
  }

  @Test func outputThatNoNotebookCanHoldIsRefused() throws {
    let folder = TemporaryFolder()
    let text = "```vnb\nprint \"a\\u{0}b\"\n```\n"
    let path = try folder.write("a.vnb", text)
    let run = try CommandLineRun(["update", path])
    #expect(run.exitCode == 1 && run.stderr.contains("V0756"), "\(run.summary)")
    #expect(try Files.readText(path) == text)
  }

  /// Goes on once the first update holds the file, as the kernel's list of locks tells.
  private static let untilHeld =
    "for i in $(seq 200); do grep -q \":$(stat -c %i a.vnb) \" /proc/locks && break; sleep 0.01; done"
  private static let slow = "```vnb\nlet i = 0\nwhile i < 1500000 { i = i + 1 }\ni\n```\n"

  @Test func fileChangedMeanwhileIsLeftAlone() throws {
    let folder = TemporaryFolder()
    let path = try folder.write("a.vnb", Self.slow)
    let script = "\"$0\" update a.vnb & \(Self.untilHeld); echo more >> a.vnb; wait $!"
    let run = try CommandLineRun(["-c", script, vnbBinary], program: "/bin/sh", folder: folder.path)
    #expect(run.exitCode == 1 && run.stderr.contains("V0754"), "\(run.summary)")
    #expect(try Files.readText(path) == Self.slow + "more\n")
  }

  @Test func secondUpdateGivesWay() throws {
    let folder = TemporaryFolder()
    let path = try folder.write("a.vnb", Self.slow)
    let script =
      "\"$0\" update a.vnb & \(Self.untilHeld); \"$0\" update a.vnb; echo second $?; wait $!; echo first $?"
    let run = try CommandLineRun(["-c", script, vnbBinary], program: "/bin/sh", folder: folder.path)
    #expect(run.stdout.contains("second 1\n") && run.stdout.contains("first 0\n"), "\(run.summary)")
    #expect(run.stderr.contains("V0755"), "\(run.summary)")
    #expect(try CommandLineRun(["check", path]).exitCode == 0)
  }

  /// Killed at growing moments, with an output large enough that writing takes a while.
  @Test func killedUpdateLeavesTheOldOrTheNew() throws {
    let folder = TemporaryFolder()
    let old =
      "```vnb\nlet s = \"x\"\nfor i in 1..14 { s = concat([s, s]) }\nfor i in 1..80 { print s }\n```\n"
    let path = try folder.write("a.vnb", old)
    // A file written in place could be met half written however rarely a kill falls into that moment.
    let held = open(path, O_RDONLY | O_CLOEXEC)
    defer { close(held) }
    let first = try CommandLineRun(["update", path])
    #expect(first.exitCode == 0, "\(first.summary)")
    var (before, after) = (stat(), stat())
    #expect(fstat(held, &before) == 0 && stat(path, &after) == 0)
    #expect(before.st_ino != after.st_ino && before.st_size == old.utf8.count)
    let new = try Files.read(path)
    #expect(new.count > 1_000_000)
    var wasOld = false
    for step in 0..<6 {
      try folder.write("a.vnb", old)
      _ = try CommandLineRun(["update", path], stop: .after(seconds: first.seconds * Double(step) / 5))
      let left = try Files.read(path)
      #expect(left == new || left == Array(old.utf8), "after step \(step) there are \(left.count) bytes")
      wasOld = wasOld || left != new
    }
    #expect(wasOld)
  }
}
