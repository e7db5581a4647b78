import Support

/// Glosses made here for the tour: the demo's twenty thousand take minutes. JSON lines like those of `make demo`.
enum Glosses {
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

  /// Each noun with each of its ends, in one of the ways to begin.
  private static func lines() -> String {
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

  private static let folder = TemporaryFolder.untilExit()
  /// The file of them, written when first asked for and gone when the process ends.
  static let file = Result { try folder.write("glosses.jsonl", lines()) }
}
