/// The statements of `vnb doctor` on a server: small questions, each alone, so that one that a server cannot answer tells
/// about itself only.
struct DoctorStatements: Sendable {
  let isCockroach: Bool
  /// The table that is made for the trial; plain letters, digits and `_`.
  let table: String

  init(isCockroach: Bool, table: String = "vnb_doctor_0_0") {
    self.isCockroach = isCockroach
    self.table = table
  }

  static let ping = "SELECT 1"
  static let clock = "SELECT extract(epoch FROM clock_timestamp())::float8"
  static let user = "SELECT current_user"
  static let schema = "SELECT current_schema()"
  static let mayCreate = "SELECT has_schema_privilege(current_schema(), 'CREATE')"
  static let mayMakeTemporary = "SELECT has_database_privilege(current_database(), 'TEMP')"
  static let collation = "SELECT datcollate FROM pg_catalog.pg_database WHERE datname = current_database()"
  static let isStandby = "SELECT pg_is_in_recovery()"
  static let isSuperuser = "SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user"
  static let isReadOnly = setting("default_transaction_read_only")
  static let extensionVersion = "SELECT extversion FROM pg_catalog.pg_extension WHERE extname = 'vector'"
  static let availableExtension =
    "SELECT default_version FROM pg_catalog.pg_available_extensions WHERE name = 'vector'"
  /// Tried and rolled back.
  static let makeExtension = "CREATE EXTENSION vector"
  static let indexKinds =
    "SELECT amname FROM pg_catalog.pg_am WHERE amname IN ('hnsw', 'ivfflat') ORDER BY amname"
  /// Places for connections, without those kept for administrators.
  static let places =
    "SELECT current_setting('max_connections')::int8 - current_setting('superuser_reserved_connections')::int8"
  static let connections = "SELECT count(*) FROM pg_catalog.pg_stat_activity WHERE datid IS NOT NULL"

  /// Settings by name; the second is true when a value other than 0 cuts work short.
  static let settings: [(name: String, endsWork: Bool)] = [
    ("default_transaction_isolation", false), ("statement_timeout", true), ("lock_timeout", true),
    ("idle_in_transaction_session_timeout", true), ("idle_session_timeout", true),
  ]

  static func setting(_ name: String) -> String { "SELECT current_setting('\(name)', true)" }

  /// A question with a known answer.
  struct Question: Sendable {
    let what: String
    let sql: String
    let answer: String
  }

  /// What the vector type must be able to do.
  static let vectorQuestions = [
    Question(what: "vector type", sql: "SELECT '[1,2.5]'::VECTOR(2)::TEXT", answer: "[1,2.5]"),
    Question(what: "operator <->", sql: "SELECT '[0,0]'::VECTOR <-> '[3,4]'::VECTOR", answer: "5"),
    Question(what: "operator <=>", sql: "SELECT '[1,0]'::VECTOR <=> '[0,2]'::VECTOR", answer: "1"),
    Question(what: "operator <#>", sql: "SELECT '[1,2]'::VECTOR <#> '[3,4]'::VECTOR", answer: "-11"),
  ]

  /// Sums of vectors, which CockroachDB has not.
  static let vectorSum = Question(
    what: "sum(vector)", sql: "SELECT sum('[1,2]'::VECTOR)::TEXT", answer: "[1,2]")
  /// Half-precision vectors, which pgvector has since 0.7. CockroachDB's grammar has no such word.
  static let halfVector = Question(
    what: "halfvec type", sql: "SELECT '[1,2]'::halfvec(2)::TEXT", answer: "[1,2]")

  /// What row verbs and jobs are compiled to.
  static let languageQuestions = [
    Question(what: "translate", sql: "SELECT translate('aXb', 'X', 'y')", answer: "ayb"),
    Question(
      what: "regexp_replace", sql: "SELECT regexp_replace('a1b22', '[0-9]+', '#', 'g')", answer: "a#b#"),
    Question(
      what: "text by its bytes", sql: "SELECT ('a' COLLATE \"C\" < 'Z' COLLATE \"C\")::TEXT", answer: "false"),
    Question(
      what: "LATERAL",
      sql: "SELECT y.b::TEXT FROM (VALUES (1), (2)) AS x(a), LATERAL (SELECT x.a * 10 AS b) AS y "
        + "ORDER BY 1 DESC LIMIT 1", answer: "20"),
    Question(
      what: "window functions",
      sql: "SELECT max(n)::TEXT FROM (SELECT row_number() OVER () AS n FROM (VALUES (1), (2)) AS x(a)) AS y",
      answer: "2"),
  ]

  // The trial: a table of our own, written, read and locked.

  func createTable(vectors: Bool) -> String {
    "CREATE TABLE \(table) (id BIGINT NOT NULL PRIMARY KEY, v \(vectors ? "VECTOR(384)" : "BYTEA"))"
  }
  /// Where the role may make no table of its own.
  func createTemporaryTable(vectors: Bool) -> String {
    "CREATE TEMP TABLE \(table) (id BIGINT NOT NULL PRIMARY KEY, v \(vectors ? "VECTOR(384)" : "BYTEA"))"
  }
  var dropTable: String { "DROP TABLE IF EXISTS \(table)" }
  var copyBinary: String { "COPY \(table) (id, v) FROM STDIN WITH (FORMAT binary)" }
  var copyText: String { "COPY \(table) (id, v) FROM STDIN" }
  var read: String { "SELECT id, v FROM \(table) ORDER BY id" }
  var empty: String { "DELETE FROM \(table)" }
  var claim: String { "SELECT id FROM \(table) ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED" }
  var createCockroachIndex: String { "CREATE VECTOR INDEX \(table)_v ON \(table) (v)" }
  static let begin = "BEGIN"
  static let rollback = "ROLLBACK"
  static let savepoint = "SAVEPOINT vnb_doctor"
  static let rollbackToSavepoint = "ROLLBACK TO SAVEPOINT vnb_doctor"
  static let release = "RELEASE SAVEPOINT vnb_doctor"
  /// Tables that a killed doctor left behind; their names hold when they were made.
  static let leftovers =
    "SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema() "
    + "AND table_name LIKE 'vnb!_doctor!_%' ESCAPE '!'"

  /// Every statement a doctor may send, for the list of all statements.
  var all: [String] {
    var list = [
      Self.ping, Self.clock, Self.user, Self.schema, Self.mayCreate, Self.mayMakeTemporary, Self.collation,
      Self.isReadOnly,
    ]
    list += Self.settings.map { Self.setting($0.name) }
    list += (Self.vectorQuestions + [Self.vectorSum] + Self.languageQuestions).map(\.sql)
    list += [createTable(vectors: true), copyBinary, copyText, read, empty, claim]
    if isCockroach { return list + [Self.leftovers, createCockroachIndex, dropTable] }
    list += [
      Self.isStandby, Self.isSuperuser, Self.extensionVersion, Self.availableExtension, Self.makeExtension,
      Self.indexKinds,
      Self.places,
      Self.connections, Self.halfVector.sql, createTable(vectors: false), createTemporaryTable(vectors: true),
      createTemporaryTable(vectors: false), Self.begin,
      Self.savepoint,
      Self.rollbackToSavepoint, Self.release, Self.rollback,
    ]
    return list
  }
}
