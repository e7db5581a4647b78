import Language
import Testing

@testable import Rendering

/// Pictures in characters, whole.
@Suite struct PlotTextTests {
  static func bars(_ bars: [(String, Double)]) -> Plot {
    var plot = Plot(.bar, xLabel: "kind", yLabel: "n")
    plot.bars = bars.map { Plot.Bar($0.0, $0.1) }
    return plot
  }

  static func points(_ kind: Plot.Kind, _ series: [(String?, [(Double, Double)])]) -> Plot {
    var plot = Plot(kind, xLabel: "k", yLabel: "inertia")
    plot.series = series.map { Plot.Series($0.0, $0.1.map { Plot.Point($0.0, $0.1) }) }
    return plot
  }

  @Test func barsAreDrawnInHalfCells() {
    let text = PlotText.render(
      Self.bars([("sea", 20), ("tea", 10.5), ("ice", 0.01), ("none", 0)]), width: 32)
    #expect(
      text == """
        n by kind
         sea │█████████████████████ 20
         tea │███████████ 10.5
         ice │▌ 0.01
        none │ 0

        """)
  }

  @Test func barsBelowZeroGoToTheLeft() {
    let text = PlotText.render(Self.bars([("a", -5), ("b", 15), ("c", -2.5)]), width: 30)
    #expect(
      text == """
        n by kind
        a ▐█████│ -5
        b       │████████████████ 15
        c    ███│ -2.5

        """)
  }

  @Test func groupsOfBarsHaveMarksAndALegend() {
    var plot = Self.bars([("a", 4), ("b", 2)])
    plot.groups = ["sea", "tea"]
    plot.bars[0].group = 0
    plot.bars[1].group = 1
    plot.title = "Sizes"
    plot.notes = ["1 row left out"]
    #expect(
      PlotText.render(plot, width: 30) == """
        Sizes
        n by kind
        a │\(String(repeating: "o", count: 25)) 4
        b │\(String(repeating: "x", count: 13)) 2
        o sea   x tea
        1 row left out

        """)
  }

  @Test func aLineHasRoundTicks() {
    let plot = Self.points(.line, [(nil, [(2, 100), (4, 70), (8, 55), (16, 50)])])
    #expect(
      PlotText.render(plot, width: 40) == """
        inertia
        100 ┤   █
            │    █
            │    ▀▄
            │     ▀▄
            │      █
            │       █
            │        ▀▄
            │          ▀▀▄
            │             ▀▄▄▄▄
         50 ┤                  ▀▀▀▀▀▀▄▄▄▄
            └┬────────────────┬────────────────┬
             0               10               20
                                               k

        """)
  }

  @Test func groupsOfPointsAreToldApartWithoutColour() {
    let plot = Self.points(.scatter, [("a", [(0, 0), (1, 1)]), ("b", [(0, 1), (0, 1), (1, 1)])])
    let text = PlotText.render(plot, width: 30)
    let lines = text.split(separator: "\n").map(String.init)
    #expect(lines[1].hasPrefix("1.0 ┤x"))
    // Where as many of each meet, the first is seen.
    #expect(lines[1].hasSuffix("o"))
    #expect(lines.last == "o a   x b")
    #expect(!text.contains("█") && !text.contains("\u{1B}"))
  }

  @Test func aMapWritesCaptionsOnceEach() {
    var plot = Self.points(.map, [("0", [(0, 0)]), ("1", [(0, 0.01)])])
    plot.captions = [
      Plot.Caption(0, 0, "sea, ship [1]"), Plot.Caption(0, 0.001, "tea"),
      Plot.Caption(0, 0, "\u{1B}[31mred"),
    ]
    let text = PlotText.render(plot, width: 40)
    #expect(text.contains("[sea, ship |1|]") && text.contains("[tea]"))
    #expect(!text.contains("\u{1B}") && text.contains("u{1B}|31mred"))
    #expect(text.split(separator: "\n").allSatisfy { CharacterWidth.of($0) <= 40 })
  }

  @Test func emptyPlotsSaySo() {
    var plot = Self.bars([])
    plot.notes = ["there are no rows"]
    #expect(PlotText.render(plot) == "nothing to plot\nthere are no rows\n")
    #expect(PlotText.render(Self.points(.line, [(nil, [])])) == "nothing to plot\n")
  }

  /// Values no axis could hold, all alike, tiny, huge, in any width: a picture, never a trap, never too wide.
  @Test(arguments: [Int.min, 37, 80, Int.max])
  func anyNumbersGiveAPicture(width: Int) {
    let odd: [Double] = [
      0, -0.0, 1e300, -1e300, .leastNonzeroMagnitude, 1e-300, .nan, .infinity, 1, 1 + 1e-15, 123456789,
    ]
    for x in odd {
      for y in odd {
        for kind in [Plot.Kind.line, .scatter, .map] {
          let plot = Self.points(kind, [(nil, [(x, y), (y, x), (x, x)])])
          for line in PlotText.render(plot, width: width).split(separator: "\n") {
            #expect(CharacterWidth.of(line) <= 120 && line.last != " ")
          }
          #expect(!PlotSVG.render(plot).isEmpty)
        }
        _ = PlotText.render(Self.bars([("a", x), ("b", y)]), width: width)
        _ = PlotSVG.render(Self.bars([("a", x), ("b", y)]))
      }
    }
  }

  @Test func widthComesFromTheOptionsAndElseIsFixed() throws {
    let plot = Value.handle(PlotValue(Self.bars([("sea", 1)])))
    #expect(try text(plot).split(separator: "\n")[1].count == 80)
    #expect(try text(plot, width: 50).split(separator: "\n")[1].count == 50)
    #expect(try text(plot, .markdown, width: 50).hasPrefix("    n by kind\n    sea │"))
    #expect(try text(plot, .json) == "[{\"label\":\"sea\",\"value\":1.0}]\n")
    #expect(try text(plot, .csv) == "label,value\nsea,1.0\n")
    #expect(try text(.list([plot])) == "[<plot: bar>]\n")
    #expect(try text(.record(Record([("p", plot)])), width: 40).contains("p\n  n by kind\n  sea │█"))
  }

  @Test(arguments: [
    (0.0, 1.0, 5, ["0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
    (-3.0, 12.0, 4, ["-5", "0", "5", "10", "15"]),
    (0.0, 123456.0, 3, ["0", "50000", "100000", "150000"]),
    (2e8, 7e8, 3, ["2e8", "4e8", "6e8", "8e8"]),
    (0.001, 0.0012, 2, ["0.0010", "0.0011", "0.0012"]),
    (7.0, 7.0, 4, ["6.0", "6.5", "7.0", "7.5", "8.0"]),
  ])
  func ticksAreRound(low: Double, high: Double, count: Int, ticks: [String]) {
    #expect(PlotScale([low, high], count: count).ticks.map(\.text) == ticks)
  }
}
