import Basics
import CSQLite
import Glibc

extension SQLiteStore {
  /// Bytes of a page in databases that vnb makes: vectors of 384 dimensions fit twenty to a page.
  public static let newPageSize = 32768
  /// Seconds to wait for another program that is writing.
  public static let defaultBusyTimeout = 5.0

  /// Opens a database file, making it when there is none (unless `create` is false). A new file gets 32 KB pages and a
  /// write-ahead log; an existing one keeps its own settings. With the log, a commit survives a crash or kill of the
  /// program at once; after a power cut the last commits may be missing, the rest is whole (`synchronous = NORMAL`).
  public static func open(
    path: String, create: Bool = true, busyTimeout: Double = defaultBusyTimeout, pageSize: Int = newPageSize
  ) throws -> SQLiteStore {
    let isNew = try checkFile(path, create: create)
    let (location, flags) = self.location(path, create: create, isNew: isNew)
    let store = try connect(location, flags: flags, name: path, isPrivate: false, busyTimeout: busyTimeout)
    try store.configure()
    try patiently(busyTimeout) {
      if isNew {
        try store.pragma("page_size = \(pageSize)")
        try store.pragma("journal_mode = WAL")
      }
      try store.settle(path)
    }
    return store
  }

  /// Repeats what SQLite gives up at once instead of waiting: the change to a log while another program makes or closes
  /// the same store (sqlite.org/wal.html, "Sometimes Queries Return SQLITE_BUSY In WAL Mode").
  private static func patiently(_ seconds: Double, _ body: () throws -> Void) throws {
    let clock = ContinuousClock()
    let end = clock.now + .seconds(max(0, min(seconds, 86_400)))
    while true {
      do {
        return try body()
      } catch let error as StoreError {
        guard case .locked = error, clock.now < end else { throw error }
        usleep(5_000)
      }
    }
  }

  /// A database of its own in a temporary file without a name: SQLite unlinks the file as soon as it has opened it, so that
  /// nothing stays behind, also after a kill. Small ones never leave memory.
  public static func privateStore(pageSize: Int = newPageSize) throws -> SQLiteStore {
    let store = try connect(
      "", flags: SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, name: "private session store", isPrivate: true,
      busyTimeout: defaultBusyTimeout)
    try store.configure()
    try store.pragma("page_size = \(pageSize)")
    try store.pragma("synchronous = OFF")
    try store.settle("")
    return store
  }

  private static func connect(
    _ path: String, flags: Int32, name: String, isPrivate: Bool, busyTimeout: Double
  ) throws -> SQLiteStore {
    var handle: OpaquePointer?
    let all = flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
    let result = sqlite3_open_v2(path, &handle, all, nil)
    guard result == SQLITE_OK, let handle else {
      let cause = openFailure(result, handle)
      sqlite3_close_v2(handle)
      throw StoreError.cannotOpen(path: name, cause: cause)
    }
    let waiter = BusyWaiter(limit: max(0, min(busyTimeout, 86_400)))
    waiter.attach(to: handle)
    return SQLiteStore(connection: handle, name: name, isPrivate: isPrivate, waiter: waiter)
  }

  /// Looks before SQLite does, for the causes that SQLite tells apart badly. True when the file is new or empty.
  private static func checkFile(_ path: String, create: Bool) throws -> Bool {
    func refuse(_ cause: StoreError.OpenFailure) -> StoreError { .cannotOpen(path: path, cause: cause) }
    if path.isEmpty { throw refuse(.emptyPath) }
    if path.utf8.contains(0) { throw StoreError.badName(path, reason: "it contains a NUL character") }
    var status = stat()
    if stat(path, &status) != 0 {
      switch errno {
      case ENOENT:
        guard create else { throw refuse(.missing) }
        let folder = parentFolder(path)
        guard stat(folder, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else { throw refuse(.noFolder) }
        return true
      case EACCES: throw refuse(.noPermission)
      case ENOTDIR: throw refuse(.noFolder)
      default: throw refuse(.other(String(cString: strerror(errno))))
      }
    }
    if status.st_mode & S_IFMT == S_IFDIR { throw refuse(.isFolder) }
    if status.st_mode & S_IFMT != S_IFREG { throw refuse(.other("it is not a regular file")) }
    if access(path, R_OK) != 0 { throw refuse(.noPermission) }
    if status.st_size > 0 && !hasDatabaseHeader(path) { throw refuse(.notADatabase) }
    // Looked at twice: another program may have been growing the file during the first look.
    if cutShort(path) != nil, let sizes = cutShort(path) {
      throw StoreError.corrupt(
        store: path,
        detail: "it is cut short, with \(grouped(sizes.bytes)) of its \(grouped(sizes.expected)) bytes")
    }
    return status.st_size == 0
  }

  /// A file on a disk that nobody can write is opened as one that will not change, which needs no log beside it.
  private static func location(_ path: String, create: Bool, isNew: Bool) -> (String, Int32) {
    let safePath = path.hasPrefix(":") ? "./" + path : path
    var disk = statvfs()
    var log = stat()
    let isFrozen = !isNew && statvfs(path, &disk) == 0 && disk.f_flag & UInt(ST_RDONLY) != 0
    let hasLog = stat(path + "-wal", &log) == 0 && log.st_size > 0
    guard isFrozen, !hasLog else {
      return (safePath, SQLITE_OPEN_READWRITE | (create ? SQLITE_OPEN_CREATE : 0))
    }
    var encoded = "file:"
    for byte in safePath.utf8 {
      let isPlain = SQLScanner.isNamePart(byte) && byte < 128 || "/.-".utf8.contains(byte)
      let digits = String(byte, radix: 16)
      encoded += isPlain ? String(UnicodeScalar(byte)) : "%" + (digits.count < 2 ? "0" : "") + digits
    }
    return (encoded + "?immutable=1", SQLITE_OPEN_READONLY | SQLITE_OPEN_URI)
  }

  static func parentFolder(_ path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  private static func hasDatabaseHeader(_ path: String) -> Bool {
    let file = Glibc.open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return true }
    defer { Glibc.close(file) }
    var header = [UInt8](repeating: 0, count: 16)
    let count = read(file, &header, 16)
    return count == 16 && header == Array("SQLite format 3\0".utf8)
  }

  private static func openFailure(_ result: Int32, _ handle: OpaquePointer?) -> StoreError.OpenFailure {
    if result == SQLITE_IOERR_GETTEMPPATH_CODE { return .noTemporaryFolder }
    switch handle.map(sqlite3_system_errno) ?? 0 {
    case EACCES, EPERM, EROFS: return .noPermission
    case EISDIR: return .isFolder
    default: return .other(String(cString: sqlite3_errstr(result)))
    }
  }

  /// Settings of every connection, before anything is read.
  private func configure() throws {
    try locked { connection in
      for option in [SQLITE_DBCONFIG_DEFENSIVE, SQLITE_DBCONFIG_ENABLE_FKEY] {
        vnb_sqlite3_db_config_switch(connection, Int32(option), 1)
      }
      // A misspelt "column" is an error and not a text; a schema cannot run functions with effects.
      let off = [SQLITE_DBCONFIG_DQS_DML, SQLITE_DBCONFIG_DQS_DDL, SQLITE_DBCONFIG_TRUSTED_SCHEMA]
      for option in off { vnb_sqlite3_db_config_switch(connection, Int32(option), 0) }
      try registerFunctions(on: connection)
    }
  }

  /// Settings that read the file, and with them the test whether it can be read at all.
  private func settle(_ path: String) throws {
    do {
      try pragma("cache_size = -65536")
      try pragma("secure_delete = OFF")
      var journal = ""
      try query(SQLiteText.journal, []) { row in
        journal = row.text(0)
        return true
      }
      if journal == "wal" { try pragma("synchronous = NORMAL") }
      try query(SQLiteText.countSchema, []) { _ in true }
    } catch StoreError.readOnly {
      // Even reading needs a file beside it, and the folder does not allow one.
      throw StoreError.cannotOpen(path: path, cause: .noPermission)
    } catch StoreError.corrupt(_, let detail) where detail.contains("not a database") {
      throw StoreError.cannotOpen(path: path, cause: .notADatabase)
    }
    isReadOnly = try locked { sqlite3_db_readonly($0, "main") == 1 }
    changed = false
  }

  func pragma(_ text: String) throws {
    try query(SQLiteText.pragma(text), []) { _ in true }
  }
}
