/// Two texts beside each other as `diff -u` shows them, without a head: for failure messages. Empty when they are the same.
///
/// Lines that both begin and end with are set aside first. What is left is aligned by its longest common subsequence, or shown as
/// replaced whole where that would take more than ``mostPairs`` comparisons.
public enum UnifiedDiff {
  private static let context = 3
  private static let mostPairs = 1_000_000
  /// Longer diffs end with a count of what is left out: a test's report is for reading.
  private static let mostLines = 120

  private enum Step {
    case same(Int, Int)
    case gone(Int)
    case new(Int)
  }

  public static func text(_ old: String, _ new: String) -> String {
    guard !old.utf8.elementsEqual(new.utf8) else { return "" }
    let (old, new) = (lines(old), lines(new))
    let steps = steps(old, new)
    let changes = steps.indices.filter { if case .same = steps[$0] { false } else { true } }
    var hunks: [Range<Int>] = []
    for index in changes {
      let range = max(0, index - context)..<min(steps.count, index + context + 1)
      if let last = hunks.last, range.lowerBound <= last.upperBound {
        hunks[hunks.count - 1] = last.lowerBound..<range.upperBound
      } else {
        hunks.append(range)
      }
    }
    let shown = hunks.flatMap { hunk(steps, $0, old, new) }
    let left = shown.count - mostLines
    return (shown.prefix(mostLines) + (left > 0 ? ["… \(left) more lines of difference"] : []))
      .map { $0 + "\n" }.joined()
  }

  /// The bytes decide: Swift takes texts for equal that are written differently (é and e with an accent).
  private static func lines(_ text: String) -> [[UInt8]] {
    var lines = text.utf8.split(separator: 10, omittingEmptySubsequences: false).map(Array.init)
    if lines.last?.isEmpty == true {
      lines.removeLast()
    } else {
      lines[lines.count - 1] += Array("⏎ no end".utf8)
    }
    return lines
  }

  private static func steps(_ old: [[UInt8]], _ new: [[UInt8]]) -> [Step] {
    let front = zip(old, new).prefix { $0 == $1 }.count
    let most = min(old.count, new.count) - front
    let back = zip(old.reversed(), new.reversed()).prefix { $0 == $1 }.count
    let tail = min(back, most)
    let middle = align(old, front..<(old.count - tail), new, front..<(new.count - tail))
    let rest = (0..<tail).map { Step.same(old.count - tail + $0, new.count - tail + $0) }
    return (0..<front).map { .same($0, $0) } + middle + rest
  }

  private static func align(_ old: [[UInt8]], _ a: Range<Int>, _ new: [[UInt8]], _ b: Range<Int>) -> [Step] {
    guard !a.isEmpty, !b.isEmpty, a.count <= mostPairs / b.count else {
      return a.map { .gone($0) } + b.map { .new($0) }
    }
    let width = b.count + 1
    var common = [Int32](repeating: 0, count: (a.count + 1) * width)
    for i in (0..<a.count).reversed() {
      for j in (0..<b.count).reversed() {
        common[i * width + j] =
          old[a.lowerBound + i] == new[b.lowerBound + j]
          ? common[(i + 1) * width + j + 1] + 1 : max(common[(i + 1) * width + j], common[i * width + j + 1])
      }
    }
    var steps: [Step] = []
    var (i, j) = (0, 0)
    while i < a.count || j < b.count {
      if i < a.count, j < b.count, old[a.lowerBound + i] == new[b.lowerBound + j] {
        steps.append(.same(a.lowerBound + i, b.lowerBound + j))
        (i, j) = (i + 1, j + 1)
      } else if j == b.count || (i < a.count && common[(i + 1) * width + j] >= common[i * width + j + 1]) {
        steps.append(.gone(a.lowerBound + i))
        i += 1
      } else {
        steps.append(.new(b.lowerBound + j))
        j += 1
      }
    }
    return steps
  }

  private static func hunk(_ all: [Step], _ range: Range<Int>, _ old: [[UInt8]], _ new: [[UInt8]]) -> [String]
  {
    func count(_ steps: ArraySlice<Step>) -> (old: Int, new: Int) {
      steps.reduce(into: (0, 0)) { sum, step in
        switch step {
        case .same: sum = (sum.0 + 1, sum.1 + 1)
        case .gone: sum.0 += 1
        case .new: sum.1 += 1
        }
      }
    }
    let (before, size) = (count(all[..<range.lowerBound]), count(all[range]))
    func side(_ start: Int, _ count: Int) -> String { "\(count == 0 ? start : start + 1),\(count)" }
    let body = all[range].map { step in
      switch step {
      case .same(let index, _): " " + String(decoding: old[index], as: UTF8.self)
      case .gone(let index): "-" + String(decoding: old[index], as: UTF8.self)
      case .new(let index): "+" + String(decoding: new[index], as: UTF8.self)
      }
    }
    return ["@@ -\(side(before.old, size.old)) +\(side(before.new, size.new)) @@"] + body
  }
}
