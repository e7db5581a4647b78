import Support
import Testing

/// Vectors that another program wrote wrongly: every step that reads them names the row's key and writes nothing.
@Suite struct FaultVectorTests {
  /// SQL for the bytes, and words of the error.
  @Test(arguments: [
    ("x'00000000'", "`v` has 1 element"),
    ("x'0000000000'", "`v`"),
    ("x''", "`v`"),
    ("'text'", "`v`"),
    ("7", "`v`"),
    ("cast(x'0000c07f' || substr(v, 5) as blob)", "`v` has a NaN or infinite element at position 0"),
    ("cast(substr(v, 1, 1532) || x'0000807f' as blob)", "`v` has a NaN or infinite element at position 383"),
    ("zeroblob(1536)", "`v` has length zero, which has no cosine distance"),
  ])
  func theRowIsNamedByItsKey(_ bytes: String, _ words: String) throws {
    let fault = FaultFolder()
    try fault.folder.write("r.jsonl", FaultFolder.records(0..<60))
    #expect(try fault.load("r.jsonl").exitCode == 0)
    #expect(try fault.embed().exitCode == 0)
    let column = ["-t", "t", "-i", "v"]
    try fault.seed.run("kmeans", column + ["-c", "3"])
    _ = try fault.seed.select("update t set v = \(bytes) where pid = 'p7'")
    let rows = "select pid, passage, hex(v), typeof(v) from t order by pid"
    let before = try fault.seed.select(rows)
    for (verb, arguments) in [
      ("kmeans", column + ["-c", "3"]), ("kmeans", column + ["-c", "3", "-a", "minibatch"]),
      ("assign", column),
      ("search", ["-t", "t", "-i", "passage", "-o", "v", "word3 of text 3"]),
    ] {
      let run = try fault.seed.run(verb, arguments, code: 1)
      #expect(run.stderr.contains("p7") && run.stderr.contains(words), "\(verb) \(bytes): \(run.stderr)")
      #expect(run.stdout.isEmpty && run.stderr.contains("help: "), "\(verb): \(run.summary)")
    }
    #expect(try fault.seed.select(rows) == before)
    #expect(try fault.seed.select("select count(*) from t_v_clusters") == ["0"])
    #expect(try fault.seed.select("select count(distinct version) from t_v_centroid") == ["1"])
    _ = try fault.seed.select("update t set v = null where pid = 'p7'")
    #expect(try fault.embed().exitCode == 0)
    try fault.seed.run("kmeans", column + ["-c", "3"])
    try fault.seed.run("assign", column)
    #expect(try fault.count("length(v) = 1536") == 60)
  }
}
