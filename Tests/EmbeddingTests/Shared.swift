import FoundationEssentials
import Glibc

@testable import Embedding

/// The folder of shared data: VNB_SHARED, or `../shared` beside the checkout; nil when there is none.
func sharedFolder() -> String? {
  let beside = #filePath.split(separator: "/").dropLast(4).joined(separator: "/")
  let path = ProcessInfo.processInfo.environment["VNB_SHARED"] ?? "/" + beside + "/shared"
  return FileSystem.isFolder(path) ? path : nil
}

/// The installed all-MiniLM-L6-v2; nil when it is not installed.
func minilmFolder() -> String? {
  let environment = ProcessInfo.processInfo.environment
  let data = environment["XDG_DATA_HOME"] ?? (environment["HOME"] ?? "") + "/.local/share"
  let path = data + "/vnb/models/all-MiniLM-L6-v2"
  return FileSystem.isFolder(path) ? path : nil
}

/// A fresh folder that is gone at the end.
func withFolder<T>(_ body: (String) throws -> T) throws -> T {
  var template = Array((NSTemporaryDirectoryPath + "/vnb-embedding-XXXXXX").utf8CString)
  guard let made = mkdtemp(&template) else { throw EmbeddingError.missingFile("temporary folder") }
  let path = String(cString: made)
  defer { try? FileManager.default.removeItem(atPath: path) }
  return try body(path)
}

private let NSTemporaryDirectoryPath = ProcessInfo.processInfo.environment["TMPDIR"] ?? "/tmp"

func write(_ text: String, to path: String) throws { try Data(text.utf8).write(to: URL(filePath: path)) }

func bits(_ matrix: [[Float]]) -> [[UInt32]] { matrix.map { $0.map(\.bitPattern) } }
