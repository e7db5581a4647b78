import Dispatch
import Glibc
import Support
import Testing

/// A folder of files and a database of its own on a server, worked on by the executable alone.
struct ServerFolder {
  let folder: TemporaryFolder
  let server: DatabaseServer
  /// The database itself, for looking at what was stored.
  let database: String
  /// Where the executable is sent: the database, or what stands before it.
  var url: String

  init(_ server: DatabaseServer? = nil, folder: TemporaryFolder = TemporaryFolder()) throws {
    self.folder = folder
    self.server = try server ?? DatabaseServer.shared()
    database = try self.server.database()
    url = database
  }

  /// A copy of this database with the same files. Nobody may be connected to this one.
  func copy() throws -> ServerFolder {
    let copy = try ServerFolder(server, folder: folder)
    let (from, to) = (Self.name(database), Self.name(copy.database))
    try server.run("drop database \(to)")
    try server.run("create database \(to) template \(from)")
    return copy
  }

  /// The database's name out of its URL.
  static func name(_ url: String) -> String {
    String(url.split(separator: "?")[0].split(separator: "/").last ?? "")
  }

  /// The same files and database through something else.
  func through(_ url: String) -> ServerFolder {
    var other = self
    other.url = url
    return other
  }

  /// One command on this store.
  func run(
    _ verb: String, _ arguments: [String], environment: [String: String?] = [:], limit: Double = 90,
    stop: StopRule? = nil
  ) throws -> CommandLineRun {
    try CommandLineRun(
      [verb, "-u", url] + arguments, environment: environment, folder: folder.path, limit: limit, stop: stop)
  }

  /// One that must end well.
  func must(_ verb: String, _ arguments: [String], sourceLocation: SourceLocation = #_sourceLocation) throws {
    let run = try run(verb, arguments)
    #expect(run.exitCode == 0, "\(verb) \(arguments)\n\(run.summary)", sourceLocation: sourceLocation)
  }

  func eval(_ program: String, environment: [String: String?] = [:], stop: StopRule? = nil) throws
    -> CommandLineRun
  {
    try CommandLineRun(
      ["eval", program, "--store", url, "--format", "csv"], environment: environment, folder: folder.path,
      stop: stop)
  }

  /// What the server has, asked directly.
  func select(_ sql: String) throws -> String { try server.run(sql, database) }

  /// Every table of the database, each with the number of its rows and a digest of all their text in any order. Marks are of
  /// no interest once they have served.
  func dump() throws -> String {
    let names = try select(
      "select quote_ident(relname) from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace and relname <> 'vnb_marks' order by 1"
    ).split(separator: "\n")
    return try names.map { name in
      "\(name) "
        + (try select(
          "select count(*) || ' ' || coalesce(md5(string_agg(t::text, '|' order by t::text)), '') from \(name) t"
        ))
    }.joined(separator: "\n")
  }

  // MARK: Steps

  static func records(_ count: Int) -> String {
    (0..<count).map {
      "{\"pid\": \"p\($0)\", \"passage\": \"word\($0 % 7) of text \($0 % 113) and \($0)\"}\n"
    }
    .joined()
  }

  /// The jobs in their order; small batches make many moments for things to go wrong. The second has no key: a batch that was
  /// stored twice would show.
  static let steps: [(verb: String, arguments: [String])] = [
    ("load", ["rows.jsonl", "-t", "passage", "-k", "pid", "-b", "300"]),
    ("load", ["rows.jsonl", "-t", "plain", "-b", "300"]),
    ("embed", ["-t", "passage", "-i", "passage", "-o", "v", "-m", "hash", "-b", "300"]),
    ("kmeans", ["-t", "passage", "-i", "v", "-c", "5"]),
    ("assign", ["-t", "passage", "-i", "v", "-b", "300"]),
  ]

  func writeRecords(_ count: Int) throws { try folder.write("rows.jsonl", Self.records(count)) }

  /// All steps, each of which must end well.
  func work(sourceLocation: SourceLocation = #_sourceLocation) throws {
    for step in Self.steps { try must(step.verb, step.arguments, sourceLocation: sourceLocation) }
  }
}

/// Does something else while a test waits for a command.
func meanwhile<R>(after seconds: Double, _ other: @escaping @Sendable () -> Void, _ body: () throws -> R)
  rethrows -> R
{
  let done = DispatchGroup()
  done.enter()
  DispatchQueue(label: "test.meanwhile").asyncAfter(deadline: .now() + seconds) {
    other()
    done.leave()
  }
  defer { done.wait() }
  return try body()
}

/// Runs commands at the same time and gives their results in order.
func together(_ runs: [@Sendable () throws -> CommandLineRun]) -> [Result<CommandLineRun, any Error>] {
  let results = Collected<Result<CommandLineRun, any Error>>()
  DispatchQueue.concurrentPerform(iterations: runs.count) { index in
    results.add(index, Result { try runs[index]() })
  }
  return results.inOrder
}

private final class Collected<T: Sendable>: @unchecked Sendable {
  private let lock = DispatchSemaphore(value: 1)
  private var found: [Int: T] = [:]
  func add(_ index: Int, _ value: T) {
    lock.wait()
    found[index] = value
    lock.signal()
  }
  var inOrder: [T] { found.sorted { $0.key < $1.key }.map(\.value) }
}
