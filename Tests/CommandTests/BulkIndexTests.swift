import Glibc
import Support
import Testing

/// `vnb bulk build-index`, `query` and `info`.
@Suite struct BulkIndexTests {
  /// 200 vectors of dimension 8, in `e.npy`, and two of them in `q.f32`.
  private func folder() throws -> (BulkFolder, [[Float]]) {
    let work = BulkFolder()
    let rows = BulkFolder.vectors(200, 8)
    try work.put("e.npy", BulkFolder.npy(rows))
    try work.put("q.f32", BulkFolder.raw([rows[3], rows[77]]))
    return (work, rows)
  }

  private func build(_ work: BulkFolder, _ words: [String] = []) throws -> CommandLineRun {
    try work.bulk(["build-index", "-i", "e.npy", "-o", "e.hnsw"] + words)
  }

  /// The `row`s nearest to a vector by l2 and plain loops.
  private func nearest(_ rows: [[Float]], _ query: [Float], _ count: Int) -> [Int] {
    let distances = rows.map { row in zip(row, query).reduce(Float(0)) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    }
    return Array(rows.indices.sorted { (distances[$0], $0) < (distances[$1], $1) }.prefix(count))
  }

  @Test func buildAskAndTell() throws {
    let (work, rows) = try folder()
    let run = try build(work, ["--metric", "l2"])
    #expect(run.exitCode == 0, "\(run.summary)")
    let fields = ["file", "vectors", "dimension", "metric", "m", "ef_construction", "seed", "max_layer"]
    let told = run.stdout.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
    #expect(Array(told.map { $0[0] }.prefix(8)) == fields)
    for (name, value) in [
      ("file", "e.hnsw"), ("vectors", "200"), ("dimension", "8"), ("metric", "l2"), ("m", "16"),
      ("ef_construction", "100"), ("seed", "42"), ("format_version", "1"),
    ] { #expect(told.first { $0[0] == name }?.last == value, "\(name)\n\(run.summary)") }
    let lines = run.stderr.split(separator: "\n").map(String.init)
    for (line, start) in zip(
      lines, ["Vectors:     200", "Dimension:   8", "Time:        ", "Throughput:  ", "Output:      0."])
    {
      #expect(line.hasPrefix(start), "\(line)")
    }
    let info = try work.bulk(["info", "--index", "e.hnsw"])
    #expect(info.stdout == run.stdout && info.stderr.isEmpty && info.exitCode == 0, "\(info.summary)")
    let early = try CommandLineRun(["--format", "json", "bulk", "info", "-i", "e.hnsw"], folder: work.path)
    #expect(early.stdout.hasPrefix("{\"file\":\"e.hnsw\""), "\(early.summary)")
    let twin = try CommandLineRun(["--format=json", "index", "info", "-i", "e.hnsw"], folder: work.path)
    #expect(twin.stdout == early.stdout, "\(twin.summary)")
    let recall = try #require(told.first { $0[0] == "recall" }?.last.flatMap(Double.init))
    #expect(recall > 0.95)

    let answers = try work.bulk(["query", "-i", "e.hnsw", "-q", "q.f32", "-k", "3", "--exact", "--quiet"])
    #expect(answers.exitCode == 0 && answers.stderr.isEmpty, "\(answers.summary)")
    let ids = answers.stdout.split(separator: "\n").compactMap { line -> Int? in
      guard line.hasPrefix("  ") else { return nil }
      return Int(line.split(separator: " ")[2])
    }
    #expect(ids == nearest(rows, rows[3], 3) + nearest(rows, rows[77], 3))
    #expect(answers.stdout.hasPrefix("Query 0:\n  1. ID: 3 Distance: 0.000000\n  2. ID: "))
    #expect(answers.stdout.contains("\nQuery 1:\n  1. ID: 77 Distance: 0.000000\n"))
    let graph = try work.bulk(["query", "-i", "e.hnsw", "-q", "q.f32", "-k", "3", "--ef", "200"])
    #expect(graph.stdout == answers.stdout, "\(graph.summary)")
    #expect(graph.stderr.contains("through the graph, recall@10 "))
    let table = try work.bulk(["query", "-i", "e.hnsw", "-q", "q.f32", "-k", "1", "--format", "csv"])
    #expect(table.stdout.hasPrefix("query,rank,id,distance\n0,1,3,0"), "\(table.summary)")
  }

  /// The seed's own shape of an answer, with one query.
  @Test func oneQueryGolden() throws {
    let work = BulkFolder()
    try work.put("e.f32", BulkFolder.raw([[1, 0], [0, 1], [0.6, 0.8]]))
    try work.put("ids.u64", BulkFolder.ids([70, .max, 5]))
    let run = try work.bulk([
      "build-index", "-i", "e.f32", "-o", "x", "-d", "2", "-f", "raw_f32", "--ids", "ids.u64", "-m", "32",
      "-e",
      "200", "-t", "2", "--batch-size", "7", "--quiet",
    ])
    #expect(run.exitCode == 0 && run.stderr.isEmpty, "\(run.summary)")
    try work.put("q.f32", BulkFolder.raw([[2, 0]]))
    let answers = try work.bulk(["query", "-i", "x", "-q", "q.f32", "--quiet"])
    #expect(
      answers.stdout == """
          1. ID: 70 Distance: 0.000000
          2. ID: 5 Distance: 0.400000
          3. ID: 18446744073709551615 Distance: 1.000000

        """, "\(answers.summary)")
  }

  @Test func sameBytesForAnyThreadsAndLayout() throws {
    let (work, rows) = try folder()
    #expect(try build(work, ["-t", "1", "--metric", "l2"]).exitCode == 0)
    let one = try work.bytes("e.hnsw")
    for threads in ["2", "3", "0"] {
      #expect(
        try build(work, ["-t", threads, "--metric", "l2", "--batch-size", threads == "2" ? "1" : "99"])
          .exitCode == 0)
      #expect(try work.bytes("e.hnsw") == one)
    }
    // The same vectors in another format, the metric from the sidecar, and the default ids given by name.
    try work.put("r.bin", BulkFolder.raw(rows))
    try work.put("meta.json", "{\"dim\": 8, \"metric\": \"l2\", \"n\": 200}")
    let raw = try work.bulk(["build-index", "-i", "r.bin", "-o", "r.hnsw"])
    #expect(raw.exitCode == 0, "\(raw.summary)")
    #expect(try work.bytes("r.hnsw") == one)
    #expect(try build(work, ["--metric", "l2", "--seed", "43"]).exitCode == 0)
    #expect(try work.bytes("e.hnsw") != one)
  }

  /// Arguments after `build-index -i e.npy -o out`, and what the error says.
  @Test(arguments: [
    (["--ids", "two.u64"], "ID count mismatch: 2 IDs vs 200 vectors", 1),
    (["--ids", "twins.u64"], "the id 7 of row 7 comes again in row 150", 1),
    (["--ids", "ragged.u64"], "1,599 bytes cannot be divided by 8", 1),
    (["--ids", "none.u64"], "there is no such file", 1),
    (["-d", "9"], "Dimension mismatch: expected 9, got 8", 1),
    (["-f", "csv"], "Invalid format: csv", 1),
    (["-f", "raw_f32"], "is an .npy file, where raw f32 is expected", 1),
    (["-m", "1"], "must be a whole number from 2 to 256, got `1`", 2),
    (["-e", "0"], "must be a whole number from 1 to", 2), (["-t", "-1"], "must be a whole number from 0", 2),
    (["--batch-size", "0"], "must be a whole number from 1", 2),
    (["--metric", "hamming"], "must be one of", 2),
    (["--ordering", "kmeans"], "`--ordering kmeans`: another order than the file's", 2),
    (["--ordering", "x"], "must be one of none, random_projection, kmeans, block", 2),
    (["--dimensoin", "8"], "did you mean `--dimension`?", 2), (["more"], "has no use for `more`", 2),
  ])
  func refusals(_ words: [String], _ text: String, _ exit: Int32) throws {
    let (work, _) = try folder()
    try work.put("out", "old")
    try work.put("two.u64", BulkFolder.ids([1, 2]))
    try work.put("twins.u64", BulkFolder.ids((0..<200).map { $0 == 150 ? 7 : UInt64($0) }))
    try work.put("ragged.u64", [UInt8](repeating: 0, count: 1599))
    let files = Files.list(work.path).sorted()
    let run = try work.bulk(["build-index", "-i", "e.npy", "-o", "out"] + words)
    #expect(run.exitCode == exit && run.stderr.contains(text) && run.stdout.isEmpty, "\(run.summary)")
    #expect(try work.bytes("out") == Array("old".utf8) && Files.list(work.path).sorted() == files)
  }

  @Test func badVectorsAreNamed() throws {
    let (work, rows) = try folder()
    func fault(_ change: (inout [[Float]]) -> Void, _ words: [String] = []) throws -> String {
      var rows = rows
      change(&rows)
      try work.put("b.npy", BulkFolder.npy(rows))
      let run = try work.bulk(["build-index", "-i", "b.npy", "-o", "b.hnsw"] + words)
      #expect(run.exitCode == 1 && !Files.exists("\(work.path)/b.hnsw"), "\(run.summary)")
      return run.stderr
    }
    #expect(
      try fault { $0[150][3] = .nan }.contains(
        "row 150 of `b.npy` has a NaN or infinite element at position 3"))
    #expect(try fault { $0[9][0] = -.infinity }.contains("row 9 of `b.npy`"))
    #expect(
      try fault { $0[9] = [Float](repeating: 0, count: 8) }.contains("row 9 of `b.npy` has length zero"))
    #expect(try fault({ $0[9][1] = 1e30 }, ["--metric", "l2"]).contains("squared length overflows"))
    #expect(try fault { $0 = [] }.contains("Dimension cannot be 0"))
    let same = try work.bulk(["build-index", "-i", "e.npy", "-o", "./e.npy"])
    #expect(same.exitCode == 1 && same.stderr.contains("both read and written"))
  }

  @Test func badQueriesAndIndexes() throws {
    let (work, rows) = try folder()
    #expect(try build(work, ["--quiet"]).exitCode == 0)
    func ask(_ query: [UInt8], _ name: String = "b.f32", _ words: [String] = []) throws -> CommandLineRun {
      try work.put(name, query)
      return try work.bulk(["query", "-i", "e.hnsw", "-q", name] + words)
    }
    let long = try ask(BulkFolder.raw([rows[0]]) + [0])
    #expect(
      long.exitCode == 1 && long.stderr.contains("Query size mismatch: expected 32 bytes (8 dim), got 33"),
      "\(long.summary)")
    #expect(try ask([]).stderr.contains("Query size mismatch: expected 32 bytes (8 dim), got 0"))
    #expect(
      try ask(BulkFolder.npy([[1, 2]]), "b.npy").stderr.contains("Dimension mismatch: expected 8, got 2"))
    #expect(
      try ask(BulkFolder.raw([[1, 2, 3, 4, 5, 6, 7, .nan]])).stderr.contains("row 0 of `b.f32` has a NaN"))
    #expect(
      try ask(BulkFolder.raw([[0, 0, 0, 0, 0, 0, 0, 0]])).stderr.contains("row 0 of `b.f32` has length zero"))
    #expect(try ask(BulkFolder.raw([rows[0]]), "b.f32", ["--exact", "--ef", "9"]).exitCode == 2)
    #expect(try ask(BulkFolder.raw([rows[0]]), "b.f32", ["-k", "0"]).exitCode == 2)
    #expect(
      try ask(BulkFolder.raw([rows[0]]), "b.f32", ["-k", "1000"]).stdout.split(separator: "\n").count == 200)
    #expect(
      try ask(BulkFolder.npy([rows[5]]), "b.npy", ["-k", "1"]).stdout == "  1. ID: 5 Distance: 0.000000\n")
    // No index: missing, empty, cut short, another kind of file, one bit changed.
    let whole = try work.bytes("e.hnsw")
    for (name, bytes) in [
      ("empty", []), ("cut", Array(whole.prefix(whole.count / 2))), ("other", BulkFolder.npy(rows)),
      ("bit", whole.enumerated().map { $0 == whole.count - 40 ? $1 ^ 1 : $1 }),
    ] as [(String, [UInt8])] {
      try work.put("\(name).hnsw", bytes)
      for words in [["info", "-i", "\(name).hnsw"], ["query", "-i", "\(name).hnsw", "-q", "q.f32"]] {
        let run = try work.bulk(words)
        #expect(run.exitCode == 1 && run.stderr.hasPrefix("error[V0") && run.stdout.isEmpty, "\(run.summary)")
      }
    }
    #expect(try work.bulk(["info", "-i", "none.hnsw"]).stderr.contains("none.hnsw"))
  }

  @Test func flagsThatDoNothingAreTold() throws {
    let (work, _) = try folder()
    let run = try build(
      work, ["--direct-read", "--prefault", "--telemetry", "--ordering", "none", "--quiet"])
    #expect(run.exitCode == 0, "\(run.summary)")
    let notes = run.stderr.split(separator: "\n")
    #expect(
      notes.count == 3 && notes.allSatisfy { $0.hasPrefix("note: `--") && $0.contains("does nothing here") })
    let call = try work.bulk([
      "build-index", "-ie.npy", "--output=o", "-m32", "-e", "200", "-t", "8", "--normalize", "-v",
      "--print-call",
    ])
    #expect(
      call.stdout == "index_build \"e.npy\", output: \"o\", m: 32, ef_construction: 200, normalize: true\n")
    let short = try CommandLineRun(
      ["index", "build", "-i", "e.npy", "-o", "x.hnsw", "-m", "32", "-e", "200", "-t", "8"], folder: work.path
    )
    #expect(short.exitCode == 0 && Files.exists("\(work.path)/x.hnsw"), "\(short.summary)")
  }

  @Test func normalizing() throws {
    let (work, rows) = try folder()
    #expect(try build(work, ["--normalize", "--metric", "l2", "--quiet"]).exitCode == 0)
    let unit = rows.map { row in
      let length = row.reduce(Float(0)) { $0 + $1 * $1 }.squareRoot()
      return row.map { $0 / length }
    }
    try work.put("u.f32", BulkFolder.raw([unit[11]]))
    let run = try work.bulk(["query", "-i", "e.hnsw", "-q", "u.f32", "-k", "1", "--exact", "--quiet"])
    #expect(run.stdout.hasPrefix("  1. ID: 11 Distance: 0.00000"), "\(run.summary)")
  }

  /// A killed build leaves the index that was there; Ctrl-C leaves nothing half-made and says so.
  @Test(arguments: [SIGKILL, SIGINT]) func stopping(_ signal: Int32) throws {
    let work = BulkFolder()
    try work.put("e.npy", BulkFolder.npy(BulkFolder.vectors(20_000, 32)))
    try work.put("e.hnsw", "old")
    let run = try CommandLineRun(
      ["bulk", "build-index", "-i", "e.npy", "-o", "e.hnsw", "-e", "400", "-v"], folder: work.path,
      stop: .whenStderr(contains: "index_build: ", signal: signal))
    #expect(run.wasStopped && run.exitCode == (signal == SIGKILL ? 137 : 130), "\(run.summary)")
    #expect(try work.bytes("e.hnsw") == Array("old".utf8))
    guard signal == SIGINT else { return }
    #expect(run.stderr.contains("`index_build` was stopped; nothing was written"), "\(run.summary)")
    #expect(Files.list(work.path).sorted() == ["e.hnsw", "e.npy"])
  }
}
