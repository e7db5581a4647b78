import Glibc
import Stores
import Testing

@Suite struct OpeningTests {
  let folder = TemporaryFolder()

  @Test func reopensWhatWasWritten() throws {
    let path = folder.file("a b'\"表?#%41.db")
    let first = try SQLiteStore.open(path: path)
    #expect(first.name == path && !first.isPrivate && !first.hasChanges)
    _ = try passages(first)
    #expect(first.hasChanges)
    #expect(try first.rows("PRAGMA journal_mode") == [[.text("wal")]])
    #expect(try first.rows("PRAGMA page_size") == [[.int(32768)]])
    #expect(try first.rows("PRAGMA synchronous") == [[.int(1)]])
    #expect(try first.rows("PRAGMA foreign_keys") == [[.int(1)]])
    try first.close()
    try first.close()
    #expect(storeError { try first.execute("SELECT 1", []) }?.code == "V0305")
    let second = try SQLiteStore.open(path: path)
    #expect(try Relation.table(second, "passage").count() == 6)
    #expect(!second.hasChanges)
  }

  @Test func keepsTheSettingsOfOtherFiles() throws {
    let path = folder.file("other.db")
    let first = try SQLiteStore.open(path: path)
    try first.script("CREATE TABLE t (a)")
    _ = try first.rows("PRAGMA journal_mode = DELETE")
    try first.close()
    let before = readFile(path)
    let second = try SQLiteStore.open(path: path)
    #expect(try second.rows("PRAGMA journal_mode") == [[.text("delete")]])
    #expect(try second.rows("PRAGMA synchronous") == [[.int(2)]])
    try second.close()
    #expect(readFile(path) == before)
  }

  @Test func saysWhyAFileCannotBeOpened() throws {
    func cause(_ path: String, create: Bool = true) -> StoreError.OpenFailure? {
      guard
        case .cannotOpen(_, let cause)? = storeError({ _ = try SQLiteStore.open(path: path, create: create) })
      else { return nil }
      return cause
    }
    #expect(cause("") == .emptyPath)
    #expect(cause(folder.path) == .isFolder)
    #expect(cause(folder.file("no/such/x.db")) == .noFolder)
    #expect(cause(folder.file("none.db"), create: false) == .missing)
    #expect(cause("/dev/null") == .other("it is not a regular file"))
    writeFile(folder.file("text.db"), Array("pid,passage\n1,hello there, this is no database\n".utf8))
    #expect(cause(folder.file("text.db")) == .notADatabase)
    #expect(cause(folder.file("text.db") + "/x") == .noFolder)
    writeFile(folder.file("short.db"), Array("SQLite".utf8))
    #expect(cause(folder.file("short.db")) == .notADatabase)
    writeFile(folder.file("header.db"), Array("SQLite format 3\0".utf8) + [UInt8](repeating: 7, count: 5000))
    #expect(cause(folder.file("header.db")) == .notADatabase)
    #expect(storeError { _ = try SQLiteStore.open(path: "a\0b") }?.code == "V0340")
    #expect(readFile(folder.file("text.db")).starts(with: Array("pid,passage".utf8)))
    writeFile(folder.file("empty.db"), [])
    #expect(try SQLiteStore.open(path: folder.file("empty.db")).tables(includeInternal: true).isEmpty)
  }

  @Test func saysThatAFileIsDamaged() throws {
    let path = folder.file("damaged.db")
    let store = try SQLiteStore.open(path: path)
    try store.script("CREATE TABLE t (id INTEGER PRIMARY KEY, b BLOB)")
    for _ in 0..<40 { try store.execute("INSERT INTO t (b) VALUES (randomblob(30000))", []) }
    try store.close()
    var bytes = readFile(path)
    for at in stride(from: 32768, to: bytes.count, by: 1) { bytes[at] = 0xa5 }
    writeFile(path, bytes)
    let damaged = try SQLiteStore.open(path: path)
    let failure = storeError { _ = try damaged.rows("SELECT sum(length(b)) FROM t") }
    #expect(failure?.code == "V0309" && failure?.message.contains("damaged.db") == true)
    writeFile(path, Array(bytes.prefix(40_000)))
    #expect(storeError { _ = try SQLiteStore.open(path: path).rows("SELECT * FROM t") }?.code == "V0309")
  }

  @Test func copiesEverything() throws {
    let store = try SQLiteStore.privateStore()
    #expect(store.isPrivate && store.name == "private session store")
    let all = try passages(store)
    let path = folder.file("kept.db")
    try store.copy(to: path)
    #expect(storeError { try store.copy(to: path) } == .fileExists(path: path))
    #expect(storeError { try store.copy(to: folder.file("none/x.db")) }?.code == "V0303")
    let kept = try SQLiteStore.open(path: path)
    #expect(try Relation.table(kept, "passage").rows() == all.rows())
    #expect(try kept.rows("PRAGMA journal_mode") == [[.text("wal")]])
    let again = folder.file("again.db")
    try kept.copy(to: again)
    #expect(try Relation.table(SQLiteStore.open(path: again), "passage").count() == 6)
  }

  @Test func aPrivateStoreLeavesNoFile() throws {
    setenv("SQLITE_TMPDIR", folder.path, 1)
    defer { unsetenv("SQLITE_TMPDIR") }
    let store = try SQLiteStore.privateStore()
    try store.script("CREATE TABLE t (b BLOB)")
    try store.transaction {
      for _ in 0..<100 { try store.execute("INSERT INTO t VALUES (zeroblob(1000000))", []) }
    }
    #expect(try store.rows("SELECT count(*) FROM t WHERE length(b) = 1000000") == [[.int(100)]])
    // It spilled to disk, into a file that has no name any more.
    let open = try #require(opendir(folder.path))
    defer { closedir(open) }
    var names = 0
    while readdir(open) != nil { names += 1 }
    #expect(names == 2)
  }
}
