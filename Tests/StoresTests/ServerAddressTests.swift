import Basics
import Testing

@testable import Stores

/// Addresses as libpq reads them, and that no password comes out of one.
@Suite struct ServerAddressTests {
  @Test(arguments: [
    ("postgresql://ada:s3cr3t-canary@db.example.org:5433/books", "ada@db.example.org:5433/books"),
    ("postgres://ada@localhost/books?password=s3cr3t-canary", "ada@localhost/books"),
    ("host=/tmp/x user=ada password='s3cr3t-canary' dbname=books", "ada@/tmp/x/books"),
    ("postgresql://ada@[::1]:6000/b", "ada@[::1]:6000/b"),
    ("postgresql://ada@one:1,two:2/b", "ada@one:1,two:2/b"),
  ])
  func showsNoPassword(_ text: String, _ shown: String) throws {
    let address = try ServerAddress(text)
    #expect(address.shown == shown)
    var dumped = ""
    dump(address, to: &dumped)
    for printed in ["\(address)", "\(String(reflecting: address))", dumped, "\([address])"] {
      #expect(!printed.contains("s3cr3t"))
    }
    #expect(address.value("password") == (text.contains("s3cr3t") ? "s3cr3t-canary" : nil))
  }

  @Test(arguments: [
    "postgresql://ada:s3cr3t-canary@host:port:more/x?nonsense", "postgresql://ada:s3cr3t-canary@host/b?bad=1",
    "password=x s3cr3t-canary", "password='s3cr3t-canary", "host=a password=s3cr3t-canary b",
    "postgresql://ada:s3cr3t-canary%zz@h/b", "postgresql://ada:s3cr3t-canary@[::1/b", "host=\0",
  ])
  func refusesWithoutEchoingThePassword(_ text: String) {
    do {
      _ = try ServerAddress(text)
      Issue.record("taken: \(text)")
    } catch let problem as ServerOpenFailure {
      #expect(!problem.message.contains("s3cr3t"), "\(problem.message)")
      #expect(problem.message.contains("no server address"))
    } catch {
      Issue.record("\(error)")
    }
  }

  @Test func saysWhatIsWrongWhenNothingIsSecret() {
    #expect(throws: ServerOpenFailure.badAddress(reason: "invalid URI query parameter: \"bad\"")) {
      try ServerAddress("postgresql://host/b?bad=1")
    }
  }

  @Test(arguments: [
    ("postgresql:///b?host=/tmp", false), ("host=@x", false), ("host=localhost", false),
    ("host=127.0.0.1", false),
    ("host=127.300.0.1", true), ("host=127.0.0.1.evil.org", true), ("postgresql://[::1]/b", false),
    ("host=db.example.org", true), ("host=localhost,db.example.org", true),
    ("host=localhost hostaddr=10.0.0.1", true), ("host=localhost.evil.org", true),
  ])
  func knowsWhatIsRemote(_ text: String, _ isRemote: Bool) throws {
    let address = try ServerAddress(text)
    #expect(address.isRemote == isRemote)
    #expect((address.warning != nil) == isRemote)
  }

  @Test func onlyFullVerificationIsQuiet() throws {
    for mode in ["disable", "allow", "prefer", "require", "verify-ca"] {
      let address = try ServerAddress("postgresql://db.example.org/b?sslmode=\(mode)")
      #expect(address.verification == mode)
      #expect(address.warning?.contains("sslmode=\(mode)") == true)
    }
    #expect(try ServerAddress("postgresql://db.example.org/b?sslmode=verify-full").warning == nil)
  }

  @Test func addsDefaultsWhereNothingWasGiven() throws {
    let plain = Dictionary(
      uniqueKeysWithValues: try ServerAddress("host=h").parameters.map { ($0.keyword, $0.value) })
    #expect(plain["keepalives_idle"] == "30")
    #expect(plain["tcp_user_timeout"] == "30000")
    #expect(plain["fallback_application_name"] == "vnb")
    let given = try ServerAddress("host=h keepalives_idle=7 client_encoding=LATIN1 connect_timeout=3")
    let named = Dictionary(uniqueKeysWithValues: given.parameters.map { ($0.keyword, $0.value) })
    #expect(named["keepalives_idle"] == "7")
    #expect(named["client_encoding"] == "UTF8")
    #expect(given.connectSeconds == 3)
    #expect(given.with(password: "x").value("password") == "x")
  }

  @Test(arguments: [
    ("open \"postgresql://ada:s3cr3t@h/b\" now", "open \"postgresql://ada:***@h/b\" now"),
    ("postgresql://ada:a@b/c@h/b?x=1", "postgresql://ada:***@h/b?x=1"),
    ("postgresql://h/b?user=u&password=s3cr3t&x=1", "postgresql://h/b?user=u&password=***&x=1"),
    ("PASSWORD = 's3 cr\\'3t' host=h", "PASSWORD = '***' host=h"),
    ("sslpassword=s3cr3t", "sslpassword=***"), ("PGPASSWORD=s3cr3t vnb", "PGPASSWORD=*** vnb"),
    ("postgres://u:p@a and postgres://v:q@b", "postgres://u:***@a and postgres://v:***@b"),
    ("https://example.org:80/path", "https://example.org:80/path"), ("password", "password"),
    ("password=", "password="), ("", ""), ("://", "://"), ("://:@", "://:@"), ("表://u:p@x", "表://u:***@x"),
  ])
  func masks(_ text: String, _ masked: String) {
    #expect(PasswordMask.masked(text) == masked)
    #expect(PasswordMask.masked(masked) == masked)
  }

  @Test func missingLibraryNamesThePackage() {
    do {
      _ = try ServerLibrary.load("libpq.so.nothing")
      Issue.record("loaded")
    } catch {
      #expect((error as? ServerOpenFailure)?.message.contains("Debian package libpq5") == true)
    }
    #expect(throws: ServerOpenFailure.libraryMissing(detail: "libm.so.6 has no PQconninfoParse")) {
      try ServerLibrary.load("libm.so.6")
    }
  }
}
