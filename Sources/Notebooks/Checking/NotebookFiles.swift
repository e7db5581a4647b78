import Glibc

/// The notebooks that paths of a command line stand for.
public enum NotebookFiles {
  /// Files as they are named; of a folder every `.vnb` below it, in the order of the bytes of their paths. A file that is
  /// named twice is one. Folders whose name begins with a dot, and links to folders, are passed over.
  ///
  /// - Throws: ``NotebookError/noNotebooks(folder:)`` or ``NotebookError/unreadable(path:reason:)``.
  public static func find(_ paths: [String]) throws(NotebookError) -> [String] {
    var found: [String] = []
    var seen: Set<String> = []
    for path in paths {
      var info = stat()
      guard stat(path, &info) == 0 else {
        throw .unreadable(path: path, reason: String(cString: strerror(errno)))
      }
      guard info.st_mode & S_IFMT == S_IFDIR else {
        if seen.insert(path).inserted { found.append(path) }
        continue
      }
      var inside: [String] = []
      try collect(path, into: &inside)
      if inside.isEmpty { throw .noNotebooks(folder: path) }
      inside.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
      found += inside.filter { seen.insert($0).inserted }
    }
    return found
  }

  private static func collect(_ folder: String, into found: inout [String]) throws(NotebookError) {
    guard let stream = opendir(folder) else {
      throw .unreadable(path: folder, reason: String(cString: strerror(errno)))
    }
    defer { closedir(stream) }
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: entry.pointee.d_name)) {
          String(cString: $0)
        }
      }
      guard !name.hasPrefix(".") else { continue }
      let path = folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
      var info = stat()
      guard lstat(path, &info) == 0 else { continue }
      if info.st_mode & S_IFMT == S_IFDIR {
        try collect(path, into: &found)
      } else if name.hasSuffix(".vnb") {
        found.append(path)
      }
    }
  }

  /// The folder that a notebook's own paths start at.
  public static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }
}
