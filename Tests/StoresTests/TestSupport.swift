import Glibc
import Stores
import Testing

/// A folder that is removed when the object goes.
final class TemporaryFolder {
  let path: String
  init() {
    var template = Array("/tmp/vnb-stores-XXXXXX".utf8CString)
    path = mkdtemp(&template).map { String(cString: $0) } ?? "/tmp"
  }
  func file(_ name: String) -> String { path + "/" + name }
  deinit {
    guard path != "/tmp", let folder = opendir(path) else { return }
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      unlink(path + "/" + name)
    }
    closedir(folder)
    rmdir(path)
  }
}

func writeFile(_ path: String, _ bytes: [UInt8]) {
  let file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
  _ = bytes.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
  close(file)
}

func readFile(_ path: String) -> [UInt8] {
  let file = open(path, O_RDONLY)
  defer { close(file) }
  var all: [UInt8] = []
  var buffer = [UInt8](repeating: 0, count: 65_536)
  while case let count = read(file, &buffer, buffer.count), count > 0 { all += buffer[..<count] }
  return all
}

extension Store {
  /// All rows of a query, for comparing.
  func rows(_ sql: String, _ parameters: [SQLValue] = []) throws -> [[SQLValue]] {
    var rows: [[SQLValue]] = []
    try query(sql, parameters) { row in
      rows.append((0..<row.columnCount).map { row.value($0) })
      return true
    }
    return rows
  }

  func script(_ script: String...) throws {
    for statement in script { try execute(statement, []) }
  }
}

let evilNames = [
  "x\"; drop table t; --", "select", "表", "Ünïcode 表", "a b", "1st", "UPPER", "'", "--", "/*", ";", ":a",
  "?1",
  "a.b", "[x]", "`", String(repeating: "n", count: 60), "\n",
]

func storeError(_ body: () throws -> Void) -> StoreError? {
  do {
    try body()
    return nil
  } catch { return error as? StoreError }
}
