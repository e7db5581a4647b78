/// The known name that a mistyped one is most like, or nil when none is near.
///
/// Distance: optimal string alignment (Damerau-Levenshtein with adjacent swaps); at most a third of the length,
/// and at least one. Ties go to the name that comes first.
func nearestName(to name: String, in known: [String]) -> String? {
  let wanted = Array(name.lowercased().unicodeScalars.prefix(64))
  var best: (distance: Int, name: String)?
  for candidate in known {
    let distance = editDistance(wanted, Array(candidate.lowercased().unicodeScalars.prefix(64)))
    let isPrefix = wanted.count >= 2 && candidate.lowercased().hasPrefix(name.lowercased())
    guard distance <= max(1, wanted.count / 3) || isPrefix else { continue }
    if best.map({ distance < $0.distance }) ?? true { best = (distance, candidate) }
  }
  return best?.name
}

private func editDistance(_ first: [Unicode.Scalar], _ second: [Unicode.Scalar]) -> Int {
  var twoBack = [Int](repeating: 0, count: second.count + 1)
  var previous = Array(0...second.count)
  for (row, a) in first.enumerated() {
    var current = [row + 1]
    for (column, b) in second.enumerated() {
      var cost = min(previous[column] + (a == b ? 0 : 1), previous[column + 1] + 1, current[column] + 1)
      if row > 0, column > 0, a == second[column - 1], first[row - 1] == b {
        cost = min(cost, twoBack[column - 1] + 1)
      }
      current.append(cost)
    }
    (twoBack, previous) = (previous, current)
  }
  return previous[second.count]
}
