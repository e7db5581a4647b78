import Glibc
import Support
import Testing

/// `vnb bulk convert`.
@Suite struct BulkConvertTests {
  private let rows: [[Float]] = [[1, -2.5, 3], [0, 4e-30, -5]]

  @Test func npyAndRawBothWays() throws {
    let work = BulkFolder()
    try work.put("a.npy", BulkFolder.npy(rows))
    let run = try work.bulk([
      "convert", "-i", "a.npy", "-o", "b.f32", "--to-format", "raw_f32", "--metric", "cosine",
    ])
    #expect(run.exitCode == 0, "\(run.summary)")
    #expect(
      run.stdout == """
        output     b.f32
        format     raw_f32
        vectors    2
        dimension  3
        bytes      24
        sidecar    b.json

        """)
    #expect(run.stderr.hasPrefix("index_convert: 2 vectors in "))
    #expect(try work.bytes("b.f32") == BulkFolder.raw(rows))
    #expect(try work.bytes("b.json") == Array("{\"n\": 2, \"dim\": 3, \"metric\": \"cosine\"}\n".utf8))
    let back = try work.bulk(["convert", "-i", "b.f32", "-o", "c.npy", "--to-format", "npy", "--quiet"])
    #expect(back.exitCode == 0 && back.stderr.isEmpty, "\(back.summary)")
    #expect(try work.bytes("c.npy") == BulkFolder.npy(rows))
    // The metric of a sidecar goes on to the next.
    try work.put("d.bin", "old")
    let again = try CommandLineRun(
      [
        "index", "convert", "-i", "b.f32", "-o", "d.bin", "--to-format", "raw_f32", "-d", "3", "--format",
        "json",
      ],
      folder: work.path)
    #expect(again.stdout.contains("\"sidecar\":\"d.json\""), "\(again.summary)")
    #expect(try work.bytes("d.json") == work.bytes("b.json") && work.bytes("d.bin") == work.bytes("b.f32"))
    #expect(Files.list(work.path).sorted() == ["a.npy", "b.f32", "b.json", "c.npy", "d.bin", "d.json"])
  }

  @Test func jsonLinesIn() throws {
    let work = BulkFolder()
    try work.put(
      "a.jsonl", "{\"id\": 9, \"vector\": [1, -2.5, 3]}\n{\"vector\": [0, 4e-30, -5], \"id\": 7}\n")
    let run = try work.bulk([
      "convert", "-i", "a.jsonl", "-o", "a.npy", "--to-format", "npy", "--ids", "a.u64", "--quiet",
    ])
    #expect(run.exitCode == 0, "\(run.summary)")
    #expect(try work.bytes("a.npy") == BulkFolder.npy(rows))
    #expect(try work.bytes("a.u64") == BulkFolder.ids([9, 7]))
    try work.put("b.json", "{\"x\": [3, 4], \"y\": [1]}\n")
    let named = try work.bulk([
      "convert", "-i", "b.json", "-o", "b.f32", "--to-format", "raw_f32", "--field", "x", "--normalize",
      "--quiet",
    ])
    // The sidecar of b.f32 would be the input itself.
    #expect(named.exitCode == 1 && named.stderr.contains("`b.json` is both read"), "\(named.summary)")
    let other = try work.bulk([
      "convert", "-i", "b.json", "-o", "c.f32", "--to-format", "raw_f32", "--field", "x", "--normalize",
      "--quiet",
    ])
    #expect(other.exitCode == 0, "\(other.summary)")
    #expect(try work.bytes("c.f32") == BulkFolder.raw([[0.6, 0.8]]))
  }

  /// Arguments after `-i a.npy -o out`, the file, and what the error says.
  @Test(arguments: [
    (["--to-format", "hdf5"], "Unsupported output format: hdf5", 1),
    (["--to-format", "npy", "--from-format", "parquet"], "Invalid format: parquet", 1),
    (["--to-format", "npy", "-d", "7"], "Dimension mismatch: expected 7, got 3", 1),
    (["--to-format", "npy", "-d", "-7"], "`-d` must be a whole number from 0", 2),
    (["--to-format", "npy", "--ids", "x"], "used with JSON Lines", 1),
    (["--to-format", "npy", "--metric", "l3"], "`--metric` must be one of cosine, l2, ip, got `l3`", 2),
    ([], "`bulk convert` needs `--to-format`", 2),
  ])
  func refusals(_ words: [String], _ text: String, _ exit: Int32) throws {
    let work = BulkFolder()
    try work.put("a.npy", BulkFolder.npy(rows))
    try work.put("out", "old")
    let run = try work.bulk(["convert", "-i", "a.npy", "-o", "out"] + words)
    #expect(run.exitCode == exit && run.stderr.contains(text) && run.stdout.isEmpty, "\(run.summary)")
    #expect(try work.bytes("out") == Array("old".utf8) && Files.list(work.path).count == 2)
  }

  @Test func badFiles() throws {
    let work = BulkFolder()
    func fault(_ name: String, _ bytes: [UInt8], _ more: [String] = []) throws -> String {
      try work.put(name, bytes)
      let run = try work.bulk(["convert", "-i", name, "-o", "out.npy", "--to-format", "npy"] + more)
      #expect(run.exitCode == 1 && !Files.exists("\(work.path)/out.npy"), "\(run.summary)")
      return run.stderr
    }
    let good = BulkFolder.npy(rows)
    #expect(try fault("a.xyz", good).contains("Could not detect format from extension. Use --format"))
    #expect(try fault("a.toon", good).contains("`toon` is known but not implemented"))
    #expect(try fault("a.npy", BulkFolder.npy(rows, type: "<f8")).contains("float64"))
    #expect(try fault("a.npy", BulkFolder.npy(rows, order: "True")).contains("Fortran"))
    #expect(try fault("a.npy", Array(good.dropLast())).contains("File too small: need 152 bytes, got 151"))
    #expect(try fault("a.npy", good + [1]).contains("1 byte after the last whole vector"))
    #expect(try fault("a.f32", BulkFolder.raw(rows)).contains("does not tell its dimension"))
    #expect(try fault("a.f32", BulkFolder.raw(rows), ["-d", "0"]).contains("Dimension cannot be 0"))
    #expect(
      try fault("a.f32", BulkFolder.raw(rows), ["-d", "4"]).contains("8 bytes after the last whole vector"))
    #expect(try fault("a.npy", BulkFolder.npy([[1, 2], [3, .nan]])).contains("row 1 of `a.npy` has a NaN"))
    #expect(
      try fault("a.npy", BulkFolder.npy([[1, 2], [0, 0]]), ["--normalize"])
        .contains("row 1 of `a.npy` has length zero"))
    #expect(
      try fault("a.jsonl", Array("{\"v\":[1]}\n{\"v\":[1,2]}\n".utf8)).contains(
        "a.jsonl:2: Dimension mismatch"))
    #expect(try fault("a.jsonl", []).contains("`a.jsonl` holds no vectors"))
    let same = try work.bulk(["convert", "-i", "a.f32", "-d", "3", "-o", "./a.f32", "--to-format", "npy"])
    #expect(same.exitCode == 1 && same.stderr.contains("both read and written"))
    let none = try work.bulk(["convert", "-i", "none.npy", "-o", "x.npy", "--to-format", "npy"])
    #expect(none.exitCode == 1 && none.stderr.contains("cannot open `none.npy`: there is no such file"))
  }

  @Test func commandsOfBulk() throws {
    let work = BulkFolder()
    let unknown = try work.bulk(["convrt"])
    #expect(
      unknown.exitCode == 2 && unknown.stderr.contains("did you mean `bulk convert`?"), "\(unknown.summary)")
    #expect(try work.bulk([]).exitCode == 2)
    let page = try work.bulk(["--help"])
    for name in ["build-index", "query", "info"] { #expect(page.stdout.contains("vnb bulk \(name) -i FILE")) }
    #expect(page.exitCode == 0 && page.stdout.contains("vnb bulk convert -i FILE -o FILE --to-format FORMAT"))
    #expect(try CommandLineRun(["help", "bulk", "convert"]).stdout == page.stdout)
    let call = try work.bulk(["convert", "-i", "a b.npy", "-o", "c", "--to-format", "npy", "--print-call"])
    #expect(call.stdout == "index_convert \"a b.npy\", to: \"c\", format: \"npy\"\n")
    let shells = try ["bash", "zsh", "fish"].map { try CommandLineRun(["completion", $0]).stdout }
    #expect(shells.allSatisfy { $0.contains("bulk") && $0.contains("convert") && $0.contains("to-format") })
  }
}
