import Glibc
import Support
import Testing

@Suite struct EvalTests {
  @Test func valuesArePrintedInTheFormAskedFor() throws {
    #expect(try CommandLineRun(["eval", "1 + 1"]).stdout == "2\n")
    #expect(try CommandLineRun(["eval", "--format", "json", "[1, 2, {a: 3}]"]).stdout == "[1,2,{\"a\":3}]\n")
    #expect(try CommandLineRun(["eval", "let x = 1"]).stdout.isEmpty)
  }

  @Test func errorsPointAtThePlace() throws {
    let run = try CommandLineRun(["eval", "1 +"])
    #expect(run.exitCode == 1 && run.stdout.isEmpty && run.stderr.contains("<eval>:1:4"), "\(run.summary)")
  }

  @Test func whatWasShownBeforeAFailureStays() throws {
    let run = try CommandLineRun(["eval", "print 1; 1 / 0"])
    #expect(
      run.exitCode == 1 && run.stdout == "1\n" && run.stderr.contains("division by zero"), "\(run.summary)")
  }

  @Test func programsComeInOnStandardInput() throws {
    let run = try CommandLineRun([], input: "for i in 1..3 { print i }\n")
    #expect(run.exitCode == 0 && run.stdout == "1\n2\n3\n" && run.stderr.isEmpty, "\(run.summary)")
    let wrong = try CommandLineRun([], input: "let = 1")
    #expect(wrong.exitCode == 1 && wrong.stderr.contains("<stdin>:1:5"), "\(wrong.summary)")
  }

  @Test func endlessRecursionIsAnError() throws {
    let run = try CommandLineRun(["eval", "fn f(n: int) { f(n + 1) }; f(1)"])
    #expect(run.exitCode == 1 && run.signal == nil && run.stderr.contains("too many calls"), "\(run.summary)")
  }

  @Test func controlCEndsALoop() throws {
    let run = try CommandLineRun(
      ["eval", "while true { }"], limit: 20, stop: .after(seconds: 0.6, signal: SIGINT))
    #expect(run.exitCode == 130 && run.signal == nil, "\(run.summary)")
  }

  /// `head` ends early: the loop stops instead of running on into nothing.
  @Test func closedPipeEndsTheLoop() throws {
    let script = "{ \"$0\" eval 'while true { print 1 }'; echo $? >&2; } | head -n 2"
    let run = try CommandLineRun(["-c", script, vnbBinary], program: "/bin/sh", limit: 20)
    #expect(run.stdout == "1\n1\n" && run.stderr == "141\n", "\(run.summary)")
  }
}
