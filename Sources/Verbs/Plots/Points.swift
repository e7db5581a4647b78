import Language
import Stores

private let pointLimit = Parameter(
  "limit", .int, "points at most; more are thinned evenly",
  kind: .option(defaultText: "5000", .int(5000)), range: 1...100_000)
private let colorOption = plotOption(
  "color", "a column that groups the points, each group with its own mark or colour")
private let labelOption = plotOption("label", "a text for each point, shown under the pointer in HTML")

let lineVerb = VerbDefinition(
  Signature(
    "line", "Draw a line through the rows, from first to last", category: "plots",
    details: "The line follows the order of the rows: `sort .x` before it, if they do not come so.",
    parameters: [
      plotRowsParameter, plotNumberParameter("x", "along: `.k`"), plotNumberParameter("y", "up: `.inertia`"),
      colorOption, labelOption, pointLimit, plotTitle,
    ], returns: .handle("plot"),
    examples: [
      Example("[{k: 2, inertia: 9.5}, {k: 4, inertia: 6.1}, {k: 8, inertia: 5.2}] | line .k, .inertia")
    ],
    searchTerms: ["plot", "chart", "curve", "elbow", "draw"])
) { session, call in try pointPlot(.line, session, call) }

let scatterVerb = VerbDefinition(
  Signature(
    "scatter", "Draw a point for each row", category: "plots",
    parameters: [
      plotRowsParameter, plotNumberParameter("x", "along: `.words`"),
      plotNumberParameter("y", "up: `.distance`"), colorOption, labelOption, pointLimit, plotTitle,
    ], returns: .handle("plot"),
    examples: [
      Example("[{x: 1, y: 2, kind: \"a\"}, {x: 3, y: 1, kind: \"b\"}] | scatter .x, .y, color: .kind")
    ],
    searchTerms: ["plot", "chart", "points", "correlation", "draw"])
) { session, call in try pointPlot(.scatter, session, call) }

let clusterMapVerb = VerbDefinition(
  Signature(
    "cluster_map", "Draw rows as places on a map, each cluster with its own mark", category: "plots",
    details: """
      For rows that `project` gave two dimensions: near means alike, and the axes have no unit. The first `label` of a cluster is
      written at the middle of its rows.
      """,
    parameters: [
      plotRowsParameter, plotNumberParameter("x", "along: `.x`"), plotNumberParameter("y", "up: `.y`"),
      colorOption, plotOption("label", "what a cluster is about: `.terms`"), pointLimit, plotTitle,
    ], returns: .handle("plot"),
    examples: [
      Example("passages | project .passage_vector | cluster_map .x, .y, color: .label, label: .label")
    ],
    searchTerms: ["plot", "map", "clusters", "topics", "embedding", "draw"])
) { session, call in try pointPlot(.map, session, call) }

private func pointPlot(_ kind: Plot.Kind, _ session: Session, _ call: Call) throws -> Value {
  var plot = Plot(
    kind, title: try call.optionalString("title"), xLabel: call.plotName("x"), yLabel: call.plotName("y"))
  var losses = PlotLosses()
  var kept = PointSample(limit: try call.int("limit"))
  try session.plotRows(call, ["x", "y", "color", "label"]) { row in
    losses.rows += 1
    guard case .number(let x) = try PlotNumber(row[0], of: "x", call),
      case .number(let y) = try PlotNumber(row[1], of: "y", call)
    else {
      losses.withoutNumber += 1
      return true
    }
    kept.add {
      let label: String? = if case .null = row[3] { nil } else { row[3].plotLabel }
      return PointSample.Point(point: Plot.Point(x, y, label: label), group: row[2])
    }
    return true
  }
  let points = kept.points
  losses.drawn = points.count
  plot.series = try series(points, call)
  if kind == .map { plot.captions = captions(plot.series) }
  plot.notes = losses.notes
  return .handle(PlotValue(plot))
}

/// Points by group, groups in order of their values.
private func series(_ points: [PointSample.Point], _ call: Call) throws -> [Plot.Series] {
  guard call.isGiven("color") else { return points.isEmpty ? [] : [Plot.Series(nil, points.map(\.point))] }
  var groups: [SQLValue] = []
  var members: [[Plot.Point]] = []
  for point in points {
    // Rows of a group often follow one another.
    let at = groups.lastIndex(of: point.group) ?? groups.count
    if at == groups.count {
      guard at < plotGroups else { throw call.fail(.tooManyGroups(limit: plotGroups), at: "color") }
      groups.append(point.group)
      members.append([])
    }
    members[at].append(point.point)
  }
  return groups.indices.sorted { groups[$0].isOrdered(before: groups[$1]) }.map {
    Plot.Series(groups[$0].plotLabel, members[$0])
  }
}

/// The first label of each group at the mean of its points.
private func captions(_ series: [Plot.Series]) -> [Plot.Caption] {
  series.compactMap { series in
    guard let text = series.points.lazy.compactMap(\.label).first else { return nil }
    let count = Double(series.points.count)
    let x = series.points.reduce(0) { $0 + $1.x / count }
    let y = series.points.reduce(0) { $0 + $1.y / count }
    return Plot.Caption(x, y, text)
  }
}

/// Points spread evenly over a stream of unknown length, at most `limit`; never more than twice as many in memory.
struct PointSample {
  struct Point {
    let point: Plot.Point
    let group: SQLValue
  }

  let limit: Int
  private var kept: [Point] = []
  private var seen = 0
  private var stride = 1

  init(limit: Int) { self.limit = max(1, limit) }

  mutating func add(_ make: () -> Point) {
    defer { seen += 1 }
    guard seen % stride == 0 else { return }
    kept.append(make())
    guard kept.count >= limit * 2 else { return }
    kept = kept.enumerated().filter { $0.offset % 2 == 0 }.map(\.element)
    stride *= 2
  }

  var points: [Point] {
    guard kept.count > limit else { return kept }
    return (0..<limit).map { kept[$0 * kept.count / limit] }
  }
}
