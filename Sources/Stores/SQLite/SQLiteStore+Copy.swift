import CSQLite
import Glibc

extension SQLiteStore {
  /// Copies page by page into a hidden file beside `path`, then gives it its name: a copy that was cut short leaves nothing.
  public func copy(to path: String) throws {
    var status = stat()
    if path.isEmpty { throw StoreError.cannotOpen(path: path, cause: .emptyPath) }
    if lstat(path, &status) == 0 { throw StoreError.fileExists(path: path) }
    let partial = path + ".partial-\(getpid())"
    unlink(partial)
    defer { unlink(partial) }
    do {
      let target = try SQLiteStore.open(path: partial)
      defer { try? target.close() }
      try copyPages(into: target)
      try target.pragma("journal_mode = WAL")
    } catch StoreError.cannotOpen(_, let cause) {
      throw StoreError.cannotOpen(path: path, cause: cause)
    } catch StoreError.diskFull {
      throw StoreError.diskFull(store: path)
    }
    // link() refuses an existing name, in one step.
    guard link(partial, path) == 0 else {
      if errno == EEXIST { throw StoreError.fileExists(path: path) }
      guard rename(partial, path) == 0 else {
        throw StoreError.cannotOpen(path: path, cause: .other(String(cString: strerror(errno))))
      }
      return
    }
  }

  private func copyPages(into target: SQLiteStore) throws {
    try locked { source in
      try target.locked { destination in
        try target.query(SQLiteText.pragma("journal_mode = DELETE"), []) { _ in true }
        guard let backup = sqlite3_backup_init(destination, "main", source, "main") else {
          throw target.failure(destination, statement: "")
        }
        waiter.wasInterrupted.store(false, ordering: .relaxed)
        var result = SQLITE_OK
        while result == SQLITE_OK {
          result = sqlite3_backup_step(backup, 256)
          if waiter.wasInterrupted.load(ordering: .relaxed) { break }
        }
        let finished = sqlite3_backup_finish(backup)
        if result == SQLITE_OK { throw StoreError.interrupted }
        if result != SQLITE_DONE { throw target.failure(destination, statement: "", code: result) }
        if finished != SQLITE_OK { throw target.failure(destination, statement: "", code: finished) }
      }
    }
  }
}
