import Basics
import Glibc
import Language

/// Where a session began and what it read: what its notebook needs besides the statements.
public struct SessionOrigin: Sendable {
  public var seed: UInt64 = 42
  /// The store that was open at the start, as it was named; nil for a private one.
  public var store: String?
  /// Relative paths of the statements start here.
  public var folder = "."
  /// Which program this is and which inputs were read; nil when that is not known.
  public var lock: Lock?
  public init() {}
}

/// Writes the session so far as a notebook.
public struct SessionSave {
  public let record: SessionRecord
  public let origin: SessionOrigin

  public init(_ record: SessionRecord, origin: SessionOrigin) {
    self.record = record
    self.origin = origin
  }

  /// What was written, and what a reader should know of it.
  public struct Report: Sendable {
    public let path: String
    public let cells: Int
    /// The cells that a run runs.
    public let programs: [SourceText]
    public let notes: [String]
  }

  /// Writes the file, whole or not at all. One that is there already is replaced where `replaces` says so, and where this
  /// session saved it and nobody changed it since. On a ``NotebookError`` nothing is changed.
  public func write(to path: String, replaces: Bool) throws(NotebookError) -> Report {
    guard path.hasSuffix(".vnb"), path.split(separator: "/").last != ".vnb" else {
      throw .noNotebookName(path)
    }
    let cells = Self.cells(record.statements)
    let statements = cells.statements
    guard !statements.isEmpty else { throw .nothingToSave }
    let bytes = try notebook(path, cells)
    let target = resolvedPath(path, in: origin.folder)
    if replaces || isOurs(target) {
      try TextFile.replace(target, with: bytes)
    } else {
      try TextFile.create(target, with: bytes, called: path)
    }
    record.lastSaved = .init(path: target, bytes: bytes)
    let programs = statements.map { Self.program($0.program) }.filter { !Self.isSkipped($0) }
    return Report(
      path: path, cells: statements.count, programs: programs.map { SourceText(name: path, text: $0) },
      notes: notes(path, statements))
  }

  private func isOurs(_ target: String) -> Bool {
    guard let last = record.lastSaved, TextFile.areSame(last.path, target) else { return false }
    return (try? TextFile.read(target)) == last.bytes
  }

  /// The file's bytes: first without outputs, then filled in as an executed copy is.
  private func notebook(_ path: String, _ cells: Cells) throws(NotebookError) -> [UInt8] {
    let statements = cells.statements
    let title = path.split(separator: "/").last.map { String($0.dropLast(".vnb".count)) } ?? "Session"
    var text = "---\nvnb: 1\ntitle: \(Self.literal(title))\nseed: \(origin.seed)\n"
    text += "width: \(NotebookLimits.defaultWidth)\n"
    if let store = storeSetting(path) { text += "store: \(Self.literal(store))\n" }
    text += "---\n# \(title)\n\nSaved from a session at the prompt.\n"
    for (index, statement) in statements.enumerated() {
      let program = Self.program(statement.program)
      let marks = Fence.holding(program)
      let attribute = index == 0 && cells.hasParams ? " params" : Self.isSkipped(program) ? " skip" : ""
      text += "\n\(marks)vnb\(attribute)\n\(program)\(marks)\n"
    }
    if let lock = origin.lock { text += "\n```lock\n\(lock.lines.joined(separator: "\n"))\n```\n" }
    var results: [Int: NotebookRun.CellResult] = [:]
    for (index, statement) in statements.enumerated() where !Self.isSkipped(Self.program(statement.program)) {
      results[index] = .init(out: statement.out)
    }
    do {
      return try Notebook(parsing: Array(text.utf8), name: path).filled(with: results)
    } catch {
      throw error.problems.first?.error ?? .nothingToSave
    }
  }

  /// The store as the notebook names it: a file relative to the notebook only where that is the session's folder.
  private func storeSetting(_ path: String) -> String? {
    guard let store = origin.store else { return nil }
    let file = store.hasPrefix("sqlite:") ? String(store.dropFirst("sqlite:".count)) : store
    if file.contains("://") { return PasswordMask.masked(store) }
    if isInOwnFolder(path) { return file }
    guard let whole = realpath(resolvedPath(file, in: origin.folder), nil) else { return file }
    defer { free(whole) }
    return String(cString: whole)
  }

  private func isInOwnFolder(_ path: String) -> Bool {
    TextFile.areSame(NotebookFiles.folder(of: resolvedPath(path, in: origin.folder)), origin.folder)
  }

  /// The statement as a cell holds it: in the one layout, on its own feet, and without passwords.
  static func program(_ entered: String) -> String {
    var text = masked(entered)
    let start = text.drop { $0.isWhitespace }
    // At the prompt a leading `|` goes on from the last value.
    if start.first == "|" { text = "_ " + start }
    let source = SourceText(name: "<cell>", text: text)
    let program = (try? Language.format(source)) ?? text
    return program.hasSuffix("\n") ? program : program + "\n"
  }

  /// Only in URLs: elsewhere the word `password` may be a column's name.
  private static func masked(_ text: String) -> String {
    text.contains("://") ? PasswordMask.masked(text) : text
  }

  /// `keep` refuses a file that is there already, so a second run would end at it.
  private static func isSkipped(_ program: String) -> Bool {
    program.hasPrefix("keep ") || program.hasPrefix("keep(")
  }

  private static func literal(_ text: String) -> String {
    let isBare =
      !text.isEmpty && text.first != "\"" && text.first?.isWhitespace != true
      && text.last?.isWhitespace != true
    if isBare { return text }
    return "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  }

  private func notes(_ path: String, _ statements: [SessionRecord.Statement]) -> [String] {
    var notes: [String] = []
    if record.failed > 0 {
      notes.append("\(counted(record.failed, "statement")) that failed or was stopped is left out")
    }
    if statements.contains(where: { Self.masked($0.program) != $0.program })
      || origin.store.map({ PasswordMask.masked($0) != $0 }) == true
    {
      notes.append("passwords are saved as ***; PGPASSWORD or the file ~/.pgpass supplies them to a run")
    }
    if statements.contains(where: { Self.isSkipped(Self.program($0.program)) }) {
      notes.append("`keep` is saved as a cell that a run skips")
    }
    let long = statements.count { !$0.isWhole }
    if long > 0 {
      notes.append(
        "\(counted(long, "cell")) showed too much to be saved with; `vnb run -o COPY` records all of it")
    }
    if let store = origin.store {
      notes.append("it runs on `\(PasswordMask.masked(store))`, where this session's rows are stored already")
    }
    if !isInOwnFolder(path) {
      notes.append("relative paths in it start at the notebook's folder, those of this session did not")
    }
    return notes
  }
}
