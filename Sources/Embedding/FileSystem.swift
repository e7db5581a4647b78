import Glibc

/// The few questions the registry asks of the file system.
enum FileSystem {
  static func isFile(_ path: String) -> Bool { mode(path) == S_IFREG }
  static func isFolder(_ path: String) -> Bool { mode(path) == S_IFDIR }

  /// Names in a folder, in byte order; empty when it cannot be read.
  static func names(in path: String) -> [String] {
    guard let folder = opendir(path) else { return [] }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      let length = Int(entry.pointee.d_reclen)
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix(length).prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// The folder and file type bits of what the path leads to, links followed.
  private static func mode(_ path: String) -> mode_t {
    var status = stat()
    return stat(path, &status) == 0 ? status.st_mode & S_IFMT : 0
  }
}
