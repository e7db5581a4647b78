import Support
import Testing

@testable import Stores

/// Statements, results and parameters on a real server.
@Suite(.enabled(if: DatabaseServer.isAvailable)) struct ServerConnectionTests {
  /// Every type in both formats: what the server writes as text is the judge of what its binary form becomes.
  static let values: [String] = [
    "true", "false", "1::int2", "-7::int4", "9223372036854775807", "'-9223372036854775808'::int8",
    "0.1::float4",
    "0.1::float8", "'-Infinity'::float8", "1e300::float8", "3.4e38::float4", "12::numeric", "0::numeric",
    "0.00::numeric", "-12.50::numeric", "1e-20::numeric", "123456789012345678901234567890::numeric",
    "9223372036854775807::numeric", "'-9223372036854775808'::numeric", "9223372036854775808::numeric",
    "40000000::numeric", "0.0001::numeric", "10000.0001::numeric", "'Infinity'::numeric",
    "'-Infinity'::numeric",
    "'a'::text", "''::text", "'ab'::varchar(5)", "'ab'::char(4)", "'n'::name", "'表'", "'{\"a\": 1}'::json",
    "'{\"a\": 1}'::jsonb", "'\\x00ff'::bytea", "''::bytea", "'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::uuid",
    "'2026-11-20'::date", "'0044-03-15 BC'::date", "'infinity'::date", "'-infinity'::timestamp",
    "'12345-01-02'::date",
    "'1969-12-31 23:59:59.999999'::timestamp", "'2000-01-01 00:00:00'::timestamp",
    "'2026-02-28 12:30:00.5'::timestamp",
    "'4713-01-01 00:00:00 BC'::timestamp", "'294276-12-31 23:59:59.999999'::timestamp", "'1600-02-29'::date",
    "'2026-07-01 12:00:00+02'::timestamptz", "'infinity'::timestamptz",
    "'0001-01-01 00:00:00 BC'::timestamptz",
    "'04:05:06.789'::time", "'24:00:00'::time", "'1 year 2 mons -3 days 04:05:06.7'::interval",
    "'-1 year -2 mons +3 days -04:05:06'::interval", "'0'::interval", "'1 mon -1 day'::interval",
    "'-1 day +00:00:01'::interval", "'infinity'::interval", "'1000:00:00.000001'::interval",
    "'-00:00:01'::interval",
    "'-13 months'::interval", "4294967295::oid", "'x'::\"char\"", "''::\"char\"",
    "'18446744073709551615'::xid8",
    "'5'::xid8", "'[1,-0.5,1e-10]'::vector", "null::vector", "null::int", "null",
  ]

  @Test func bothFormatsReadTheSame() throws {
    let connection = try ServerFixture.connection()
    for value in Self.values {
      let binary = try connection.rows("select \(value)", format: .binary)
      #expect(binary == (try connection.rows("select \(value)", format: .text)), "\(value)")
      #expect(binary == (try connection.rows("select \(value)")), "\(value)")
    }
    let texts = try connection.rows(
      "select '\(Int64.min)'::int8, 'NaN'::float8::text, '2026-07-01 12:00:00+02'::timestamptz, 2.50::numeric, 3::numeric"
    )
    #expect(texts == [[.int(.min), .text("NaN"), .text("2026-07-01 10:00:00+00"), .float(2.5), .int(3)]])
  }

  @Test func datesAgreeWithTheServer() throws {
    let connection = try ServerFixture.connection()
    let sql = """
      select d, d::text from (select '4713-01-01 BC'::date + (n * 9973) d from generate_series(0, 900) n) x
      union all select t, t::text from (select '2026-01-01'::timestamp - n * interval '77.123456 days' t
        from generate_series(0, 5000) n) y
      """.replacing("select d, d", with: "select d::timestamp, d::timestamp")
    var count = 0
    try connection.run(sql, format: .binary) { row in
      count += 1
      #expect(row.text(0) == row.text(1))
      return true
    }
    #expect(count == 5902)
  }

  @Test func otherTypesComeAsText() throws {
    let connection = try ServerFixture.connection()
    let row = try connection.rows(
      "select '{1,2}'::int[], '10.0.0.1'::inet, 5, '[1,2]'::vector, null::point, '12:00+01'::timetz, '\\x01'::bytea"
    )
    #expect(
      row == [
        [
          .text("{1,2}"), .text("10.0.0.1"), .int(5), .vector([1, 2]), .null, .text("12:00:00+01"),
          .blob([1]),
        ]
      ])
  }

  @Test func parametersGoBothWays() throws {
    let connection = try ServerFixture.connection()
    let values: [SQLValue] = [
      .bool(true), .int(.min), .float(-0.1), .text("ä'表\n"), .blob([0, 1, 255]), .vector([1, 0.5]), .text(""),
      .blob([]),
    ]
    #expect(
      try connection.rows("select $1, $2, $3, $4::text, $5, $6, $7::text, $8", values) == [values])
    #expect(try connection.rows("select $1::int", [.null]) == [[.null]])
    connection.vectors.areBinary = false
    #expect(try connection.rows("select $1", [.vector([0.1, -3])]) == [[.vector([0.1, -3])]])
  }

  @Test func textTakesTheTypeOfItsPlace() throws {
    let connection = try ServerFixture.connection()
    let key = "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"
    try connection.script(
      "create table t (k uuid primary key, d date); insert into t values ('\(key)', '2026-01-02')")
    #expect(
      try connection.rows("select k, d from t where k = $1 and d = $2", [.text(key), .text("2026-01-02")])
        == [[.text(key), .text("2026-01-02")]])
    try connection.script("create table n (i int4, f float4, b numeric(20,2))")
    try connection.run(
      "insert into n values ($1, $2, $3)", connection.parameters([.int(5), .float(0.5), .float(2.25)]))
    #expect(
      try connection.rows("select * from n where i = $1", [.int(5)]) == [
        [.int(5), .float(0.5), .float(2.25)]
      ])
  }

  @Test func commandsCountRows() throws {
    let connection = try ServerFixture.connection()
    try connection.run("create table t (i int)")
    let inserted = try connection.run("insert into t select generate_series(1, 5)")
    #expect(inserted == CommandResult(tag: "INSERT 0 5", affected: 5))
    #expect(
      try connection.run("update t set i = 0 where i < $1", connection.parameters([.int(3)])).affected == 2)
    #expect(try connection.run("", format: .text).tag == "")
  }

  @Test func failuresSayWhatAndWhere() throws {
    let connection = try ServerFixture.connection()
    let failure = try connection.failure("select '表', nothing from pg_class")
    #expect(failure?.sqlState == "42703")
    #expect(failure?.severity == "ERROR")
    #expect(failure?.message == "column \"nothing\" does not exist")
    #expect(failure?.offset == 14)
    #expect(failure?.connectionLost == false)
    try connection.script("create table t (i int constraint one primary key); insert into t values (1)")
    let double = try connection.failure("insert into t values (1)")
    #expect(double?.constraint == "one")
    #expect(double?.table == "t")
    #expect(double?.detail == "Key (i)=(1) already exists.")
    #expect(try connection.rows("select 1") == [[.int(1)]])
  }

  @Test func describesWithoutRunning() throws {
    let connection = try ServerFixture.connection()
    try connection.script("create table t (i int8, v vector(3), n numeric(5,2), s text)")
    let query = try connection.describe(
      "select i, v, n, s, count(*) over () c from t where s = $1 and i = $2")
    #expect(query.parameterTypes == [25, 20])
    #expect(query.columns.map(\.name) == ["i", "v", "n", "s", "c"])
    #expect(query.columns.map(\.columnType) == [.int, .vector(dimension: 3), .float, .text, .int])
    #expect(try connection.describe("insert into t (i) values (1)").columns.isEmpty)
    #expect(try connection.rows("select count(*) from t") == [[.int(0)]])
    #expect(throws: ServerFailure.self) { try connection.describe("select from nowhere") }
    #expect(throws: StoreError.nulInText(place: "the statement")) { try connection.describe("select '\0'") }
  }

  @Test func longNamesAreReported() throws {
    let connection = try ServerFixture.connection()
    try connection.run("create table \(String(repeating: "n", count: 70)) (i int)", format: .text)
    #expect(connection.notices.takeTruncations().map(\.sqlState) == ["42622"])
    #expect(connection.notices.takeTruncations().isEmpty)
  }

  @Test func extensionMadeLaterIsFound() throws {
    let url = try DatabaseServer.shared().database(vector: false)
    let connection = try ServerConnection(ServerAddress(url))
    #expect(connection.vectors.oid == nil)
    try connection.run("create schema odd", format: .text)
    try connection.run("create extension vector schema odd", format: .text)
    try connection.findVectorType()
    #expect(try connection.rows("select $1", [.vector([1])]) == [[.vector([1])]])
  }

  @Test func twoVectorsAreLentAtOnce() throws {
    let connection = try ServerFixture.connection()
    var seen: [[Float]] = []
    try connection.run("select '[1,2]'::vector a, '[3,4,5]'::vector, 7, null::vector") { row in
      try row.withVector(0) { left in
        try row.withVector(1) { right in seen += [Array(left), Array(right), Array(left)] }
      }
      try row.withVector(3) { #expect($0.isEmpty) }
      #expect(throws: StoreError.vectorLength(column: "?column?", bytes: 4, dimension: nil)) {
        try row.withVector(2) { _ in }
      }
      #expect(row.columnName(0) == "a" && row.columnName(9) == "" && row.isNull(9) && row.value(-1) == .null)
      return true
    }
    #expect(seen == [[1, 2], [3, 4, 5], [1, 2]])
  }
}
