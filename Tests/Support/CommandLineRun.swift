import Glibc

/// One run of a program as a user would start it: arguments, input, environment; and what came of it.
///
///     let run = try CommandLineRun(["eval", "1 + 1"])
///     #expect(run.stdout == "2\n" && run.exitCode == 0)
public struct CommandLineRun: Sendable {
  public let stdout: String
  public let stderr: String
  public let stdoutBytes: [UInt8]
  /// As a shell would show it: 128 + the signal's number when a signal ended the program.
  public let exitCode: Int32
  /// The signal that ended it, if one did.
  public let signal: Int32?
  public let seconds: Double
  /// True when the time limit or the stop rule ended it.
  public let wasStopped: Bool

  /// Runs to the end, or to the time limit in seconds (then it is killed), or until `stop` sends its signal.
  ///
  /// `arguments` are without the program's name; `program` is by default the program under test; `input` is standard
  /// input, never a terminal; `changes` go on top of ``BaseEnvironment``, nil removing a name.
  public init(
    _ arguments: [String], program: String = vnbBinary, input: String = "",
    environment changes: [String: String?] = [:], folder: String? = nil, limit: Double = 60,
    stop: StopRule? = nil
  ) throws {
    let process = try SpawnedProcess(
      program: program, arguments: arguments, input: Array(input.utf8),
      environment: BaseEnvironment.with(changes), folder: folder)
    let ending = process.wait(limit: limit, stop: stop)
    stdoutBytes = try process.stdout.contents()
    stdout = String(decoding: stdoutBytes, as: UTF8.self)
    stderr = String(decoding: try process.stderr.contents(), as: UTF8.self)
    signal = ending.signal
    exitCode = ending.signal.map { 128 + $0 } ?? ending.code
    seconds = ending.seconds
    wasStopped = ending.wasStopped
  }

  /// Both outputs and the exit code, for failure messages.
  public var summary: String { "exit \(exitCode)\n--- stdout\n\(stdout)--- stderr\n\(stderr)" }
}

private let testCaches = "\(environment("TMPDIR") ?? "/tmp")/vnb-test-caches-\(getpid())"

/// What a test's program sees of the environment: enough to find its libraries, data and home, and nothing else, so
/// that a developer's own settings do not change results.
public enum BaseEnvironment {
  static let kept = [
    "PATH", "HOME", "TMPDIR", "XDG_DATA_HOME", "LD_LIBRARY_PATH", "VNB_SHARED", "LLVM_PROFILE_FILE",
  ]

  /// Results that `check` keeps go here, gone with the tests; a developer's own cache stays as it is.
  private static let caches: String = {
    atexit { Files.remove(testCaches) }
    return testCaches
  }()

  static func with(_ changes: [String: String?]) -> [String] {
    var values: [String: String] = ["LC_ALL": "C.UTF-8", "TERM": "dumb", "XDG_CACHE_HOME": caches]
    for name in kept { values[name] = environment(name) }
    for (name, value) in changes { values[name] = value }
    return values.map { "\($0.key)=\($0.value)" }.sorted()
  }
}

/// When to send a running program a signal.
public struct StopRule: Sendable {
  /// What is known of the program while it runs.
  public struct State: Sendable {
    public let seconds: Double
    public let stdout: @Sendable () -> String
    public let stderr: @Sendable () -> String
  }
  public let signal: Int32
  public let isDue: @Sendable (State) -> Bool

  public init(signal: Int32 = SIGKILL, when isDue: @escaping @Sendable (State) -> Bool) {
    self.signal = signal
    self.isDue = isDue
  }

  public static func after(seconds: Double, signal: Int32 = SIGKILL) -> StopRule {
    StopRule(signal: signal) { $0.seconds >= seconds }
  }
  public static func whenStdout(contains text: String, signal: Int32 = SIGKILL) -> StopRule {
    StopRule(signal: signal) { $0.stdout().contains(text) }
  }
  public static func whenStderr(contains text: String, signal: Int32 = SIGKILL) -> StopRule {
    StopRule(signal: signal) { $0.stderr().contains(text) }
  }
  /// When the file has at least so many bytes; a database with its `-wal` counted in.
  public static func whenFile(_ path: String, reaches bytes: Int, signal: Int32 = SIGKILL) -> StopRule {
    StopRule(signal: signal) { _ in
      (Files.size(path) ?? 0) + (Files.size(path + "-wal") ?? 0) >= bytes
    }
  }
}
