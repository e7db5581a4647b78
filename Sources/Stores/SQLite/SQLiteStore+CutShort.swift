import Glibc

extension SQLiteStore {
  /// Sizes of a database file with fewer bytes than its header tells of; nil when it is whole or nobody can tell.
  ///
  /// SQLite reads such a file as far as it goes and takes the missing pages for zeros: rows come out wrong without a
  /// word. The header's count of pages holds only when the file's change counter (byte 24) equals the counter that was
  /// current when the count was written (byte 92), and no log or journal has changes to come: sqlite.org/fileformat2.html,
  /// sections 1.3.7 and 1.3.10.
  static func cutShort(_ path: String) -> (bytes: Int, expected: Int)? {
    let file = Glibc.open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { Glibc.close(file) }
    var header = [UInt8](repeating: 0, count: 100)
    guard Glibc.read(file, &header, header.count) == header.count else { return nil }
    func number(_ at: Int) -> Int { header[at..<at + 4].reduce(0) { $0 << 8 | Int($1) } }
    guard number(24) == number(92) else { return nil }
    let stored = Int(header[16]) << 8 | Int(header[17])
    let page = stored == 1 ? 65536 : stored
    // What is no page size is no database at all; SQLite says so itself.
    guard page >= 512, page & (page - 1) == 0 else { return nil }
    let expected = page * number(28)
    var status = stat()
    guard fstat(file, &status) == 0, status.st_size < expected else { return nil }
    for end in ["-wal", "-journal"] {
      var log = stat()
      if stat(path + end, &log) == 0, log.st_size > 0 { return nil }
    }
    return (Int(status.st_size), expected)
  }
}
