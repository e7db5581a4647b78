import Support
import Testing

/// A folder whose store meets bad files, bad disks and bad moments.
struct FaultFolder {
  let seed = SeedFolder()
  var folder: TemporaryFolder { seed.folder }
  var store: String { seed.store }

  static func line(_ row: Int) -> String {
    "{\"pid\": \"p\(row)\", \"passage\": \"word\(row % 7) of text \(row)\"}\n"
  }

  static func records(_ rows: Range<Int>) -> String { rows.map(line).joined() }

  /// `load` of one file, named as a person in the folder would.
  func load(_ file: String, _ more: [String] = [], limit: Double = 60, stop: StopRule? = nil) throws
    -> CommandLineRun
  {
    try CommandLineRun(
      ["load", file, "-u", "s.db", "-t", "t", "-k", "pid"] + more, folder: folder.path, limit: limit,
      stop: stop)
  }

  func embed(_ more: [String] = [], stop: StopRule? = nil) throws -> CommandLineRun {
    try CommandLineRun(
      ["embed", "-u", "s.db", "-t", "t", "-i", "passage", "-o", "v", "-m", "hash"] + more,
      folder: folder.path, stop: stop)
  }

  /// Rows of the table; 0 when there is none.
  func count(_ condition: String = "1") throws -> Int {
    guard Files.exists(store),
      try seed.select("select count(*) from sqlite_master where name = 't'") == ["1"]
    else { return 0 }
    return Int(try seed.select("select count(*) from t where \(condition)").first ?? "") ?? -1
  }

  /// Runs a tool of the system in the folder; it must succeed.
  @discardableResult
  func tool(_ program: String, _ arguments: [String]) throws -> String {
    let run = try CommandLineRun([program] + arguments, program: "/usr/bin/env", folder: folder.path)
    #expect(run.exitCode == 0, "\(program) \(arguments)\n\(run.summary)")
    return run.stdout
  }

  func gzip(_ text: String) throws -> [UInt8] {
    let path = try folder.write("plain", text)
    try tool("gzip", ["-n", "-f", path])
    return try Files.read(path + ".gz")
  }

  /// One statement by another program than vnb.
  func outside(_ sql: String) throws {
    try tool(
      "python3",
      ["-c", "import sqlite3,sys; c=sqlite3.connect('s.db'); c.execute(sys.argv[1]); c.commit()", sql])
  }
}

let hasPython =
  (try? CommandLineRun(["python3", "-c", "import sqlite3"], program: "/usr/bin/env"))?.exitCode == 0
