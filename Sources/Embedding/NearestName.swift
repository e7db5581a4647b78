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

  /// Levenshtein distance.
  private static func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
    var row = Array(0...b.count)
    for (i, x) in a.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, y) in b.enumerated() {
        let next = min(row[j] + 1, row[j + 1] + 1, diagonal + (x == y ? 0 : 1))
        diagonal = row[j + 1]
        row[j + 1] = next
      }
    }
    return row[b.count]
  }
}
