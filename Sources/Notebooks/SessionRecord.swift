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

  /// Records a value that is shown, and gives the value to show in its place: the first rows of a table are read
  /// once for both.
  ///
  /// - Throws: what reading a table throws.
  public func take(_ value: Value) throws -> Value {
    guard state.withLock({ $0.running?.isWhole }) == true else { return value }
    var held = value
    if case .table(let table) = Self.unwrapped(value) {
      let start = try HeldTable(table, most: Self.mostRows, bytes: Self.mostBytes)
      held = .table(start)
      guard start.isWhole else {
        giveUp()
        return held
      }
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

/// The first rows of a table, read once; what needs more than them asks the table itself.
private final class HeldTable: TableValue {
  private let table: any TableValue
  private let names: [TableColumn]
  private let rows: [[Value]]
  /// The rows are all that the table has.
  let isWhole: Bool

  /// Reads `most` rows at most, and texts of little more than `bytes` bytes.
  init(_ table: any TableValue, most: Int, bytes: Int) throws {
    var rows: [[Value]] = []
    var room = bytes
    try table.forEachRow(limit: most + 1) { row in
      rows.append(row)
      for case .string(let text) in row { room -= text.utf8.count }
      return room >= 0
    }
    self.table = table
    self.rows = rows
    isWhole = rows.count <= most && room >= 0
    names = try table.columns()
  }

  func columns() throws -> [TableColumn] { names }
  func rowCount() throws -> Int { isWhole ? rows.count : try table.rowCount() }
  func forEachRow(limit: Int?, _ body: ([Value]) throws -> Bool) throws {
    let isEnough = isWhole || limit.map { $0 <= rows.count } == true
    guard isEnough else { return try table.forEachRow(limit: limit, body) }
    for row in rows.prefix(limit ?? .max) where try !body(row) { return }
  }
}
