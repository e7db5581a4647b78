import Language
import Support
import Testing
import Verbs

/// Every example of `?name` and of the manual runs as it stands, on a small session with the tables and files they speak of.
@Suite struct ExampleRunTests {
  struct Case: CustomTestStringConvertible {
    let verb: String
    let code: String
    var testDescription: String { code }
  }

  static let cases = VerbCatalog.all.flatMap { verb in
    verb.signature.examples.map { Case(verb: verb.signature.name, code: $0.code) }
  }

  /// It needs a server of that name.
  static let server = "open \"postgresql://ann@db.example.com/work\""

  @Test(arguments: cases.filter { $0.code != server })
  func exampleRuns(example: Case) throws {
    let folder = TemporaryFolder()
    let session = TestSession(folder: folder.path)
    // A private store that holds tables is not given up for another.
    if example.verb != "open" { try Self.prepare(session, folder) }
    // The model that is at hand everywhere, and seconds in place of minutes.
    let code = example.code.replacing("\"minilm\"", with: "\"hash\"")
      .replacing("follow: true, max_idle: 5", with: "model: \"hash\", follow: true, max_idle: 0.001")
    let failure = try session.failure(code)
    // SQLite searches without an index; the servers' own tests make some.
    if example.verb == "index", failure?.code == "V0302" { return }
    #expect(failure == nil, "\(failure.map { "\($0.code) \($0.message)" } ?? "")")
  }

  @Test func theServerExampleIsOne() { #expect(Self.cases.contains { $0.code == Self.server }) }

  /// Files `data/msmarco_passage_1.gz` and `report.sql`; variables `passages` and `km`; three versions of centroids.
  private static func prepare(_ session: TestSession, _ folder: TemporaryFolder) throws {
    var random = SeededGenerator(seed: 5)
    let lines = (1...24).map {
      "{\"pid\": \"p\($0)\", \"label\": \"l\($0 % 3)\", \"passage\": \"\(random.sentence(words: 8))\"}\n"
    }
    for name in ["data", "sql"] { try Files.makeFolder(folder.file(name)) }
    try folder.write("passages.jsonl", lines.joined())
    let zip = try CommandLineRun(
      ["-c", "gzip -c passages.jsonl > data/msmarco_passage_1.gz"], program: "/bin/sh", folder: folder.path)
    try #require(zip.exitCode == 0)
    let vectors = (1...40).map { "{\"id\": \($0), \"vector\": [\(sines($0, 3))]}\n" }
    try folder.write("embeddings.jsonl", vectors.joined())
    try folder.write(
      "e.jsonl", "{\"id\": 3, \"v\": [\(sines(1, 384))]}\n{\"id\": 4, \"v\": [\(sines(2, 384))]}\n")
    try folder.write("report.sql", "select count(*) as n from passage")
    _ = try session.output(
      """
      let passages = load "data/*.gz", into: "passage", key: "pid"
      passages | embed .passage, into: "passage_vector", model: "hash"
      for seed in 1..2 { passages | kmeans .passage_vector, k: 2, seed: seed }
      let km = passages | kmeans .passage_vector, k: 3, seed: 3
      index_convert "embeddings.jsonl", to: "embeddings.npy"
      index_convert "embeddings.jsonl", to: "queries.npy"
      index_convert "e.jsonl", to: "e.f32", ids: "e.u64"
      index_build "embeddings.npy", output: "embeddings.hnsw"
      """)
  }

  /// Numbers of a vector, as JSON.
  private static func sines(_ row: Int, _ count: Int) -> String {
    (1...count).map { "\(Double(row * $0 % 17) - 8)" }.joined(separator: ", ")
  }
}
