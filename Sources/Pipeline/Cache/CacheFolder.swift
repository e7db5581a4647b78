import Glibc

/// The folder of a cache: what it does with files. Others' files in it are left alone.
struct CacheFolder: Sendable {
  static let suffix = ".result"
  private static let draftSuffix = ".draft"
  /// Drafts of runs that were killed go after so many seconds.
  private static let draftLife = 3600

  struct Entry {
    let name: String
    let bytes: Int
    /// Nanoseconds since 1970.
    let lastUse: Int
    let isDraft: Bool
  }

  let path: String

  func path(of key: CacheKey) -> String { "\(path)/\(key.name)\(Self.suffix)" }

  /// Makes it and the folders above it where they are absent, for the user alone.
  /// - Throws: why it cannot be used, in words.
  func prepare() throws(CacheFolderFault) {
    try make(path)
    var info = stat()
    guard stat(path, &info) == 0 else { throw .system(errno) }
    guard info.st_mode & S_IFMT == S_IFDIR else { throw .words("it is not a folder") }
    // Whoever can write there could put results of their own in place of ours.
    guard info.st_uid == geteuid() else { throw .words("it belongs to another user") }
    guard info.st_mode & 0o022 == 0 else { throw .words("others may write to it (chmod 700)") }
  }

  private func make(_ folder: String) throws(CacheFolderFault) {
    if folder.isEmpty || access(folder, F_OK) == 0 { return }
    if let slash = folder.lastIndex(of: "/"), slash > folder.startIndex {
      try make(String(folder[..<slash]))
    }
    guard mkdir(folder, 0o700) == 0 || errno == EEXIST else { throw .system(errno) }
  }

  /// The bytes of a key's file, and marks it as used now; nil when there is none.
  func read(_ key: CacheKey) throws(CacheFault) -> [UInt8]? {
    // Neither follows a link nor waits for the writer of a pipe.
    let descriptor = open(path(of: key), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
    guard descriptor >= 0 else {
      if errno == ENOENT { return nil }
      throw errno == ELOOP ? .notAFile : .unreadable(reason: String(cString: strerror(errno)))
    }
    defer { close(descriptor) }
    var info = stat()
    guard fstat(descriptor, &info) == 0, info.st_mode & S_IFMT == S_IFREG else { throw .notAFile }
    guard info.st_size <= CacheEntry.headBytes + CacheEntry.payloadLimit else { throw .tooLong }
    let size = Int(info.st_size)
    var failure: Int32 = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      while count < size, let start = buffer.baseAddress {
        let got = Glibc.read(descriptor, start + count, size - count)
        if got < 0, errno == EINTR { continue }
        if got < 0 { failure = errno }
        guard got > 0 else { return }
        count += got
      }
    }
    guard failure == 0 else { throw .unreadable(reason: String(cString: strerror(failure))) }
    futimens(descriptor, nil)
    return bytes
  }

  /// Writes a key's file whole or not at all. It is not forced to disk: after a power cut its checksum tells.
  func write(_ bytes: [UInt8], for key: CacheKey) throws(CacheFolderFault) {
    // Readable by the user alone.
    var draft = Array("\(path)/\(key.name).XXXXXX\(Self.draftSuffix)".utf8CString)
    let descriptor = mkstemps(&draft, Int32(Self.draftSuffix.utf8.count))
    guard descriptor >= 0 else { throw .system(errno) }
    var rest = bytes[...]
    var failure: Int32 = 0
    while !rest.isEmpty, failure == 0 {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count > 0 { rest = rest.dropFirst(count) } else if errno != EINTR { failure = errno }
    }
    if close(descriptor) != 0, failure == 0 { failure = errno }
    if failure == 0, rename(draft, path(of: key)) != 0 { failure = errno }
    guard failure == 0 else {
      unlink(draft)
      throw .system(failure)
    }
  }

  /// What this cache has put there.
  func entries() -> [Entry] {
    guard let stream = opendir(path) else { return [] }
    defer { closedir(stream) }
    var found: [Entry] = []
    while let item = readdir(stream) {
      let room = MemoryLayout.size(ofValue: item.pointee.d_name)
      let name = withUnsafePointer(to: &item.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: room) { String(cString: $0) }
      }
      guard Self.isOurs(name) else { continue }
      var info = stat()
      guard lstat("\(path)/\(name)", &info) == 0, info.st_mode & S_IFMT != S_IFDIR else { continue }
      found.append(
        Entry(
          name: name, bytes: Int(info.st_size),
          lastUse: info.st_mtim.tv_sec * 1_000_000_000 + info.st_mtim.tv_nsec,
          isDraft: name.hasSuffix(Self.draftSuffix)))
    }
    return found
  }

  /// Sixty-four digits and a suffix.
  private static func isOurs(_ name: String) -> Bool {
    guard name.hasSuffix(suffix) || name.hasSuffix(draftSuffix) else { return false }
    let stem = name.prefix { $0 != "." }
    return stem.utf8.count == 64 && stem.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
  }

  /// Removes what killed runs left, and then what was not used for longest until at most `limit` bytes are left.
  func shrink(to limit: Int) {
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    let oldest = (now.tv_sec - Self.draftLife) * 1_000_000_000
    let all = entries()
    for draft in all where draft.isDraft && draft.lastUse < oldest { remove(draft) }
    let results = all.filter { !$0.isDraft }
    var bytes = results.reduce(0) { $0 + $1.bytes }
    for entry in results.sorted(by: { ($0.lastUse, $0.name) < ($1.lastUse, $1.name) }) {
      guard bytes > limit else { return }
      remove(entry)
      bytes -= entry.bytes
    }
  }

  @discardableResult
  func remove(_ entry: Entry) -> Bool { unlink("\(path)/\(entry.name)") == 0 || errno == ENOENT }
}

/// Why the folder cannot be used.
enum CacheFolderFault: Error {
  case system(Int32)
  case words(String)

  var words: String {
    switch self {
    case .system(let code): String(cString: strerror(code))
    case .words(let words): words
    }
  }
}
