import Glibc
import Pipeline
import Stores
import Synchronization
import Testing

/// A folder with files to load and a private store to load them into; removed with the object.
final class LoadFixture {
  let path: String
  let store: SQLiteStore
  private var names: [String] = []

  init() throws {
    var template = Array("/tmp/vnb-load-XXXXXX\0".utf8).map { CChar(bitPattern: $0) }
    let made = try #require(mkdtemp(&template))
    path = String(cString: made)
    store = try SQLiteStore.privateStore()
  }

  deinit {
    for name in names { unlink("\(path)/\(name)") }
    rmdir(path)
  }

  func file(_ name: String, _ bytes: [UInt8]) throws {
    if !names.contains(name) { names.append(name) }
    let file = try #require(fopen("\(path)/\(name)", "wb"))
    fwrite(bytes, 1, bytes.count, file)
    fclose(file)
  }

  func file(_ name: String, _ text: String) throws { try file(name, Array(text.utf8)) }

  func request(_ paths: String..., key: String? = "pid") -> LoadRequest {
    LoadRequest(paths: paths, folder: path, table: "passage", key: key)
  }

  @discardableResult
  func load(_ request: LoadRequest, warnings: LoadNotes? = nil) throws -> LoadReport {
    try Pipeline.load(request, into: store, control: JobControl(warn: { warnings?.add($0) }))
  }

  /// The error a load ends with.
  func failure(_ request: LoadRequest) -> LoadError? {
    do {
      try load(request)
      return nil
    } catch let error as LoadError {
      return error
    } catch {
      Issue.record("\(error)")
      return nil
    }
  }

  /// The schema and every row in the order of insertion.
  func dump(_ table: String = "passage") throws -> [[SQLValue]] { try loadDump(store, table) }

  func count() throws -> Int { try dump().count - 1 }
}

func loadDump(_ store: any Store, _ table: String = "passage") throws -> [[SQLValue]] {
  var rows: [[SQLValue]] = []
  guard let description = try store.describe(table) else { return rows }
  let name = store.dialect.quote(table)
  try store.query("SELECT sql FROM sqlite_schema WHERE name = ?1", [.text(table)]) { row in
    rows.append([row.value(0)])
    return true
  }
  let columns = description.columns.map { store.dialect.quote($0.name) }.joined(separator: ", ")
  try store.query("SELECT rowid, \(columns) FROM \(name) ORDER BY rowid", []) { row in
    rows.append((0..<row.columnCount).map { row.value($0) })
    return true
  }
  return rows
}

/// Collects warnings from any thread.
final class LoadNotes: Sendable {
  private let lines = Mutex<[String]>([])
  var all: [String] { lines.withLock { $0 } }
  func add(_ line: String) { lines.withLock { $0.append(line) } }
}

/// Records with keys of changing length, a field that comes late, and every kind of value.
func loadRecords(_ count: Int, late: Int = .max) -> String {
  var text = ""
  for index in 0..<count {
    text +=
      "{\"pid\":\"p\(index * 7919 % 100_003)\",\"n\":\(index),\"f\":\(index).5,\"ok\":\(index % 2 == 0),"
    text += "\"t\":\"text \\u00e9 \(index)\",\"v\":[1, \(index)]"
    if index >= late { text += ",\"extra\(index % 2)\":\(index)" }
    text += "}\n"
  }
  return text
}
