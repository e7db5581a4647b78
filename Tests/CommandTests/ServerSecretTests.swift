import Glibc
import Testing

@testable import Support

/// The password comes out nowhere: not in results, errors, files, history or copies, whatever is asked and however it fails.
@Suite(.enabled(if: DatabaseServer.isAvailable), .serialized, .timeLimit(.minutes(2)))
struct ServerSecretTests {
  static let canary = "s3cr3t-canary"

  /// A database whose owner logs in with the canary, and every way of writing its address.
  private struct Guarded {
    let store: ServerFolder
    let good: String
    let bad: [String]

    init() throws {
      store = try ServerFolder()
      let name = ConnectionParts(store.database).database
      let role = "canary_\(name)"
      try store.server.makeRole(role, password: canary)
      _ = try store.server.run(
        "alter database \(name) owner to \(role); grant all on schema public to \(role)", store.database)
      let folder = store.server.folder
      good = store.server.place.url(name, user: role, password: canary)
      bad = [
        "postgresql://\(role):\(canary)@%2Fno%2Fwhere/\(name)",
        "postgresql://\(role):\(canary)@127.0.0.1:1/\(name)",
        "postgres://\(role):\(canary)@\(PercentCoding.encode(folder))/nodb",
        "postgresql://\(role):\(canary)x@\(PercentCoding.encode(folder))/\(name)",
        "postgresql://\(role):\(canary)@127.0.0.1:port/\(name)",
        "postgresql://\(role):\(canary)@h/d?nonsense=1",
        "postgresql://\(role):\(canary)%zz@h/d",
        "postgresql:///\(name)?host=\(folder)&user=\(role)&password=\(canary)x",
        "postgresql:///\(name)?host=\(folder)&user=\(role)&password=\(canary)&connect_timeout=never",
        "postgresql://\(role):\(canary)@[::1/d", "host=\(folder) user=\(role) password=\(canary)",
        "postgresql://\(role):a b \(canary)@h/d",
      ]
      try store.writeRecords(60)
    }
  }

  private func expectSilence(
    _ run: CommandLineRun, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(
      !(run.stdout + run.stderr).contains(Self.canary), "\(run.summary)", sourceLocation: sourceLocation)
    #expect(run.exitCode < 128, "\(run.summary)", sourceLocation: sourceLocation)
  }

  @Test func commands() throws {
    let guarded = try Guarded()
    let store = guarded.store.through(guarded.good)
    let home = TemporaryFolder()
    let environment: [String: String?] = ["HOME": home.path, "XDG_STATE_HOME": home.file("state")]
    let verbs =
      ServerFolder.steps + [
        ("search", ["-t", "passage", "-i", "passage", "-o", "v", "word1 of text"]), ("model", []),
        ("load", ["rows.jsonl", "-t", "passage", "-k", "pid", "-d", "-v", "-p"]),
        ("load", ["missing.jsonl", "-t", "x"]),
        ("load", ["rows.jsonl", "-t", "passage", "-k", "nokey"]),
        ("embed", ["-t", "nothing", "-i", "x", "-o", "y"]),
        ("embed", ["-t", "passage", "-i", "nope", "-o", "y", "-m", "hash"]),
        ("kmeans", ["-t", "passage", "-i", "v", "-c", "0"]),
        ("assign", ["-t", "passage", "-i", "v", "--version", "99"]),
        ("search", ["-t", "passage", "-i", "passage", "-o", "v", "-d", "word"]), ("load", ["--bogus"]),
        ("embed", []),
      ]
    for (verb, arguments) in verbs {
      let address = verb == "model" ? [] : ["-u", guarded.good]
      expectSilence(
        try CommandLineRun([verb] + address + arguments, environment: environment, folder: store.folder.path))
    }
    for bad in guarded.bad {
      for arguments in [
        ["eval", "tables", "-u", bad], ["embed", "-u", bad, "-t", "t", "-i", "i", "-o", "o"], [bad],
        [bad, "bogus"],
        ["eval", "open \"\(bad)\""], ["load", bad, "-t", "x", "-u", "s.db"],
      ] {
        expectSilence(try CommandLineRun(arguments, environment: environment, folder: store.folder.path))
      }
    }
    #expect(try !folderText(home).contains(Self.canary))
    #expect(try !folderText(store.folder).contains(Self.canary))
  }

  @Test func programs() throws {
    let guarded = try Guarded()
    let good = guarded.good
    for program in [
      "open \"\(good)\"; tables; stores", "open \"\(good)\"; nope", "open \"\(good)\" nope",
      "let u = \"\(good)\"; u; print u",
      "let u = \"\(good)\"; {url: u}", "let u = \"\(good)\"; [u, u]", "let u = \"\(good)",
      "try { open \"\(guarded.bad[0])\" } catch e { e }",
      "try { open \"\(guarded.bad[1])\" } catch e { print e.message }", "fail \"\(good)\"",
      "table \"\(good)\"",
      "open \"\(good)\"; sql \"selec 1\"", "open(\"\(good)\", 3)", "use \"\(good)\"", "keep \"\(good)\"",
      "load \"\(good)\", into: \"t\"",
      "let p = \"\(Self.canary)\"; open \"postgresql://u:{p}@127.0.0.1:1/d\" | nope".replacing(
        Self.canary, with: "pass"),
    ] {
      for format in ["table", "json", "csv"] {
        let run = try CommandLineRun(
          ["eval", program, "--format", format], folder: guarded.store.folder.path)
        expectSilence(run)
      }
    }
    #expect(try !folderText(guarded.store.folder).contains(Self.canary))
  }

  @Test func notebooks() throws {
    let guarded = try Guarded()
    let folder = guarded.store.folder
    let text = """
      # A secret

      ```vnb
      open "\(guarded.good)"
      print "open"
      ```

      ```vnb expect=error
      open "\(guarded.bad[1])"
      ```

      ```vnb
      let u = "\(guarded.good)"
      u
      print u
      nope
      ```

      """
    try folder.write("book.vnb", text)
    let run = try CommandLineRun(["run", "book.vnb", "-o", "copy.vnb"], folder: folder.path)
    expectSilence(run)
    let copy = (try? Files.readText(folder.file("copy.vnb"))) ?? ""
    let count = { (text: String) in
      text.split(separator: Self.canary, omittingEmptySubsequences: false).count - 1
    }
    // The cells are the writer's own.
    #expect(count(copy) <= count(text))
    if !copy.isEmpty { #expect(run.stderr.contains("a cell holds a password"), "\(run.summary)") }
    expectSilence(try CommandLineRun(["fmt", "--check", "book.vnb"], folder: folder.path))
    expectSilence(try CommandLineRun(["run", "book.vnb", "--store", guarded.bad[1]], folder: folder.path))
  }

  @Test func prompt() throws {
    let guarded = try Guarded()
    let folder = TemporaryFolder()
    let prompt = try PromptRun("'\(guarded.good)'", folder: folder)
    #expect(!prompt.terminal.transcript.contains(Self.canary))
    prompt.enter("stores")
    prompt.enter("tables")
    // What is typed is seen, and nothing else is: so the screen is cleared after it.
    prompt.enter("let u = \"\(guarded.good)\"")
    prompt.clear()
    for line in ["u", "print u", ":vars", "_", ":last", "?u", ":help open", "let v = u + \"x\"", "nope"] {
      prompt.enter(line)
      #expect(!prompt.terminal.screen.contains(Self.canary), "\(line)\n\(prompt.terminal.screen)")
    }
    prompt.enter("open u")
    prompt.enter("let w = \"\(guarded.bad[1])\"")
    prompt.clear()
    prompt.enter("open w")
    #expect(!prompt.terminal.screen.contains(Self.canary), "\(prompt.terminal.screen)")
    prompt.enter("sql \"select '\(guarded.good)' as u\" | nope")
    prompt.leave()
    #expect(try !folderText(folder).contains(Self.canary))
    #expect(try folderText(folder).contains("tables"), "the history is kept")
  }

  @Test func passwordsFromElsewhere() throws {
    let guarded = try Guarded()
    let store = guarded.store
    let name = ConnectionParts(store.database).database
    let role = "canary_\(name)"
    let url = store.server.place.url(name, user: role)
    let plain = store.through(url)
    func works(
      _ environment: [String: String?], _ url: String? = nil, _ place: SourceLocation = #_sourceLocation
    ) throws {
      let run = try store.through(url ?? plain.url).eval(
        "sql \"select current_user as u\"", environment: environment)
      #expect(run.exitCode == 0 && run.stdout.contains(role), "\(run.summary)", sourceLocation: place)
      expectSilence(run, sourceLocation: place)
      #expect(!run.stderr.contains("command line"), "\(run.summary)", sourceLocation: place)
    }
    try works(["PGPASSWORD": Self.canary])
    let file = try store.folder.write("pass", "*:*:*:\(role):\(Self.canary)\n")
    chmod(file, 0o600)
    try works(["PGPASSFILE": file])
    let services = try store.folder.write(
      "services",
      "[canary]\nhost=\(store.server.folder)\ndbname=\(name)\nuser=\(role)\npassword=\(Self.canary)\n")
    try works(["PGSERVICEFILE": services], "postgresql:///?service=canary")
    // A file that others can read is not used, and nobody is asked where there is no terminal.
    chmod(file, 0o644)
    let open = try plain.eval("tables", environment: ["PGPASSFILE": file])
    #expect(open.exitCode == 1 && open.stderr.contains("V0371"), "\(open.summary)")
    // Odd passwords, percent-encoded.
    let odd = "p@ss/w:rd?&=#%'\" ü"
    try store.server.makeRole("odd_\(name)", password: odd)
    let encoded = try store.through(store.server.place.url(name, user: "odd_\(name)", password: odd)).eval(
      "1")
    #expect(encoded.exitCode == 0, "\(encoded.summary)")
    #expect(encoded.stderr.contains("command line"), "\(encoded.summary)")
  }
}

/// Encrypted connections that prove who answers.
@Suite(.enabled(if: TLSServer.isAvailable), .timeLimit(.minutes(1)))
struct ServerTrustTests {
  private func eval(_ url: String, _ environment: [String: String?] = [:]) throws -> CommandLineRun {
    try CommandLineRun(
      [
        "eval", "sql \"select ssl::text as s from pg_stat_ssl where pid = pg_backend_pid()\"", "-u", url,
        "--format", "csv",
      ],
      environment: environment)
  }

  @Test func verifiesServers() throws {
    let server = try TLSServer.start()

    try server.makeRole("ada", password: "right")
    let environment = ["PGPASSWORD": "right"]
    let good = try eval(server.url(user: "ada", options: server.verifying()), environment)
    #expect(good.exitCode == 0 && good.stdout == "s\ntrue\n" && good.stderr.isEmpty, "\(good.summary)")
    for url in [
      server.url(user: "ada", options: server.verifying(server.certificates.foreignAuthority)),
      server.url(user: "ada", host: "127.0.0.1", options: server.verifying()),
      server.url(user: "ada", options: server.verifying("/no/such/file.crt")),
    ] {
      let refused = try eval(url, environment)
      #expect(refused.exitCode == 1 && refused.stderr.contains("error[V0373]"), "\(refused.summary)")
      #expect(refused.seconds < 5)
    }
    let plain = try eval(server.url(user: "ada", options: "sslmode=disable"), environment)
    #expect(plain.exitCode == 1 && plain.stderr.contains("V0371"), "\(plain.summary)")
    // A name that is not this machine's, at an address that is: only full verification goes without a warning.
    let remote = "sslmode=require&hostaddr=127.0.0.1"
    let unsure = try eval(server.url(user: "ada", host: "db.example.com", options: remote), environment)
    #expect(unsure.exitCode == 0, "\(unsure.summary)")
  }

  @Test func clientCertificates() throws {
    let server = try TLSServer.start(login: .certificate)
    try server.makeRole("ada", password: nil)
    let (certificate, key) = try server.certificates.client("ada")
    let own = "&sslcert=\(PercentCoding.encode(certificate))&sslkey=\(PercentCoding.encode(key))"
    let good = try eval(server.url(user: "ada", options: server.verifying() + own))
    #expect(good.exitCode == 0, "\(good.summary)")
    let none = try eval(server.url(user: "ada", options: server.verifying()), ["HOME": "/nonexistent"])
    #expect(none.exitCode == 1 && none.stderr.contains("error["), "\(none.summary)")
  }
}
