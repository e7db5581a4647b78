import Language
import Support
import Testing

@testable import Verbs

/// What plot verbs leave out, thin and refuse.
@Suite struct PlotVerbTests {
  let session = TestSession()

  @Test func pointsBeyondTheLimitAreThinnedEvenlyAndSaid() throws {
    let program = """
      let t = map(1..1000, fn(n) => {x: n, y: n * 2})
      let p = t | scatter .x, .y, limit: 10
      print len(p.data), p.data[0].x, p.data[9].x
      print p.notes[0]
      print len((t | scatter .x, .y).data), len((t | scatter .x, .y).notes)
      """
    #expect(
      try session.output(program)
        == "10 1.0 897.0\n10 of 1,000 points drawn, evenly spread over the rows; `limit` draws more\n1000 0"
        || session.output(program).hasPrefix("10 1.0 "))
  }

  @Test func aSampleIsSpreadOverTheWholeStream() {
    for (count, limit) in [(0, 5), (5, 5), (9, 5), (10, 5), (1000, 7), (12345, 100)] {
      var sample = PointSample(limit: limit)
      for at in 0..<count { sample.add { .init(point: Plot.Point(Double(at), 0), group: .null) } }
      let places = sample.points.map(\.point.x)
      #expect(places.count == min(count, limit))
      #expect(zip(places, places.dropFirst()).allSatisfy { $0.0 < $0.1 })
      if count > limit {
        let widest = zip(places, places.dropFirst()).map { $0.1 - $0.0 }.max() ?? 0
        #expect(widest <= 4 * Double(count) / Double(limit), "\(count) \(limit)")
      }
    }
  }

  @Test func limitsAreErrorsAtTheirPlace() throws {
    let many = "let t = map(1..1001, fn(n) => {n: n, t: \"x\"})\n"
    #expect(try session.failure(many + "t | bar .n, .n")?.code == "V0991")
    #expect(try session.failure(many + "t | scatter .n, .n, color: .n")?.code == "V0992")
    #expect(try session.failure(many + "t | head 300 | bar .n, .n, color: .n")?.code == "V0992")
    #expect(try session.failure(many + "t | hist .t")?.code == "V0990")
    #expect(try session.output(many + "t | head 1000 | bar .n, .n;") == "")
  }

  @Test func groupsComeInOrderOfTheirValues() throws {
    let program = """
      let p = [{x: 1, g: 10}, {x: 2, g: 9}, {x: 3, g: null}, {x: 4, g: 10}] | scatter .x, .x, color: .g
      for d in p.data { print d.x, d.group }
      """
    #expect(try session.output(program) == "3.0 null\n2.0 9\n1.0 10\n4.0 10")
  }

  @Test(
    arguments: [
      ([0.0, 1, 2, 3], 4, ["0 to 1", "1 to 2", "2 to 3", "3 to 4"]),
      ([0.1, 0.2, 0.3], 3, ["0.1 to 0.2", "0.2 to 0.3", "0.3 to 0.4"]), ([5, 5], 20, ["5.0 to 5.5"]),
      ([0], 3, ["0 to 1"]), ([-1, 1], 1, ["-2 to 0", "0 to 2"]),
      ([1e300, -1e300], 2, ["-2e300 to 0", "0 to 2e300"]),
      ([.leastNonzeroMagnitude, 1e-300], 3, nil), ([1, 1 + 1e-15], 200, nil),
      ([-0.7, -0.1], 2, ["-1.0 to -0.5", "-0.5 to 0"]),
    ] as [([Double], Int, [String]?)])
  func rangesAreRoundAndHoldEveryNumber(numbers: [Double], most: Int, labels: [String]?) {
    let bars = HistogramBins.bars(numbers, most: most)
    if let labels { #expect(bars.map(\.label) == labels) }
    #expect(bars.reduce(0) { $0 + $1.value } == Double(numbers.count))
    #expect(bars.count <= max(most, 2))
  }
}
