/// Finds the name a person may have meant.
enum NearestName {
  /// The known name with the fewest edits, capital letters ignored, if at most a third of the word needs changing; the
  /// first of equals in byte order.
  static func nearest(to name: String, among known: [String]) -> String? {
    let wanted = Array(name.lowercased().utf8)
    let limit = max(1, wanted.count / 3)
    if wanted.count > 100 { return nil }
    var best: (edits: Int, name: String)?
    for candidate in known.sorted() {
      let edits = distance(wanted, Array(candidate.lowercased().utf8))
      if edits <= limit, edits < best?.edits ?? .max { best = (edits, candidate) }
    }
    return best?.name
  }

  /// Levenshtein distance with swaps of neighbours counted once (optimal string alignment).
  private static func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
    var beforeLast = [Int](repeating: 0, count: b.count + 1)
    var last = Array(0...b.count)
    for i in a.indices {
      var row = [i + 1] + [Int](repeating: 0, count: b.count)
      for j in b.indices {
        row[j + 1] = min(row[j] + 1, last[j + 1] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
          row[j + 1] = min(row[j + 1], beforeLast[j - 1] + 1)
        }
      }
      (beforeLast, last) = (last, row)
    }
    return last[b.count]
  }
}
