import CSQLite
import Glibc

/// The short form of a doctor, for a file: what it is, whether it can be written, and how fast.
public enum SQLiteDoctor {
  private static let rows = 1000
  private static let dimension = 384

  /// Looks a database file over. Writes nothing into it: the trial is in a temporary table.
  /// - Throws: `StoreError.interrupted` only; `opened` gets the store, so that it can be interrupted.
  public static func examine(_ path: String, opened: (any Store) -> Void = { _ in }) throws -> DoctorReport {
    var report = DoctorReport(store: path)
    do {
      let store = try SQLiteStore.open(path: path, create: false)
      opened(store)
      defer { try? store.close() }
      try look(at: store, path, &report)
      try tryOut(store, &report)
      report.uses = [
        "rows in: prepared statements, one transaction a batch", "search and assign: here, in this process",
      ]
    } catch StoreError.interrupted {
      throw StoreError.interrupted
    } catch let error as StoreError {
      report.add("store", error.message, .fail, next: error.help ?? "name another file")
    }
    return report
  }

  private static func look(at store: SQLiteStore, _ path: String, _ report: inout DoctorReport) throws {
    report.add("engine", "SQLite \(String(cString: sqlite3_libversion()))")
    var status = stat()
    stat(path, &status)
    let tables = try store.tables(includeInternal: false).count
    report.add(
      "file", "\(DoctorText.grouped(Int(status.st_size))) bytes, \(tables) table\(tables == 1 ? "" : "s")")
    let canWrite = !store.isReadOnly
    report.add(
      "writing", canWrite ? "allowed" : "refused: the file can only be read", canWrite ? .ok : .fail,
      next: canWrite ? nil : "chmod u+w the file and its folder")
    let journal = try first(SQLiteText.journal, store)
    report.add("journal", journal, journal == "wal" ? .ok : .warn)
    report.add("page size", try first(SQLiteText.pageSize, store) + " bytes")
    let check = try first(SQLiteText.check, store)
    report.add(
      "content", check == "ok" ? "whole" : check, check == "ok" ? .ok : .fail,
      next: check == "ok" ? nil : "restore the file from a copy")
    var disk = statvfs()
    if statvfs(SQLiteStore.parentFolder(path), &disk) == 0 {
      let free = Int(
        clamping: UInt64(disk.f_bavail).multipliedReportingOverflow(by: UInt64(disk.f_frsize)).partialValue)
      report.add("disk", "\(DoctorText.grouped(free >> 20)) MB free", free < 1 << 28 ? .warn : .ok)
    }
  }

  private static func first(_ sql: String, _ store: SQLiteStore) throws -> String {
    var text = ""
    try store.query(sql, []) { row in
      text = row.text(0)
      return false
    }
    return text
  }

  private static func tryOut(_ store: SQLiteStore, _ report: inout DoctorReport) throws {
    let elements = (0..<dimension).map { Float($0) / 1024 }
    let columns = [
      ColumnDescription(name: "id", type: .int),
      ColumnDescription(name: "v", type: .vector(dimension: dimension)),
    ]
    let start = ServerDoctor.now()
    let name = try store.temporaryTable(
      columns, rows: (0..<rows).map { [.int(Int64($0)), .vector(elements)] })
    let middle = ServerDoctor.now()
    var count = 0
    try store.query(SQLiteText.trial(name), []) { row in
      try row.withVector(1) { count += $0.count == dimension ? 1 : 0 }
      return true
    }
    let end = ServerDoctor.now()
    let rows = DoctorText.grouped(rows)
    report.add(
      "speed",
      "\(rows) vectors of \(dimension) written in \(DoctorText.time(middle - start)), "
        + "read in \(DoctorText.time(end - middle)), in memory", count == self.rows ? .ok : .fail)
  }
}
