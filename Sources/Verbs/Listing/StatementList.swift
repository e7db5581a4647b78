import Glibc
import Language
import Pipeline
import Stores

/// Every statement that vnb can send to an engine, each after what sends it: made by running jobs and verbs on a store that
/// notes what it is asked, and by asking the dialect for the rest. Nothing here is a copy of a text.
public enum StatementList {
  /// One program, or one part of a store, and what it sends.
  public struct Section: Sendable {
    public let what: String
    public let statements: [String]
    /// Why the program ended early; nil when it ran to its end.
    public let failure: String?
  }

  /// Engines by the names of `--engine`.
  public static let engines = ["sqlite", "postgres", "cockroach"]

  static func dialect(_ engine: String) -> any Dialect {
    switch engine {
    case "postgres": ServerFacts.newestPostgres.dialect
    case "cockroach": ServerFacts.newestCockroach.dialect
    default: SQLiteDialect()
    }
  }

  /// All sections of an engine.
  public static func sections(_ engine: String) throws -> [Section] {
    let dialect = dialect(engine)
    var sections = StoreStatements.of(dialect).map {
      Section(what: $0.what, statements: $0.statements.map(folded), failure: nil)
    }
    if dialect is SQLiteDialect {
      let key = ColumnDescription(name: "pid", type: .text)
      let sent = try fileIndexStatements(table: "passage", column: "passage_vector", key: key)
      sections.append(Section(what: "indexes beside tables", statements: sent.map(folded), failure: nil))
    }
    let file = try ListFile()
    defer { file.remove() }
    for entry in ListedPrograms.all { sections.append(run(entry, on: dialect, file.path)) }
    return sections
  }

  /// The text of `vnb dump-sql`: a line `# what sends it`, then its statements, one a line. A statement stands where it is
  /// sent first.
  public static func text(_ engine: String) throws -> String {
    var text = ""
    var seen: Set<String> = []
    for section in try sections(engine) {
      let fresh = section.statements.filter { seen.insert($0).inserted }
      if fresh.isEmpty, section.failure == nil { continue }
      text += "# \(folded(section.what))\n" + fresh.map { $0 + "\n" }.joined()
      if let failure = section.failure { text += "# ended early: \(folded(failure))\n" }
    }
    return text
  }

  private static func run(_ program: ListedPrograms.Entry, on dialect: any Dialect, _ file: String) -> Section
  {
    let tables = ListedTables.all + ListedTables.made(program.made)
    let store = ListedStore(dialect, tables: tables, coming: ListedTables.made(.everything))
    let output = SilentOutput()
    let session = Session(settings: Session.Settings(folder: "/", workers: 1), output: output)
    session.use(store)
    var failure: String?
    do {
      if let call = program.worker {
        try session.work(call)
      } else {
        let source = program.text.replacing("FILE", with: file)
        try session.run(SourceText(name: "<list>", text: source))
      }
    } catch let error as Diagnostic {
      failure = error.message
    } catch {
      failure = "\(error)"
    }
    let isExpected = failure.map { message in program.mayEndWith.contains { message.contains($0) } } ?? true
    return Section(
      what: program.text, statements: store.statements.map(folded), failure: isExpected ? nil : failure)
  }

  /// On one line.
  static func folded(_ text: String) -> String {
    text.split(whereSeparator: \.isNewline).map { $0.drop { $0 == " " } }.joined(separator: " ")
  }
}

/// Shows values by reading them, and says nothing.
private final class SilentOutput: SessionOutput {
  func show(_ value: Value) throws {
    guard case .table(let table) = value else { return }
    try table.forEachRow(limit: nil) { _ in true }
  }
  func print(_ text: String) throws {}
  func warn(_ text: String) {}
  func progress(_ progress: Progress) {}
}

/// A small file of records to load.
private struct ListFile {
  let path: String

  init() throws {
    let folder = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    path = "\(folder)/vnb-list-\(getpid()).jsonl"
    let lines = (1...3).map { "{\"pid\":\"p\($0)\",\"passage\":\"text \($0)\",\"n\":\($0)}\n" }.joined()
    guard let file = fopen(path, "wx") else {
      throw StoreError.inputOutput(store: path, detail: String(cString: strerror(errno)))
    }
    fputs(lines, file)
    fclose(file)
  }

  func remove() { unlink(path) }
}
