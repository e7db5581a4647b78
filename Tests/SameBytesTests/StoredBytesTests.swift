import Support
import Testing

/// What is stored does not depend on how the work was cut.
@Suite struct StoredBytesTests {
  static let ways = [(1, 1), (1, 7), (2, 1000), (2, 7), (3, 100)]

  @Test func workersAndBatchesLeaveNoTrace() throws { try expectSameStores(model: "hash") }

  @Test(.enabled(if: modelFolder != nil, "no model all-MiniLM-L6-v2"))
  func norDoTheyOnAModelOfSentences() throws { try expectSameStores(model: "minilm") }

  private func expectSameStores(model: String) throws {
    let folder = TemporaryFolder()
    var random = SeededGenerator(seed: 5)
    var text = ""
    for row in 0..<60 {
      text += "{\"pid\": \(row), \"passage\": \"\(random.sentence(words: 1 + random.below(40)))\"}\n"
    }
    let data = try folder.write("rows.jsonl", text)
    var dumps: Set<String> = []
    for (workers, batch) in Self.ways {
      let store = folder.file("w\(workers)b\(batch).db")
      let cut = ["-u", store, "-t", "passage", "-b", "\(batch)"]
      let steps = [
        ["load", data, "-k", "pid"] + cut,
        ["embed", "-i", "passage", "-o", "v", "-m", model, "-w", "\(workers)"] + cut,
        ["kmeans", "-i", "v", "-c", "5", "-w", "\(workers)"] + cut,
        ["assign", "-i", "v", "-w", "\(workers)"] + cut,
      ]
      for step in steps {
        let run = try CommandLineRun(step)
        #expect(run.exitCode == 0, "\(run.summary)")
      }
      dumps.insert(try dumpStore(store))
    }
    #expect(dumps.count == 1)
  }
}
