import Glibc
import Support
import Testing

/// The runner of programs is itself held to what a shell would show.
@Suite struct CommandLineRunTests {
  @Test func collectsOutputErrorsAndExitCode() throws {
    let run = try CommandLineRun(["-c", "cat; echo oops >&2; exit 7"], program: "/bin/sh", input: "in\n")
    #expect(run.stdout == "in\n")
    #expect(run.stderr == "oops\n")
    #expect(run.exitCode == 7 && run.signal == nil && !run.wasStopped)
  }

  @Test func setsEnvironmentAndFolder() throws {
    let folder = TemporaryFolder()
    let run = try CommandLineRun(
      ["-c", "pwd; echo $A-${PATH:-none}"], program: "/bin/sh", environment: ["A": "b", "PATH": nil],
      folder: folder.path)
    #expect(run.stdout.hasPrefix("\(folder.path)\nb-"))
  }

  @Test func bigOutputDoesNotHang() throws {
    let run = try CommandLineRun(["-c", "head -c 3000000 /dev/zero"], program: "/bin/sh", limit: 20)
    #expect(run.stdoutBytes.count == 3_000_000)
  }

  @Test func killsAtTheLimit() throws {
    let run = try CommandLineRun(["10"], program: "/bin/sleep", limit: 0.1)
    #expect(run.wasStopped && run.signal == SIGKILL && run.exitCode == 137 && run.seconds < 5)
  }

  @Test func stopsWhenTheOutputSaysSo() throws {
    let run = try CommandLineRun(
      ["-c", "echo one; sleep 10; echo two"], program: "/bin/sh", stop: .whenStdout(contains: "one"))
    #expect(run.stdout == "one\n" && run.wasStopped && run.seconds < 5)
  }

  @Test func stopsWhenAFileIsThere() throws {
    let folder = TemporaryFolder()
    let run = try CommandLineRun(
      ["-c", "printf 12345 > f; sleep 10"], program: "/bin/sh", folder: folder.path,
      stop: .whenFile(folder.file("f"), reaches: 5, signal: SIGTERM))
    #expect(run.signal == SIGTERM && run.exitCode == 143 && run.seconds < 5)
  }

  @Test func missingProgramIsAnError() {
    #expect(throws: FileProblem.self) { try CommandLineRun([], program: "/no/such/program") }
  }

  @Test func folderIsGoneAfterwards() throws {
    var folder: TemporaryFolder? = TemporaryFolder()
    let path = try #require(folder?.path)
    try folder?.write("a/b/c.txt", "text")
    chmod("\(path)/a", 0o500)
    #expect(Files.list(path) == ["a"])
    folder = nil
    #expect(!Files.exists(path))
  }

  @Test func generatorsRepeat() {
    var (one, two) = (SeededGenerator(seed: 3), SeededGenerator(seed: 3))
    #expect(one.oddText(pieces: 40) == two.oddText(pieces: 40))
    #expect(one.mutate(Array("let x = 1".utf8)) == two.mutate(Array("let x = 1".utf8)))
    #expect(one.vector(5) == two.vector(5))
    var known = SeededGenerator(seed: 1_234_567)
    #expect(known.next() == 6_457_827_717_110_365_317)
  }
}
