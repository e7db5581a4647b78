/// The lines of a recorded output and of a new one, laid beside each other: a unified diff.
struct OutputDiff {
  private enum Step {
    /// A recorded line and the new one it agrees with; a line `...` has none.
    case same(Int, now: Int?)
    case gone(Int)
    case new(Int)
  }

  /// Lines shown around a change.
  private static let context = 3
  /// Pairs of lines that are compared; beyond it a stretch is shown as replaced whole.
  private static let mostPairs = 250_000

  /// What a line that is gone or new costs, and what one costs that a line `...` stands for: where changes are as many,
  /// the recorded lines that are still there are found rather than swallowed.
  private static let changeCost: Int32 = 1024
  private static let wildcardCost: Int32 = 1

  private let recorded: [LinePattern]
  private let now: [[UInt8]]
  private var steps: [Step] = []

  /// Lines that agree by the pattern are no change, nor are those that a line `...` stands for.
  init(_ recorded: [LinePattern], _ now: [[UInt8]]) {
    self.recorded = recorded
    self.now = now
    var front = 0
    while front < min(recorded.count, now.count), isSame(front, front) { front += 1 }
    var back = 0
    while back < min(recorded.count, now.count) - front,
      isSame(recorded.count - 1 - back, now.count - 1 - back)
    { back += 1 }
    steps = (0..<front).map { .same($0, now: $0) }
    align(front..<(recorded.count - back), front..<(now.count - back))
    let shift = now.count - recorded.count
    steps += ((recorded.count - back)..<recorded.count).map { .same($0, now: $0 + shift) }
  }

  private func isSame(_ one: Int, _ other: Int) -> Bool {
    !recorded[one].isAnyLines && recorded[one].matches(now[other])
  }

  /// The fewest changes, by dynamic programming from the ends.
  private mutating func align(_ old: Range<Int>, _ new: Range<Int>) {
    guard !old.isEmpty, !new.isEmpty, old.count <= Self.mostPairs / new.count else {
      steps += old.map { .gone($0) } + new.map { .new($0) }
      return
    }
    let width = new.count + 1
    var cost = [Int32](repeating: 0, count: (old.count + 1) * width)
    var isPair = [Bool](repeating: false, count: cost.count)
    for i in stride(from: old.count, through: 0, by: -1) {
      let isAny = i < old.count && recorded[old.lowerBound + i].isAnyLines
      for j in stride(from: new.count, through: 0, by: -1) where i < old.count || j < new.count {
        let here = i * width + j
        var best = Int32.max
        if i < old.count { best = min(best, cost[here + width] + (isAny ? 0 : Self.changeCost)) }
        if j < new.count { best = min(best, cost[here + 1] + (isAny ? Self.wildcardCost : Self.changeCost)) }
        if i < old.count, j < new.count, isSame(old.lowerBound + i, new.lowerBound + j) {
          isPair[here] = true
          best = min(best, cost[here + width + 1])
        }
        cost[here] = best
      }
    }
    trace(old, new, cost, isPair, width)
  }

  private mutating func trace(
    _ old: Range<Int>, _ new: Range<Int>, _ cost: [Int32], _ isPair: [Bool], _ width: Int
  ) {
    var (i, j) = (0, 0)
    while i < old.count || j < new.count {
      let here = i * width + j
      let isAny = i < old.count && recorded[old.lowerBound + i].isAnyLines
      if isPair[here], cost[here] == cost[here + width + 1] {
        steps.append(.same(old.lowerBound + i, now: new.lowerBound + j))
        (i, j) = (i + 1, j + 1)
      } else if isAny, j < new.count, cost[here] == cost[here + 1] + Self.wildcardCost {
        j += 1
      } else if i < old.count, cost[here] == cost[here + width] + (isAny ? 0 : Self.changeCost) {
        steps.append(isAny ? .same(old.lowerBound + i, now: nil) : .gone(old.lowerBound + i))
        i += 1
      } else {
        steps.append(.new(new.lowerBound + j))
        j += 1
      }
    }
  }

  /// The new output with the wildcards of the recorded one where they still stand for what is there.
  var merged: String {
    let lines = steps.compactMap { step -> [UInt8]? in
      switch step {
      case .gone: nil
      case .new(let index): now[index]
      case .same(let index, let other):
        recorded[index].hasWildcard || other == nil ? recorded[index].line : other.map { now[$0] }
      }
    }
    return lines.map { String(decoding: $0, as: UTF8.self) + "\n" }.joined()
  }

  // MARK: Text

  /// Hunks with lines of context; empty when nothing changed. `firstLine` is that of the recorded text in its file.
  func text(firstLine: Int) -> String {
    let changes = steps.indices.filter { if case .same = steps[$0] { false } else { true } }
    var hunks: [Range<Int>] = []
    for index in changes {
      let range = max(0, index - Self.context)..<min(steps.count, index + Self.context + 1)
      if let last = hunks.last, range.lowerBound <= last.upperBound {
        hunks[hunks.count - 1] = last.lowerBound..<range.upperBound
      } else {
        hunks.append(range)
      }
    }
    return hunks.map { hunk($0, firstLine) }.joined()
  }

  private func hunk(_ range: Range<Int>, _ firstLine: Int) -> String {
    func lines(_ steps: ArraySlice<Step>) -> (old: Int, new: Int) {
      steps.reduce(into: (0, 0)) { count, step in
        switch step {
        case .same: count = (count.0 + 1, count.1 + 1)
        case .gone: count.0 += 1
        case .new: count.1 += 1
        }
      }
    }
    let (before, size) = (lines(steps[..<range.lowerBound]), lines(steps[range]))
    // An empty side names the line before it (POSIX diff -u).
    func side(_ start: Int, _ count: Int) -> String { "\(firstLine + start - (count == 0 ? 1 : 0)),\(count)" }
    var text = "@@ -\(side(before.old, size.old)) +\(side(before.new, size.new)) @@\n"
    for step in steps[range] {
      switch step {
      case .same(let index, _): text += " " + String(decoding: recorded[index].line, as: UTF8.self) + "\n"
      case .gone(let index): text += "-" + String(decoding: recorded[index].line, as: UTF8.self) + "\n"
      case .new(let index): text += "+" + String(decoding: now[index], as: UTF8.self) + "\n"
      }
    }
    return text
  }
}
