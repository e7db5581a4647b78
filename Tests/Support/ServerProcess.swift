import Glibc

/// A PostgreSQL server of the tests' own in a folder of its own under /tmp, on a unix socket there; gone with its data
/// when the last reference goes or this process ends.
final class ServerProcess: Sendable {
  struct Recipe: Sendable {
    var installation: PostgresInstallation
    var locale = "C"
    /// Lines of postgresql.conf and pg_hba.conf; `FOLDER` stands for the server's folder.
    var settings: [String] = []
    var logins: [String] = []
    /// Files to write into the folder first, readable by the server's user only.
    var files: [(name: String, bytes: [UInt8])] = []
  }

  /// Speed before safety, as far as a crash of the server, not of the machine, loses nothing committed.
  private static let defaults = [
    "listen_addresses=''", "unix_socket_directories='FOLDER'", "fsync=off", "full_page_writes=off",
    "timezone='UTC'", "log_timezone='UTC'", "lc_messages='C'",
  ]

  let folder: String
  private let recipe: Recipe
  private let keeper: ServerKeeper

  init(_ recipe: Recipe) throws {
    self.recipe = recipe
    var template = Array("/tmp/vnb-pg-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw FileProblem("cannot make a folder in", "/tmp") }
    folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    keeper = try ServerKeeper(folder: folder)
    do {
      ServerUser.own(folder)
      try prepare()
      try control("start")
    } catch {
      keeper.end()
      throw error
    }
  }

  deinit { keeper.end() }

  /// Stops it at once and removes its folder, for the end of the process; not to be used with anything else.
  func endForGood() { keeper.end() }

  private func prepare() throws {
    for file in recipe.files { try write(file.name, file.bytes) }
    if !Locales.isInstalled(recipe.locale) { try run(Locales.compile(recipe.locale, into: folder)) }
    try run([
      "\(recipe.installation.bin)/initdb", "-D", "\(folder)/data", "-U", "vnb", "-A", "trust", "-E", "UTF8",
      "--locale=\(recipe.locale)", "--no-sync", "--no-instructions",
    ])
    try append("postgresql.conf", Self.defaults + recipe.settings)
    try Files.write("\(folder)/data/pg_hba.conf", [])
    try append("pg_hba.conf", recipe.logins)
  }

  /// Writes a file that only the server's user can read, and returns its path.
  @discardableResult
  func write(_ name: String, _ bytes: [UInt8]) throws -> String {
    let path = "\(folder)/\(name)"
    try Files.write(path, bytes)
    chmod(path, 0o600)
    ServerUser.own(path)
    return path
  }

  private func append(_ name: String, _ lines: [String]) throws {
    let path = "\(folder)/data/\(name)"
    let text = lines.map { $0.replacing("FOLDER", with: folder) + "\n" }.joined()
    try Files.write(path, try Files.read(path) + Array(text.utf8))
  }

  /// `pg_ctl` with this action and mode; returns when the server is ready, or stopped.
  func control(_ action: String, mode: String? = nil) throws {
    try run(
      ["\(recipe.installation.bin)/pg_ctl", "-D", "\(folder)/data", "-l", "\(folder)/log", "-w", "-s"]
        + (mode.map { ["-m", $0] } ?? []) + [action])
  }

  /// The server's log.
  var log: String { (try? Files.readText("\(folder)/log")) ?? "" }

  private func run(_ words: [String]) throws {
    let command = ServerUser.command(words)
    let run = try CommandLineRun(
      Array(command.dropFirst()), program: command[0],
      environment: ["LOCPATH": Locales.isInstalled(recipe.locale) ? nil : folder, "LC_ALL": nil], folder: "/")
    guard run.exitCode == 0 else { throw ServerProblem(command: words, summary: run.summary, log: log) }
  }
}

/// A server that could not be set up, started or stopped.
public struct ServerProblem: Error, CustomStringConvertible, Sendable {
  public let description: String

  init(command: [String], summary: String, log: String) {
    description = "\(command.joined(separator: " ")): \(summary)--- the server's log\n\(log)"
  }
}

/// The system's locales. One that is not installed is compiled from its source, for servers that sort as people do.
enum Locales {
  private static let installed: Set<String> = {
    let run = try? CommandLineRun(["-a"], program: "locale", folder: "/")
    return Set((run?.stdout ?? "").split(separator: "\n").map(normal))
  }()

  static func isInstalled(_ name: String) -> Bool { name == "C" || installed.contains(normal(name[...])) }

  static func canCompile(_ name: String) -> Bool {
    Files.exists("/usr/bin/localedef") && Files.exists("/usr/share/i18n/locales/\(source(name))")
  }

  static func compile(_ name: String, into folder: String) -> [String] {
    ["localedef", "-i", source(name), "-f", "UTF-8", "\(folder)/\(name)"]
  }

  private static func source(_ name: String) -> String { String(name.prefix { $0 != "." }) }

  private static func normal(_ name: Substring) -> String {
    name.lowercased().replacing("utf-8", with: "utf8")
  }
}
