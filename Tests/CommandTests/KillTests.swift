import Support
import Testing

/// `kill -9` at any moment, and the same command again: the rows come out as if nothing had happened.
@Suite(.serialized) struct KillTests {
  static let killsPerStep = 5
  static let rows = 12_000

  /// The four jobs as commands; small batches make many moments to die in.
  static func steps(_ store: String, _ data: String) -> [[String]] {
    [
      ["load", data, "-u", store, "-t", "passage", "-k", "pid", "-b", "200"],
      ["embed", "-u", store, "-t", "passage", "-i", "passage", "-o", "v", "-m", "hash", "-b", "100"],
      ["kmeans", "-u", store, "-t", "passage", "-i", "v", "-c", "12"],
      ["assign", "-u", store, "-t", "passage", "-i", "v", "-b", "200"],
    ]
  }

  @Test(.timeLimit(.minutes(4)))
  func aKilledJobRunAgainGivesWhatAnUndisturbedOneGives() throws {
    let folder = TemporaryFolder()
    var random = SeededGenerator(seed: 20_261_120)
    let data = try folder.write("rows.jsonl", Self.records(&random))
    let calm = folder.file("calm.db")
    let stormy = folder.file("stormy.db")
    var killed = 0
    for (at, step) in Self.steps(calm, data).enumerated() {
      let before = Files.exists(calm) ? try Files.read(calm) : nil
      let undisturbed = try CommandLineRun(step)
      #expect(undisturbed.exitCode == 0, "\(undisturbed.summary)")
      let expected = try dumpStore(calm)
      for _ in 0..<Self.killsPerStep {
        try Self.restore(before, at: stormy)
        let again = Self.steps(stormy, data)[at]
        let run = try CommandLineRun(again, stop: .after(seconds: random.unit() * undisturbed.seconds))
        if run.signal != nil { killed += 1 }
        // A clustering that was committed is done: running it again would rightly make another version.
        let isDone = try step[0] == "kmeans" && dumpStore(stormy) == expected
        if !isDone {
          let finishing = try CommandLineRun(again)
          #expect(finishing.exitCode == 0, "\(finishing.summary)")
        }
        #expect(try dumpStore(stormy) == expected, "after \(step[0])")
      }
    }
    #expect(killed >= Self.killsPerStep * 2, "the kills must hit running jobs")
  }

  private static func restore(_ bytes: [UInt8]?, at store: String) throws {
    for suffix in ["", "-wal", "-shm"] { Files.remove(store + suffix) }
    if let bytes { try Files.write(store, bytes) }
  }

  static func records(_ random: inout SeededGenerator) -> String {
    var text = ""
    for row in 0..<rows {
      text +=
        "{\"pid\": \"p\(random.below(1_000_000))_\(row)\", \"passage\": \"\(random.sentence(words: 12))\"}\n"
    }
    return text
  }
}
