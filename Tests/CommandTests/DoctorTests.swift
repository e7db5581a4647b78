import Glibc
import Support
import Testing

/// `vnb doctor` on a server with pgvector, on one without what it needs, and where there is none.
@Suite(.enabled(if: DatabaseServer.isAvailable)) struct DoctorTests {
  private func doctor(_ url: String, _ more: [String] = [], environment: [String: String?] = [:]) throws
    -> CommandLineRun
  {
    try CommandLineRun(["doctor", url] + more, environment: environment)
  }

  @Test func usableServerIsToldPointByPoint() throws {
    let server = try DatabaseServer.shared()
    let url = try server.database()
    let run = try doctor(url)
    #expect(run.exitCode == 0 && run.stderr.isEmpty, "\(run.summary)")
    let verdicts = run.verdicts
    for what in [
      "reach", "engine", "TLS", "user", "database", "collation", "clock", "pgvector", "vectors",
      "sum(vector)",
      "vector indexes", "row verbs", "settings", "connections", "schema", "temporary tables", "writing",
      "reading",
      "COPY in", "FOR UPDATE SKIP LOCKED",
    ] { #expect(verdicts[what] == "ok", "\(what): \(verdicts[what] ?? "absent")\n\(run.summary)") }
    for words in ["PostgreSQL 18", "hnsw, ivfflat", "COPY binary", "vnb can use this store"] {
      #expect(run.stdout.contains(words), "\(words)")
    }
    let left = "select count(*) from pg_class where relname like 'vnb%'"
    #expect(try server.run(left, url) == "0")
  }

  @Test func jsonHasTheSame() throws {
    let run = try doctor(try DatabaseServer.shared().database(), ["--format", "json"])
    #expect(run.exitCode == 0 && run.stdout.hasPrefix("{\"store\":"), "\(run.summary)")
    #expect(run.stdout.contains("\"usable\":true") && run.stdout.contains("\"what\":\"engine\""))
  }

  /// The extension can be made: nothing to do. A role that may not make it is told whom to ask.
  @Test func extensionThatIsNotThere() throws {
    let server = try DatabaseServer.shared()
    let url = try server.database(vector: false)
    let owner = try doctor(url)
    #expect(owner.exitCode == 0 && owner.stdout.contains("when it is first needed"), "\(owner.summary)")
    #expect(try server.run("select count(*) from pg_extension where extname = 'vector'", url) == "0")
    try server.makeRole("doctor_guest", password: "s3cr3t-canary")
    let guest = try doctor(
      url.replacing("user=vnb", with: "user=doctor_guest").replacing("//vnb@", with: "//doctor_guest@"),
      environment: ["PGPASSWORD": "s3cr3t-canary"])
    #expect(guest.exitCode == 1 && guest.stdout.contains("CREATE EXTENSION vector;"), "\(guest.summary)")
    #expect(
      guest.stdout.contains("GRANT CREATE ON SCHEMA \"public\" TO \"doctor_guest\";"), "\(guest.summary)")
    #expect(!guest.stdout.contains("s3cr3t") && !guest.stderr.contains("s3cr3t"))
  }

  @Test func limitsAndLocksAreTold() throws {
    let server = try DatabaseServer.shared()
    let url = try server.database()
    let name = String(url.split(separator: "?")[0].split(separator: "/").last ?? "")
    try server.run("alter database \(name) set statement_timeout = '30s'")
    try server.run("alter database \(name) set default_transaction_read_only = on")
    let run = try doctor(url)
    #expect(run.exitCode == 1 && run.verdicts["settings"] == "warn", "\(run.summary)")
    #expect(run.stdout.contains("SET statement_timeout = 0"))
    #expect(run.stdout.contains("SET default_transaction_read_only = off"))
  }

  @Test func standInForCockroachIsUsable() throws {
    let server = try DatabaseServer.shared()
    let url = try server.database()
    let standIn = try CockroachStandIn(before: server)
    let run = try doctor(standIn.url(for: url))
    #expect(run.exitCode == 0 && run.stdout.contains("CockroachDB 25.4.1"), "\(run.summary)")
    #expect(run.stdout.contains("cspann") && run.verdicts["sum(vector)"] == "ok")
    #expect(run.stdout.contains("not there; k-means reads"))
    #expect(try server.run("select count(*) from pg_class where relname like 'vnb%'", url) == "0")
    let old = try CockroachStandIn(before: server, version: .init(24, 3))
    let refused = try doctor(old.url(for: url))
    #expect(refused.exitCode == 1 && refused.stdout.contains("25.2 or later"), "\(refused.summary)")
  }

  /// CockroachDB cannot roll a table back: it is dropped, also when the work is stopped.
  @Test func nothingStaysAfterAnInterrupt() throws {
    let server = try DatabaseServer.shared()
    let url = try server.database()
    let standIn = try CockroachStandIn(before: server)
    standIn.inject(.silence, at: .statement("select id, v"))
    let run = try CommandLineRun(
      ["doctor", standIn.url(for: url)], limit: 40,
      stop: StopRule(signal: SIGINT) { _ in standIn.statements.contains { $0.hasPrefix("SELECT id, v") } })
    #expect(run.exitCode == 130, "\(run.summary)")
    #expect(try server.run("select count(*) from pg_class where relname like 'vnb%'", url) == "0")
    // One that was killed leaves its table to the next.
    try server.run("create table vnb_doctor_1700000000_7 (id int)", url)
    _ = try doctor(standIn.url(for: url))
    #expect(try server.run("select count(*) from pg_class where relname like 'vnb%'", url) == "0")
  }

  @Test(arguments: [
    ("postgresql://vnb:s3cr3t-canary@127.0.0.1:1/postgres", "refused", "pg_isready"),
    ("postgresql://vnb:s3cr3t-canary@127.0.0.1:port/postgres", "port", "next:"),
    ("postgresql://vnb:s3cr3t-canary@[::1/postgres", "", "postgresql://user@host"),
    ("postgresql://vnb@no-such-host.invalid/postgres?password=s3cr3t-canary", "no-such-host.invalid", "host"),
  ])
  func unreachableServersAreExplained(_ url: String, _ found: String, _ next: String) throws {
    let run = try doctor(url)
    #expect(run.exitCode == 1 && run.verdicts["reach"] == "fail", "\(run.summary)")
    #expect(run.stdout.contains(found) && run.stdout.contains(next), "\(run.summary)")
    #expect(!run.stdout.contains("s3cr3t") && !run.stderr.contains("s3cr3t"), "\(run.summary)")
  }

  @Test func filesHaveAShortForm() throws {
    let folder = TemporaryFolder()
    let made = try CommandLineRun(
      ["eval", "sql \"create table t (a int)\"", "-u", "a.db"], folder: folder.path)
    #expect(made.exitCode == 0, "\(made.summary)")
    let run = try CommandLineRun(["doctor", "a.db"], folder: folder.path)
    #expect(
      run.exitCode == 0 && run.verdicts["content"] == "ok" && run.stdout.contains("1 table"), "\(run.summary)"
    )
    let absent = try CommandLineRun(["doctor", "b.db"], folder: folder.path)
    #expect(absent.exitCode == 1 && !Files.exists("\(folder.path)/b.db"), "\(absent.summary)")
    try Files.write("\(folder.path)/c.db", Array("no database at all".utf8))
    #expect(try CommandLineRun(["doctor", "c.db"], folder: folder.path).exitCode == 1)
  }
}

/// Debian's server: TLS, passwords, and no pgvector.
@Suite(.enabled(if: TLSServer.isAvailable)) struct DoctorTLSTests {
  @Test func encryptionIsToldAndPgvectorIsMissed() throws {
    let server = try TLSServer.start()
    try server.makeRole("ann", password: "s3cr3t-canary")
    func run(_ options: String, password: String = "s3cr3t-canary") throws -> CommandLineRun {
      let run = try CommandLineRun(["doctor", server.url(user: "ann", password: password, options: options)])
      #expect(run.exitCode == 1 && !(run.stdout + run.stderr).contains("s3cr3t"), "\(run.summary)")
      return run
    }
    let verified = try run(server.verifying())
    #expect(
      verified.stdout.contains("TLSv1.3, the server's certificate and name are verified"),
      "\(verified.summary)")
    #expect(verified.verdicts["TLS"] == "ok" && verified.verdicts["pgvector"] == "fail")
    #expect(
      verified.stdout.contains("postgresql-\(server.installation.major)-pgvector"), "\(verified.summary)")
    let loose = try run("sslmode=require")
    #expect(
      loose.verdicts["TLS"] == "warn" && loose.stdout.contains("sslmode=verify-full"), "\(loose.summary)")
    let foreign = try run(server.verifying(server.certificates.foreignAuthority))
    #expect(
      foreign.verdicts["reach"] == "fail" && foreign.stdout.contains("sslrootcert"), "\(foreign.summary)")
    let wrong = try run(server.verifying(), password: "s3cr3t-wrong")
    #expect(wrong.stdout.contains("password authentication failed"), "\(wrong.summary)")
    #expect(wrong.stdout.contains("PGPASSWORD"))
  }
}

extension PostgresInstallation {
  /// `15` of `/usr/lib/postgresql/15/bin`.
  fileprivate var major: String { bin.split(separator: "/").dropLast().last.map(String.init) ?? "" }
}

extension CommandLineRun {
  /// The verdict of each finding.
  fileprivate var verdicts: [String: String] {
    var found: [String: String] = [:]
    var what = ""
    for line in stdout.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.isEmpty { break }
      if !line.hasPrefix(" ") { what = line.split(separator: "  ").first.map(String.init) ?? "" }
      if let last = line.split(separator: " ").last, ["ok", "warn", "fail"].contains(String(last)) {
        found[what] = String(last)
      }
    }
    return found
  }
}
