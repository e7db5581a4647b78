/// The nearest of the names, or nil when none is near enough to be worth saying: at most one edit for names up to 4 letters, two
/// up to 8, three above, and never as many edits as letters. Capitals do not count. Ties go to the first in the order of
/// `String`, whatever the order of `names`.
public func didYouMean(_ name: String, in names: some Sequence<String>) -> String? {
  let wanted = Array(name.lowercased().unicodeScalars)
  guard wanted.count > 1, wanted.count <= 64 else { return nil }
  let allowed = wanted.count <= 4 ? 1 : wanted.count <= 8 ? 2 : 3
  var best: (distance: Int, name: String)?
  for candidate in names where candidate != name {
    let letters = Array(candidate.lowercased().unicodeScalars)
    guard abs(letters.count - wanted.count) <= allowed, letters.count > 1 else { continue }
    let distance = editDistance(wanted, letters)
    guard distance <= allowed, distance < letters.count else { continue }
    if let found = best, (found.distance, found.name) <= (distance, candidate) { continue }
    best = (distance, candidate)
  }
  return best?.name
}

/// Insertions, deletions, replacements and swaps of neighbours (optimal string alignment) that turn one into the other.
private func editDistance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
  var beforeLast = [Int](repeating: 0, count: right.count + 1)
  var last = Array(0...right.count)
  for row in 0..<left.count {
    var now = [row + 1] + [Int](repeating: 0, count: right.count)
    for column in 0..<right.count {
      let cost = left[row] == right[column] ? 0 : 1
      now[column + 1] = min(last[column + 1] + 1, now[column] + 1, last[column] + cost)
      if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
        now[column + 1] = min(now[column + 1], beforeLast[column - 1] + 1)
      }
    }
    (beforeLast, last) = (last, now)
  }
  return last[right.count]
}
