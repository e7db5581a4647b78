import Glibc
import Stores
import Synchronization
import Testing

/// A small disk in memory, for root only.
final class SmallDisk {
  let path: String
  private let folder = TemporaryFolder()
  init?(megabytes: Int) {
    path = folder.path
    guard geteuid() == 0, mount("tmpfs", path, "tmpfs", 0, "size=\(megabytes)m") == 0 else { return nil }
  }
  func makeReadOnly() -> Bool {
    mount("tmpfs", path, nil, UInt(MS_REMOUNT | MS_RDONLY), nil) == 0
  }
  deinit { umount2(path, Int32(MNT_DETACH)) }
  static let isAvailable = SmallDisk(megabytes: 1) != nil
}

@Suite struct FaultTests {
  let folder = TemporaryFolder()

  @Test func aSecondWriterIsToldAfterABoundedTime() throws {
    let path = folder.file("busy.db")
    let first = try SQLiteStore.open(path: path)
    try first.script("CREATE TABLE t (a INTEGER)")
    let second = try SQLiteStore.open(path: path, busyTimeout: 0.2)
    try first.transaction {
      try first.script("INSERT INTO t VALUES (1)")
      let start = clock()
      let failure = storeError { try second.execute("INSERT INTO t VALUES (2)", []) }
      #expect(failure == .locked(store: path, seconds: 0.2))
      #expect(failure?.message == "`\(path)` is being written by another program; waited 0.2 s for it")
      #expect(
        storeError { try second.transaction { try second.script("INSERT INTO t VALUES (3)") } }?.code
          == "V0306")
      #expect(clock() - start < CLOCKS_PER_SEC * 5)
      // Readers see the last commit meanwhile.
      #expect(try second.rows("SELECT count(*) FROM t") == [[.int(0)]])
    }
    #expect(!second.isInTransaction)
    try second.script("INSERT INTO t VALUES (4)")
    #expect(try first.rows("SELECT a FROM t ORDER BY a") == [[.int(1)], [.int(4)]])
  }

  @Test(.enabled(if: access("/usr/bin/sqlite3", X_OK) == 0, "needs the sqlite3 program"))
  func anotherProcessThatWritesIsWaitedFor() throws {
    let path = folder.file("shared.db")
    let store = try SQLiteStore.open(path: path)
    try store.script("CREATE TABLE t (a INTEGER)")
    let marker = folder.file("locked")
    let script = "BEGIN IMMEDIATE; INSERT INTO t VALUES (1);\n.shell touch \(marker); sleep 0.3\nCOMMIT;\n"
    let other = try #require(popen("/usr/bin/sqlite3 '\(path)'", "w"))
    fputs(script, other)
    fflush(other)
    while access(marker, F_OK) != 0 { usleep(5000) }
    try store.script("INSERT INTO t VALUES (2)")
    pclose(other)
    #expect(try store.rows("SELECT a FROM t ORDER BY rowid") == [[.int(1)], [.int(2)]])
  }

  @Test func interruptStopsTheRunningStatement() throws {
    let store = try SQLiteStore.privateStore()
    try store.script("CREATE TABLE t (a INTEGER)", "INSERT INTO t VALUES (1)")
    let endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
    func interrupted(_ body: () throws -> Void) -> StoreError? {
      let done = Atomic<Bool>(false)
      return withExtendedLifetime(done) {
        let thread = Interrupter(store)
        defer { thread.stop() }
        return storeError(body)
      }
    }
    #expect(interrupted { _ = try store.rows(endless + "SELECT count(*) FROM n") } == .interrupted)
    #expect(interrupted { try store.execute(endless + "INSERT INTO t SELECT i FROM n", []) } == .interrupted)
    let inside = interrupted {
      try store.transaction {
        try store.script("INSERT INTO t VALUES (2)")
        try store.execute(endless + "INSERT INTO t SELECT i FROM n", [])
      }
    }
    #expect(inside == .interrupted && !store.isInTransaction)
    #expect(try store.rows("SELECT a FROM t") == [[.int(1)]])
    store.interrupt()
    #expect(try store.rows("SELECT count(*) FROM t") == [[.int(1)]])
  }

  @Test(.enabled(if: SmallDisk.isAvailable, "needs root, to mount a small disk"))
  func aFullDiskLosesNothingCommitted() throws {
    let disk = try #require(SmallDisk(megabytes: 4))
    let path = disk.path + "/full.db"
    let store = try SQLiteStore.open(path: path)
    try store.script("CREATE TABLE t (id INTEGER PRIMARY KEY, b BLOB)")
    var committed = 0
    let failure = storeError {
      while committed < 1000 {
        try store.transaction {
          for _ in 0..<4 { try store.execute("INSERT INTO t (b) VALUES (randomblob(30000))", []) }
        }
        committed += 4
      }
    }
    #expect(failure == .diskFull(store: path))
    #expect(committed > 0 && committed < 1000 && !store.isInTransaction)
    #expect(try store.rows("SELECT count(*) FROM t") == [[.int(Int64(committed))]])
    #expect(storeError { try store.copy(to: disk.path + "/copy.db") }?.code == "V0308")
    try store.close()
    let again = try SQLiteStore.open(path: path)
    #expect(try again.rows("SELECT count(*) FROM t") == [[.int(Int64(committed))]])
    #expect(try again.rows("PRAGMA integrity_check") == [[.text("ok")]])
    try again.close()
  }

  @Test(.enabled(if: SmallDisk.isAvailable, "needs root, to mount a small disk"))
  func aReadOnlyDiskIsReadAndRefusesWrites() throws {
    let disk = try #require(SmallDisk(megabytes: 4))
    let path = disk.path + "/frozen %41 ?.db"
    let store = try SQLiteStore.open(path: path)
    _ = try passages(store)
    try store.close()
    try #require(disk.makeReadOnly())
    let frozen = try SQLiteStore.open(path: path)
    #expect(frozen.isReadOnly)
    #expect(try Relation.table(frozen, "passage").count() == 6)
    #expect(storeError { try frozen.execute("DELETE FROM passage", []) } == .readOnly(store: path))
    #expect(
      storeError { try frozen.transaction { try frozen.script("DELETE FROM passage") } }?.code == "V0307")
    let rows = (0..<20_000).map { [SQLValue.int(Int64($0)), .int(1)] }
    #expect(try Relation.literal(frozen, columns: ["a", "b"], rows: rows).count() == 20_000)
    #expect(storeError { _ = try SQLiteStore.open(path: disk.path + "/new.db") }?.code == "V0303")
    try frozen.close()
  }

  @Test func damagedVectorsAreNamed() throws {
    let store = try SQLiteStore.privateStore()
    try store.script("CREATE TABLE t (id INTEGER PRIMARY KEY, v VECTOR(2), w VECTOR)")
    try store.script(
      "INSERT INTO t VALUES (1, x'0000803f00000040', x'0000803f')",
      "INSERT INTO t VALUES (2, x'0000803f', x'00')")
    let table = try Relation.table(store, "t")
    #expect(try table.rows(limit: 1) == [[.int(1), .vector([1, 2]), .vector([1])]])
    #expect(storeError { _ = try table.rows() } == .vectorLength(column: "v", bytes: 4, dimension: 2))
    #expect(
      storeError { _ = try table.select(columns("w")).rows() }
        == .vectorLength(column: "w", bytes: 1, dimension: nil))
    let failure = storeError {
      try store.query("SELECT w FROM t WHERE id = 2", []) { row in
        try row.withVector(0) { _ in }
        return true
      }
    }
    #expect(failure?.message == "column `w` holds a value of 1 bytes; it must be a multiple of 4")
    #expect(try store.rows("SELECT v FROM t WHERE id = 2") == [[.blob([0, 0, 128, 63])]])
  }

  @Test func manyRowsNeedNoMemory() throws {
    let store = try SQLiteStore.privateStore()
    let many = try Relation.sql(
      store,
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200000) SELECT i, zeroblob(2000) AS b FROM n"
    )
    let before = residentBytes()
    var rows = 0
    try many.filter(op(col("i"), .greater, int(0))).derive([named("j", op(col("i"), .add, int(1)))])
      .forEachRow { row in
        rows += row.count == 3 ? 1 : 0
        return true
      }
    #expect(rows == 200_000)
    #expect(residentBytes() - before < 100_000_000)
  }

  @Test func threadsTakeTurns() throws {
    let store = try SQLiteStore.privateStore()
    try store.script("CREATE TABLE t (a INTEGER)", "INSERT INTO t VALUES (0)")
    let workers = (0..<4).map { _ in
      Worker {
        for _ in 0..<200 {
          try store.transaction {
            let value = try store.rows("SELECT a FROM t")[0][0]
            if case .int(let number) = value { try store.execute("UPDATE t SET a = ?1", [.int(number + 1)]) }
          }
        }
      }
    }
    for worker in workers { #expect(worker.join() == nil) }
    #expect(try store.rows("SELECT a FROM t") == [[.int(800)]])
  }
}

/// A thread that runs a body once.
final class Worker: @unchecked Sendable {
  private var thread = pthread_t()
  private let body: () throws -> Void
  private var failure: (any Error)?

  init(_ body: @escaping () throws -> Void) {
    self.body = body
    pthread_create(
      &thread, nil,
      { context in
        guard let context else { return nil }
        let worker = Unmanaged<Worker>.fromOpaque(context).takeRetainedValue()
        do { try worker.body() } catch { worker.failure = error }
        return nil
      }, Unmanaged.passRetained(self).toOpaque())
  }

  func join() -> String? {
    pthread_join(thread, nil)
    return failure.map { "\($0)" }
  }
}

/// Interrupts a store every few milliseconds until it is stopped.
final class Interrupter: @unchecked Sendable {
  private let stopped = Atomic<Bool>(false)
  private var worker: Worker?

  init(_ store: SQLiteStore) {
    worker = Worker { [unowned self] in
      usleep(20_000)
      while !stopped.load(ordering: .relaxed) {
        store.interrupt()
        usleep(5000)
      }
    }
  }

  func stop() {
    stopped.store(true, ordering: .relaxed)
    _ = worker?.join()
  }
}

func residentBytes() -> Int {
  let text = String(decoding: readFile("/proc/self/statm"), as: UTF8.self)
  return (text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0) * 4096
}
