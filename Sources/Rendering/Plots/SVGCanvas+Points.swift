import Language

/// Where the points of an SVG lie.
private struct PlotFrame {
  let left: Double, right: Double, top: Double, bottom: Double
  let horizontal: PlotScale, vertical: PlotScale
  /// Of a dot; smaller where there are many.
  let radius: String

  func x(_ value: Double) -> Double { left + horizontal.place(value) * (right - left) }
  func y(_ value: Double) -> Double { bottom - vertical.place(value) * (bottom - top) }
}

extension SVGCanvas {
  /// Lines and points over two axes; a map has a frame without ticks.
  mutating func drawPoints(_ plot: Plot) {
    head(plot)
    let points = plot.points
    let isMap = plot.kind == .map
    let vertical = PlotScale(points.map(\.y), count: 6, isTight: isMap)
    let widest = vertical.ticks.map { $0.text.utf8.count }.max() ?? 0
    let frame = PlotFrame(
      left: isMap ? 20 : 30 + 7 * Double(widest), right: PlotSVG.width - 20, top: height + 22,
      bottom: height + (isMap ? 480 : 340), horizontal: PlotScale(points.map(\.x), count: 8, isTight: isMap),
      vertical: vertical, radius: points.count > 500 ? "2.5" : "4")
    if !isMap { axes(plot, frame) }
    for (group, series) in plot.series.enumerated() {
      if plot.kind == .line { line(series, group, frame) }
      for point in series.points { dot(point, plot, series.name, group, frame) }
    }
    captions(plot, frame)
    height = frame.bottom + (isMap ? 20 : 44)
  }

  /// Captions at their places; one that would cover another goes to the nearest free line above or below.
  private mutating func captions(_ plot: Plot, _ frame: PlotFrame) {
    let lineHeight = 15.0
    var taken: [(middle: Double, half: Double, y: Double)] = []
    for caption in plot.captions {
      let words = SafeText.clipped(caption.text, cells: 30)
      let half = Double(CharacterWidth.of(words)) * 3.75 + 3
      let x = min(frame.right - half, max(frame.left + half, frame.x(caption.x)))
      let wanted = frame.y(caption.y)
      let steps: [Double] = [0, 1, -1, 2, -2, 3, -3, 4, -4, 5, -5]
      let lines = steps.map { wanted + $0 * lineHeight }
      let free = lines.first { y in
        y >= frame.top && y <= frame.bottom
          && !taken.contains { abs($0.middle - x) < $0.half + half && abs($0.y - y) < lineHeight }
      }
      let y = free ?? wanted
      taken.append((x, half, y))
      text(x, y, words, anchor: "middle", style: "caption")
    }
  }

  private mutating func axes(_ plot: Plot, _ frame: PlotFrame) {
    for tick in frame.vertical.ticks {
      rule(frame.left, frame.y(tick.value), frame.right, frame.y(tick.value))
      text(frame.left - 6, frame.y(tick.value) + 4, tick.text, anchor: "end", style: "faint")
    }
    for tick in frame.horizontal.ticks {
      rule(frame.x(tick.value), frame.bottom, frame.x(tick.value), frame.bottom + 5)
      text(frame.x(tick.value), frame.bottom + 18, tick.text, anchor: "middle", style: "faint")
    }
    text(frame.left, frame.top - 10, plot.yLabel, style: "faint")
    text(frame.right, frame.bottom + 36, plot.xLabel, anchor: "end", style: "faint")
  }

  private mutating func line(_ series: Plot.Series, _ group: Int, _ frame: PlotFrame) {
    let path = series.points.enumerated().map { index, point in
      "\(index == 0 ? "M" : "L")\(at(frame.x(point.x))) \(at(frame.y(point.y)))"
    }
    body +=
      "<path d=\"\(path.joined())\" fill=\"none\" stroke-width=\"2\" stroke=\"\(PlotSVG.color(group))\"/>\n"
  }

  private mutating func dot(
    _ point: Plot.Point, _ plot: Plot, _ name: String?, _ group: Int, _ frame: PlotFrame
  ) {
    var title = [name, point.label].compactMap { $0 }.joined(separator: ": ")
    if plot.kind != .map || title.isEmpty {
      title += (title.isEmpty ? "" : " ") + "(\(plotNumber(point.x)), \(plotNumber(point.y)))"
    }
    body +=
      "<circle class=\"dot\" cx=\"\(at(frame.x(point.x)))\" cy=\"\(at(frame.y(point.y)))\" r=\"\(frame.radius)\" "
    body +=
      "fill=\"\(PlotSVG.color(group))\" fill-opacity=\"0.8\"><title>\(PlotSVG.escaped(title))</title></circle>\n"
  }
}
