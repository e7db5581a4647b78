import Glibc

/// A program running on a pseudo-terminal, driven by keys and read through a model of the screen.
///
/// A reader thread feeds the screen, so the child never blocks on a full terminal. The child is killed when the
/// last reference goes.
public final class PseudoTerminal {
  /// Keys as xterm sends them.
  public enum Key {
    public static let enter = "\r"
    public static let tab = "\t"
    public static let up = "\u{1B}[A"
    public static let down = "\u{1B}[B"
    public static let right = "\u{1B}[C"
    public static let left = "\u{1B}[D"
    public static let home = "\u{1B}[H"
    public static let end = "\u{1B}[F"
    public static let wordLeft = "\u{1B}[1;5D"
    public static let backspace = "\u{7F}"
    public static let escape = "\u{1B}"
    /// `control("C")` is Ctrl-C.
    public static func control(_ letter: Unicode.Scalar) -> String {
      String(Character(Unicode.Scalar(UInt8(letter.value & 0x1F))))
    }
    public static func paste(_ text: String) -> String { "\u{1B}[200~\(text)\u{1B}[201~" }
  }

  let master: Int32
  public let pid: pid_t
  private let feed: TerminalFeed
  private var status: Int32?

  /// Starts the program. `environment` is added to that of the tests; `TERM=xterm` unless given.
  public init(
    _ program: String, _ arguments: [String] = [], environment: [String: String] = [:], columns: Int = 80,
    rows: Int = 24
  ) throws {
    let name: String
    (master, name) = try PseudoTerminal.open()
    PseudoTerminal.setSize(master, columns: columns, rows: rows)
    var variables = ["TERM": "xterm", "LC_ALL": "C.UTF-8"]
    variables.merge(environment) { $1 }
    pid = try PseudoTerminal.spawn(program, arguments, name, variables)
    feed = TerminalFeed(master, columns: columns, rows: rows)
  }

  deinit {
    if status == nil {
      kill(pid, SIGKILL)
      var ignored: Int32 = 0
      waitpid(pid, &ignored, 0)
    }
    feed.stop()
    close(master)
  }

  /// Types; waits while the terminal's input queue is full.
  public func send(_ text: String) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.prefix(1024).withUnsafeBytes { write(master, $0.baseAddress, $0.count) }
      if count > 0 { rest = rest.dropFirst(count) } else if errno != EAGAIN && errno != EINTR { return }
    }
  }

  public func resize(columns: Int, rows: Int) {
    feed.resize(columns: columns, rows: rows)
    PseudoTerminal.setSize(master, columns: columns, rows: rows)
  }

  /// The screen's rows as they stand, without trailing blanks.
  public var lines: [String] { feed.screen { $0.lines } }
  public var screen: String { lines.joined(separator: "\n") }
  /// Everything the child has written, control sequences included.
  public var transcript: String { feed.transcript() }
  /// Row and column of the cursor, from 0.
  public var cursor: (row: Int, column: Int) { feed.screen { ($0.row, $0.column) } }

  /// Waits until the screen satisfies `condition`; false when it has not after `seconds`.
  @discardableResult
  public func wait(_ seconds: Double = 10, until condition: ([String]) -> Bool) -> Bool {
    let clock = ContinuousClock()
    let end = clock.now + .seconds(seconds)
    while true {
      if condition(lines) { return true }
      if clock.now > end { return condition(lines) }
      usleep(2_000)
    }
  }

  /// Waits for text anywhere on the screen.
  @discardableResult
  public func wait(for text: String, _ seconds: Double = 10) -> Bool {
    wait(seconds) { $0.contains { $0.contains(text) } }
  }

  /// The exit code, or 128 and the signal; nil when the child has not ended after `seconds`.
  public func waitForExit(_ seconds: Double = 10) -> Int32? {
    let clock = ContinuousClock()
    let end = clock.now + .seconds(seconds)
    while status == nil {
      var found: Int32 = 0
      if waitpid(pid, &found, WNOHANG) == pid {
        status = found & 0x7F == 0 ? (found >> 8) & 0xFF : 128 + (found & 0x7F)
      } else if clock.now > end {
        return nil
      } else {
        usleep(2_000)
      }
    }
    return status
  }

  /// Presses Ctrl-D at an empty prompt until the program ends; its exit code. A terminal that is just changing its mode
  /// drops keys, so a press may be lost.
  public func leave() -> Int32? {
    for _ in 0..<10 {
      send("\u{4}")
      if let code = waitForExit(2) { return code }
    }
    return nil
  }

  /// Linux's own calls behind `posix_openpt` and its kin, which Swift does not see.
  private static func open() throws -> (master: Int32, name: String) {
    let getNumber: UInt = 0x8004_5430  // TIOCGPTN
    let setLock: UInt = 0x4004_5431  // TIOCSPTLCK
    let master = Glibc.open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
    guard master >= 0 else { throw FileProblem("cannot open", "/dev/ptmx") }
    var unlocked: Int32 = 0
    var number: Int32 = 0
    guard ioctl(master, setLock, &unlocked) == 0, ioctl(master, getNumber, &number) == 0 else {
      close(master)
      throw FileProblem("cannot unlock", "/dev/ptmx")
    }
    return (master, "/dev/pts/\(number)")
  }

  private static func setSize(_ descriptor: Int32, columns: Int, rows: Int) {
    var size = winsize(
      ws_row: UInt16(clamping: rows), ws_col: UInt16(clamping: columns), ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(descriptor, UInt(TIOCSWINSZ), &size)
  }

  private static func spawn(
    _ program: String, _ arguments: [String], _ terminal: String, _ variables: [String: String]
  ) throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    // The leader of a new session gets the first terminal it opens as its controlling one.
    posix_spawn_file_actions_addopen(&actions, 0, terminal, O_RDWR, 0)
    posix_spawn_file_actions_adddup2(&actions, 0, 1)
    posix_spawn_file_actions_adddup2(&actions, 0, 2)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var all = sigset_t()
    sigfillset(&all)
    posix_spawnattr_setsigdefault(&attributes, &all)
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    let newSession: Int32 = 0x80  // POSIX_SPAWN_SETSID
    posix_spawnattr_setflags(
      &attributes, Int16(newSession | Int32(POSIX_SPAWN_SETSIGDEF) | Int32(POSIX_SPAWN_SETSIGMASK)))
    var strings = ([program] + arguments).map { strdup($0) } + [nil]
    var settings = merged(variables).map { strdup($0) } + [nil]
    defer { for string in strings + settings { free(string) } }
    var child: pid_t = 0
    let failure = posix_spawn(&child, program, &actions, &attributes, &strings, &settings)
    guard failure == 0 else {
      errno = failure
      throw FileProblem("cannot start", program)
    }
    return child
  }

  private static func merged(_ variables: [String: String]) -> [String] {
    var all: [String] = []
    var entry = environ
    while let text = entry.pointee {
      let assignment = String(cString: text)
      let name = String(assignment.prefix { $0 != "=" })
      if variables[name] == nil { all.append(assignment) }
      entry += 1
    }
    return all + variables.map { "\($0.key)=\($0.value)" }
  }
}
