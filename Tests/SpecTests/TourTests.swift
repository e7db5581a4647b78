import Support
import Testing

/// The tour prints the same on every store. It runs on glosses made here, since the demo's twenty thousand take minutes.
@Suite struct TourTests {
  private static let words: [(label: String, nouns: [String], rest: [String])] = [
    (
      "noun.animal", ["penguin", "sparrow", "terrier", "salmon", "beetle", "heron", "otter", "mule"],
      ["that lives by cold water", "with short wings", "kept by farmers", "that cannot fly"]
    ),
    (
      "noun.food", ["bread", "soup", "cheese", "pudding", "stew", "biscuit", "sauce", "curry"],
      ["baked in an oven", "served hot with herbs", "made of milk", "eaten at breakfast"]
    ),
    (
      "noun.artifact", ["hammer", "boat", "lantern", "chisel", "kettle", "plough", "canoe", "anvil"],
      ["used by a carpenter", "made of iron", "for crossing a river", "that gives light"]
    ),
  ]
  private static let kinds = [
    "a small", "a large", "an old kind of", "any of several kinds of", "the common",
  ]

  /// JSON lines like those of `make demo`: each noun with each of its ends, in one of the ways to begin.
  static func glosses() -> String {
    var lines: [String] = []
    for (label, nouns, rest) in words {
      for (at, noun) in nouns.enumerated() {
        for (end, words) in rest.enumerated() {
          let passage = "\(kinds[(at + end) % kinds.count]) \(noun) \(words)"
          let pid = lines.count + 1
          lines.append(
            "{\"pid\": \(pid), \"docid\": \"\(noun)\", \"label\": \"\(label)\", \"passage\": \"\(passage)\"}\n"
          )
        }
      }
    }
    return lines.joined()
  }

  @Test(.enabled(if: modelFolder != nil && SpecStore.isServerAvailable))
  func theTourPrintsTheSameOnEveryStore() throws {
    let folder = TemporaryFolder()
    let data = folder.file("glosses.jsonl")
    try Files.write(data, Array(Self.glosses().utf8))
    var expected: String?
    for store in SpecStore.available {
      let arguments =
        try ["run", "-q"] + store.options(folder) + ["notebooks/tour.vnb", "data=\(data)", "k=6"]
      let run = try CommandLineRun(arguments, folder: packageFolder)
      #expect(run.exitCode == 0, "\(store): \(run.summary)")
      #expect(run.stdout.contains("purity"), "\(run.summary)")
      expectSameLines(run.stdout, expected ?? run.stdout, "on \(store)")
      expected = expected ?? run.stdout
    }
  }
}
