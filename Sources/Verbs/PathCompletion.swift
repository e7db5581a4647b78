import Glibc

extension Session {
  /// Files and folders that begin like the path typed so far, folders with a slash, in name order.
  func pathCompletions(_ typed: String, _ start: Int) -> [SessionCompletion] {
    let slash = typed.lastIndex(of: "/")
    let folder = slash.map { String(typed[...$0]) } ?? ""
    let name = slash.map { String(typed[typed.index(after: $0)...]) } ?? typed
    let place = Self.path(folder.isEmpty ? "." : folder, in: settings.folder)
    guard let listing = opendir(place) else { return [] }
    defer { closedir(listing) }
    var found: [SessionCompletion] = []
    while let entry = readdir(listing) {
      let file = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      guard file.hasPrefix(name), file != ".", file != "..", !file.hasPrefix(".") || name.hasPrefix(".") else { continue }
      let isFolder = entry.pointee.d_type == UInt8(DT_DIR)
      found.append(SessionCompletion(start: start, text: folder + file + (isFolder ? "/" : ""), note: ""))
    }
    return found.sorted { $0.text.utf8.lexicographicallyPrecedes($1.text.utf8) }
  }
}
