import Support
import Testing

/// A folder with a store, worked on by the executable alone, as a person with a seed's command lines would.
struct SeedFolder {
  let folder = TemporaryFolder()
  var store: String { folder.file("s.db") }

  /// Seven records, one with a NULL text, one with quotes and a line end.
  static let records = """
    {"pid": "a1", "passage": "the red fox runs", "spans": "(0,16)", "docid": "d1"}
    {"pid": "a2", "passage": "the red fox sleeps", "spans": "(17,35)", "docid": "d1"}
    {"pid": "b1", "passage": "green tea is hot", "spans": "(0,16)", "docid": "d2"}
    {"pid": "b2", "passage": "green tea is cold", "spans": "(17,34)", "docid": "d2"}
    {"pid": "c1", "passage": "blue \\"sky\\"\\nand it's sea", "spans": "(0,9)", "docid": "d3"}
    {"pid": "c2", "passage": null, "spans": "(9,12)", "docid": "d3"}
    {"pid": "c3", "passage": "blue sky and lake", "spans": "(12,29)", "docid": "d3"}

    """

  /// One run on this store; it must end with `code`.
  @discardableResult
  func run(
    _ verb: String, _ arguments: [String], code: Int32 = 0, sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> CommandLineRun {
    let run = try CommandLineRun([verb, "-u", store] + arguments, folder: folder.path)
    #expect(run.exitCode == code, "\(verb) \(arguments)\n\(run.summary)", sourceLocation: sourceLocation)
    return run
  }

  /// The lines of a SELECT as CSV, without its header.
  func select(_ sql: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> [String] {
    let program = "sql '\(sql.replacing("'", with: "''"))'"
    return try lines(program, sourceLocation: sourceLocation)
  }

  /// The lines of a program's result as CSV, without its header.
  func lines(_ program: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> [String] {
    let run = try CommandLineRun(
      ["eval", program, "--store", store, "--format", "csv"], folder: folder.path)
    #expect(run.exitCode == 0, "\(program)\n\(run.summary)", sourceLocation: sourceLocation)
    return run.stdout.split(separator: "\n").dropFirst().map(String.init)
  }

  /// Loads the records.
  func loaded() throws -> SeedFolder {
    let data = try folder.write("records.jsonl", Self.records)
    try run("load", [data, "-t", "passage", "-k", "pid"])
    return self
  }

  /// Loads and embeds them with the model that needs no file.
  func embedded() throws -> SeedFolder {
    let seed = try loaded()
    try seed.run("embed", ["-t", "passage", "-i", "passage", "-o", "passage_vector", "-m", "hash"])
    return seed
  }

  static let column = ["-t", "passage", "-i", "passage_vector"]

  /// And clusters them.
  func clustered(_ k: Int = 3) throws -> SeedFolder {
    let seed = try embedded()
    try seed.run("kmeans", Self.column + ["-c", "\(k)"])
    return seed
  }

  /// Every byte of the database.
  var bytes: [UInt8] {
    get throws { try Files.read(store) + (Files.exists(store + "-wal") ? Files.read(store + "-wal") : []) }
  }
}
