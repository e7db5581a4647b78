/// The word of `choices` that `word` was most likely meant to be; nil when none is close.
///
/// Close: at most a third of the letters differ (one for short words), a swap of neighbours counting as one change
/// (optimal string alignment). Of equally close ones, the first.
public func nearestWord(to word: String, in choices: [String]) -> String? {
  let allowed = max(1, min(word.count, 30) / 3)
  guard word.count <= 60 else { return nil }
  let ranked = choices.map { ($0, editDistance(Array(word.lowercased()), Array($0.lowercased()))) }
  let best = ranked.min { $0.1 < $1.1 }
  guard let best, best.1 <= allowed, best.1 < best.0.count else { return nil }
  return best.0
}

/// Insertions, deletions, substitutions and swaps of neighbours that turn `a` into `b`.
func editDistance(_ a: [Character], _ b: [Character]) -> Int {
  var before: [Int] = []
  var last = Array(0...b.count)
  for (i, left) in a.enumerated() {
    var row = [i + 1]
    for (j, right) in b.enumerated() {
      var cost = min(last[j + 1] + 1, row[j] + 1, last[j] + (left == right ? 0 : 1))
      if i > 0, j > 0, left == b[j - 1], a[i - 1] == right { cost = min(cost, before[j - 1] + 1) }
      row.append(cost)
    }
    before = last
    last = row
  }
  return last.last ?? 0
}
