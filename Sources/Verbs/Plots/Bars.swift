import Language
import Stores

private let barLimit = 1000

let barVerb = VerbDefinition(
  Signature(
    "bar", "Draw a bar for each row", category: "plots",
    details: """
      Bars stand in the order of the rows, at most 1,000; `sort` and `head` before it choose. With `color:` bars of one group share a
      mark or colour. Rows whose length is NULL or not finite are left out, and the plot says how many.
      """,
    parameters: [
      plotRowsParameter, plotNumberParameter("label", "what a bar is called: `.label`"),
      plotNumberParameter("value", "its length: `.size`, or `.size / 2`"),
      plotOption("color", "a column that groups the bars"), plotTitle,
    ], returns: .handle("plot"),
    examples: [
      Example(
        "[{kind: \"sea\", n: 4}, {kind: \"tea\", n: 1}] | bar .kind, .n",
        output: "n by kind\nsea │" + String(repeating: "█", count: 73) + " 4\ntea │"
          + String(repeating: "█", count: 18) + "▌ 1")
    ], searchTerms: ["plot", "chart", "barchart", "sizes", "draw"])
) { session, call in
  var plot = Plot(
    .bar, title: try call.optionalString("title"), xLabel: call.plotName("label"),
    yLabel: call.plotName("value"))
  var losses = PlotLosses()
  var groups: [SQLValue] = []
  try session.plotRows(call, ["label", "value", "color"]) { row in
    losses.rows += 1
    guard case .number(let length) = try PlotNumber(row[1], of: "value", call) else {
      losses.withoutNumber += 1
      return true
    }
    guard plot.bars.count < barLimit else { throw call.fail(.tooManyBars(limit: barLimit)) }
    var group: Int?
    if call.isGiven("color") {
      group = groups.firstIndex(of: row[2]) ?? groups.count
      if group == groups.count { groups.append(row[2]) }
      guard groups.count <= plotGroups else {
        throw call.fail(.tooManyGroups(limit: plotGroups), at: "color")
      }
    }
    plot.bars.append(Plot.Bar(row[0].plotLabel, length, group: group))
    return true
  }
  plot.groups = groups.map(\.plotLabel)
  plot.notes = losses.notes
  return .handle(PlotValue(plot))
}

let histVerb = VerbDefinition(
  Signature(
    "hist", "Count numbers by range and draw the counts", category: "plots",
    details: """
      Ranges are equally wide and begin at round numbers, so there are at most `bins` and often fewer. Each range holds its lower end
      and not its upper one. Rows that are NULL or not finite are left out, and the plot says how many.
      """,
    parameters: [
      plotRowsParameter, plotNumberParameter("value", "the numbers: `.distance`"),
      Parameter(
        "bins", .int, "ranges at most", kind: .option(defaultText: "20", .int(20)), range: 2...200),
      plotTitle,
    ], returns: .handle("plot"),
    examples: [
      Example(
        "[{d: 1}, {d: 2}, {d: 2.5}] | hist .d, bins: 2",
        output: "rows by d\n1 to 2 │" + String(repeating: "█", count: 35) + " 1\n2 to 3 │"
          + String(repeating: "█", count: 70) + " 2")
    ], searchTerms: ["plot", "histogram", "distribution", "distances", "draw"])
) { session, call in
  var plot = Plot(
    .hist, title: try call.optionalString("title"), xLabel: call.plotName("value"), yLabel: "rows")
  var losses = PlotLosses()
  var numbers: [Double] = []
  try session.plotRows(call, ["value"]) { row in
    losses.rows += 1
    if case .number(let number) = try PlotNumber(row[0], of: "value", call) {
      numbers.append(number)
    } else {
      losses.withoutNumber += 1
    }
    return true
  }
  plot.bars = HistogramBins.bars(numbers, most: try call.int("bins"))
  plot.notes = losses.notes
  return .handle(PlotValue(plot))
}
