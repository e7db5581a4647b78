import Formats
import Glibc

/// A file as the engine finds it, and as the person who asked for it named it.
public struct BulkPath: Sendable, Equatable {
  public var path: String
  public var display: String

  public init(_ path: String, display: String? = nil) {
    self.path = path
    self.display = display ?? path
  }

  /// Bytes of the file; 0 when it is not there.
  var size: Int {
    var status = stat()
    return stat(path, &status) == 0 ? Int(status.st_size) : 0
  }

  /// The JSON beside it, as one is written.
  var sidecar: BulkPath {
    BulkPath(VectorSidecar.name(for: path), display: VectorSidecar.name(for: display))
  }

  /// The JSON files that may tell its dimension, of those that are there.
  var sidecars: [BulkPath] {
    let ofFolder = BulkPath(
      VectorSidecar.folderName(for: path), display: VectorSidecar.folderName(for: display))
    return [sidecar, ofFolder].filter { access($0.path, F_OK) == 0 }
  }

  /// Refuses to write a file that is read or that is written under another name, too, whether the files are there yet or not.
  /// - Throws: `VectorFileError.sameFile`.
  static func requireDistinct(read: [BulkPath], written: [BulkPath]) throws(VectorFileError) {
    for (at, output) in written.enumerated() {
      if read.contains(where: output.isSame(as:)) { throw .sameFile(path: output.display) }
      if written[..<at].contains(where: output.isSame(as:)) {
        throw .sameFile(path: output.display, twice: true)
      }
    }
  }

  /// True when both names lead to one file that is there, or to one place where none is yet.
  func isSame(as other: BulkPath) -> Bool {
    var (a, b) = (stat(), stat())
    if stat(path, &a) == 0, stat(other.path, &b) == 0, a.st_dev == b.st_dev, a.st_ino == b.st_ino {
      return true
    }
    return place == other.place
  }

  /// The absolute path, without links, `.` and `..`. What lies in a folder that is not there cannot be written and stays as
  /// it is.
  private var place: String {
    if let real = Self.real(path) { return real }
    let slash = path.utf8.lastIndex(of: UInt8(ascii: "/"))
    let name = slash.map { path[path.utf8.index(after: $0)...] } ?? path[...]
    guard let folder = Self.real(slash.map { String(path[...$0]) } ?? ".") else { return path }
    return folder + "/" + name
  }

  private static func real(_ path: String) -> String? {
    guard let real = realpath(path, nil) else { return nil }
    defer { free(real) }
    return String(cString: real)
  }
}
