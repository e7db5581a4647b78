import Support
import Testing

/// `export` and `load` of vectors, there and back.
@Suite struct ExportVectorTests {
  private func session(_ folder: TemporaryFolder) throws -> TestSession {
    let session = TestSession(folder: folder.path)
    let lines = [
      #"{"id": 5, "vector": [1, 0.5]}"#, #"{"id": 2, "vector": [0, -3]}"#, #"{"id": 9, "vector": [4, 4]}"#,
    ]
    try folder.write("a.jsonl", lines.joined(separator: "\n"))
    _ = try session.output(
      """
      index_convert "a.jsonl", to: "a.npy", ids: "a.u64"
      let t = load "a.npy", into: "t", ids: "a.u64", column: "v", metric: "cosine"
      """)
    return session
  }

  @Test func thereAndBack() throws {
    let folder = TemporaryFolder()
    let session = try session(folder)
    #expect(
      try session.output("export t, by: .v, to: \"b.f32\", ids: \"b.u64\"") == """
        output     b.f32
        format     raw_f32
        vectors    3
        dimension  2
        bytes      24
        sidecar    b.json
        """)
    #expect(try Files.readText(folder.file("b.json")) == "{\"n\": 3, \"dim\": 2, \"metric\": \"cosine\"}\n")
    // In the order of the keys: 2, 5, 9.
    let floats = try Files.read(folder.file("b.f32"))
    var numbers: [Float] = []
    for at in stride(from: 0, to: floats.count, by: 4) {
      var bits: UInt32 = 0
      for place in 0..<4 { bits |= UInt32(floats[at + place]) << UInt32(8 * place) }
      numbers.append(Float(bitPattern: bits))
    }
    #expect(numbers == [0, -3, 1, 0.5, 4, 4])
    let ids = try Files.read(folder.file("b.u64"))
    #expect(ids.count == 24 && ids[0] == 2 && ids[8] == 5 && ids[16] == 9)
    #expect(try session.output("(load \"b.f32\", into: \"u\", ids: \"b.u64\").new") == "3")
    let nearest = "search [1, 0.4], by: .v, limit: 1 | select .id"
    #expect(try session.output("t | \(nearest)") == "id\n──\n 5\n1 row")
    #expect(try session.output("table \"u\" | derive v: .vector | \(nearest)") == "id\n──\n 5\n1 row")
    let filtered = "(t | where .id > 2 | export by: .v, to: \"c.npy\").vectors"
    #expect(try session.output(filtered) == "2")
    #expect(try session.output("(load \"c.npy\", into: \"w\", conflict: \"replace\").dimension") == "2")
  }

  @Test(arguments: [
    ("export t, by: .nope, to: \"x.npy\"", "V0628"), ("export t, by: .id, to: \"x.npy\"", "V0630"),
    ("export t, by: .v, to: \"x.txt\"", "V0434"),
    ("export t, by: .v, to: \"x.npy\", format: \"hdf\"", "V0435"),
    ("t | where .id > 99 | export by: .v, to: \"x.npy\"", "V0634"),
    ("export t, by: .v, to: \"none/x.npy\"", "V0448"),
    ("export t, by: .v, to: \"x.u64\", ids: \"x.u64\", format: \"npy\"", "V0448"),
    ("export t, by: .v, to: \"y.f32\", ids: \"y.json\"", "V0448"),
    ("export t, by: .v, to: \"y.f32\", ids: \"./y.f32\"", "V0448"),
    ("load \"a.npy\", \"a.npy\", into: \"x\"", "V0977"),
    ("load \"a.npy\", into: \"x\", skip_bad: 1", "V0976"),
    ("load \"a.jsonl\", into: \"x\", ids: \"a.u64\"", "V0976"),
    ("load \"a.npy\", into: \"x\", ids: \"a.jsonl\"", "V0444"),
    ("load \"a.npy\", into: \"t\", column: \"v\", key: \"pid\"", "V0640"),
    ("load \"a.npy\", into: \"t\"", "V0625"),
  ])
  func refusals(_ program: String, _ code: String) throws {
    let folder = TemporaryFolder()
    let session = try session(folder)
    let files = Files.list(folder.path).sorted()
    let failure = try session.failure(program)
    #expect(failure?.code == code, "\(failure?.message ?? "no failure")")
    #expect(Files.list(folder.path).sorted() == files)
    #expect(try session.output("t | count") == "3")
    #expect(try session.output("tables | where .table != \"t\" | count") == "0")
  }

  @Test func dryRunsWriteNothing() throws {
    let folder = TemporaryFolder()
    let session = try session(folder)
    let text = try session.output("load \"a.npy\", into: \"x\", dry_run: true")
    #expect(text.contains("create table") || text.contains("CREATE TABLE"), "\(text)")
    #expect(try session.output("tables | where .table == \"x\" | count") == "0")
  }
}
