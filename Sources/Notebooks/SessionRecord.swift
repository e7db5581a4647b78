import Basics
import Language
import Rendering
import Synchronization

/// What a session at the prompt has done so far, kept for `:save`: the statements that succeeded, each with what it showed
/// in the form that notebooks record.
public final class SessionRecord: Sendable {
  /// Rows of a table that are kept; a longer one is recorded by the run of the saved notebook.
  public static let mostRows = 1_000
  /// Bytes of one statement's output that are kept.
  public static let mostBytes = 1 << 20

  /// A statement as it was entered.
  public struct Statement: Sendable, Equatable {
    public let program: String
    public var out = ""
    /// False when it showed more than is kept; then nothing of it is.
    public var isWhole = true
  }

  private struct State {
    var statements: [Statement] = []
    var running: Statement?
    var failed = 0
    var lastSaved: Saved?
  }
  private let state = Mutex(State())

  /// A file as this session left it.
  struct Saved: Sendable {
    let path: String
    let bytes: [UInt8]
  }

  public init() {}

  /// The statements that would be saved, oldest first.
  public var statements: [Statement] { state.withLock { $0.statements } }
  /// How many statements failed or were stopped.
  public var failed: Int { state.withLock { $0.failed } }
  var lastSaved: Saved? {
    get { state.withLock { $0.lastSaved } }
    set { state.withLock { $0.lastSaved = newValue } }
  }

  /// A statement starts; what is shown from now on is its output.
  public func begin(_ program: String) {
    state.withLock { $0.running = Statement(program: program) }
  }

  /// The statement ended; one that failed is left out.
  public func end(succeeded: Bool) {
    state.withLock { state in
      if succeeded, let running = state.running { state.statements.append(running) }
      if !succeeded { state.failed += 1 }
      state.running = nil
    }
  }

  /// Leaves the last statement out and gives it; nil when there is none.
  public func undo() -> Statement? { state.withLock { $0.statements.popLast() } }

  /// Records a value that is shown, and gives the value to show in its place: a table of few rows is read once for both.
  ///
  /// - Throws: what reading a table throws.
  public func take(_ value: Value) throws -> Value {
    guard state.withLock({ $0.running?.isWhole }) == true else { return value }
    var held = value
    if case .table(let table) = Self.unwrapped(value) {
      guard let few = try HeldTable(table, most: Self.mostRows, bytes: Self.mostBytes) else {
        giveUp()
        return value
      }
      held = .table(few)
    }
    var options = RenderOptions()
    options.width = NotebookLimits.defaultWidth
    var text = ""
    try render(held, options) { if text.utf8.count <= Self.mostBytes { text += $0 } }
    if case .table = held { add(text) } else { add(PasswordMask.maskedServers(text)) }
    return held
  }

  /// Records a line of `print`.
  public func take(line: String) { add(PasswordMask.maskedServers(line) + "\n") }

  private func add(_ text: String) {
    state.withLock { $0.running?.out += text }
    if state.withLock({ $0.running?.out.utf8.count ?? 0 }) > Self.mostBytes { giveUp() }
  }

  private func giveUp() {
    state.withLock { state in
      state.running?.out = ""
      state.running?.isWhole = false
    }
  }

  /// What a report of a write shows.
  private static func unwrapped(_ value: Value) -> Value {
    if case .handle(let handle) = value, case .table = handle.shown { handle.shown } else { value }
  }
}

/// The rows of a short table, read once.
private final class HeldTable: TableValue {
  private let names: [TableColumn]
  private let rows: [[Value]]

  /// Nil when the table has more rows than `most`, or texts of more than `bytes` bytes.
  init?(_ table: any TableValue, most: Int, bytes: Int) throws {
    var rows: [[Value]] = []
    var room = bytes
    try table.forEachRow(limit: most + 1) { row in
      rows.append(row)
      for case .string(let text) in row { room -= text.utf8.count }
      return room >= 0
    }
    guard rows.count <= most, room >= 0 else { return nil }
    names = try table.columns()
    self.rows = rows
  }

  func columns() throws -> [TableColumn] { names }
  func rowCount() throws -> Int { rows.count }
  func forEachRow(limit: Int?, _ body: ([Value]) throws -> Bool) throws {
    for row in rows.prefix(limit ?? .max) where try !body(row) { return }
  }
}
