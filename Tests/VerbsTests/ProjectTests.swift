import Support
import Testing

/// The verb `project`: columns, order, errors. The arithmetic is tested in VectorsTests.
@Suite struct ProjectTests {
  let session = TestSession()

  private func prepare() throws {
    _ = try session.output(
      """
      sql \"\"\"
        create table item (id integer primary key, x text, v vector(2), w blob);
        insert into item values (1, 'a', \(HandMadeClustering.vector(1)), \(HandMadeClustering.vector(1))),
          (2, 'b', null, null), (3, 'c', \(HandMadeClustering.vector(3)), x'0000803f'),
          (4, 'd', \(HandMadeClustering.vector(8)), x'0000c07f00000000')
        \"\"\";
      """)
  }

  /// All spread lies along the first element; the mean is 4.
  @Test func rowsKeepTheirOrderAndColumns() throws {
    try prepare()
    #expect(
      try session.output("table \"item\" | project .v, dims: 1, into: \"p\" | select .id, .x, .p1")
        == "id  x    p1\n──  ─  ────\n 1  a  -3.0\n 2  b  null\n 3  c  -1.0\n 4  d   4.0\n4 rows")
    #expect(
      try session.output(
        "for c in (table \"item\" | select .id, .v, .x | project .v | head 1) { print keys(c) }")
        == "[\"id\", \"x\", \"y\"]")
  }

  @Test func errorsNameTheRow() throws {
    try prepare()
    #expect(try session.failure("table \"item\" | project .v, dims: 3")?.code == "V0993")
    #expect(try session.failure("table \"item\" | project .w")?.message.contains("row 3") == true)
    #expect(
      try session.failure("table \"item\" | where .id in [1, 4] | project .w")?.message.contains("row 2")
        == true)
    #expect(try session.failure("table \"item\" | project .x")?.code == "V0996")
    #expect(try session.failure("table \"item\" | project .nothing")?.code == "V0350")
    #expect(try session.output("table \"item\" | head 0 | project .v | count") == "0")
  }
}
