import Language

/// Elements of an SVG in the order they are drawn.
struct SVGCanvas {
  var body = ""
  var height = 0.0

  /// A text whose baseline is at `y`.
  mutating func text(_ x: Double, _ y: Double, _ text: String, anchor: String = "start", style: String = "") {
    let name = style.isEmpty ? "" : " class=\"\(style)\""
    body +=
      "<text x=\"\(at(x))\" y=\"\(at(y))\" text-anchor=\"\(anchor)\"\(name)>\(PlotSVG.escaped(text))</text>\n"
  }

  mutating func rule(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double) {
    body += "<path class=\"rule\" d=\"M\(at(x1)) \(at(y1))L\(at(x2)) \(at(y2))\"/>\n"
  }

  /// Title and legend; what is left begins at `height`.
  mutating func head(_ plot: Plot) {
    height = 12
    if let title = plot.title {
      height = 24
      text(20, height, title, style: "head")
      height += 10
    }
    var x = 20.0
    guard plot.hasGroups else { return }
    for (group, name) in plot.groupNames.enumerated() {
      let label = SafeText.clipped(name, cells: 24)
      let room = 24 + Double(CharacterWidth.of(label)) * 7
      if x + room > PlotSVG.width - 20, x > 20 {
        x = 20
        height += 18
      }
      body +=
        "<rect x=\"\(at(x))\" y=\"\(at(height))\" width=\"10\" height=\"10\" fill=\"\(PlotSVG.color(group))\"/>\n"
      text(x + 14, height + 9, label)
      x += room
    }
    height += 22
  }

  /// Bars lie along, a line each, so that labels are read without turning the head.
  mutating func drawBars(_ plot: Plot) {
    head(plot)
    let labels = plot.bars.map { SafeText.clipped($0.label, cells: 32) }
    let left = 30 + 7 * Double(labels.map { CharacterWidth.of($0) }.max() ?? 0)
    let right = PlotSVG.width - 90
    let scale = PlotScale(plot.bars.map(\.value) + [0], count: 5)
    let x = { (value: Double) in left + scale.place(value) * (right - left) }
    text(left, height + 10, plot.yLabel, style: "faint")
    text(left - 8, height + 10, plot.xLabel, anchor: "end", style: "faint")
    height += 18
    let top = height
    let line = plot.kind == .hist ? 18.0 : 22.0
    let bottom = top + line * Double(plot.bars.count)
    for tick in scale.ticks {
      rule(x(tick.value), top, x(tick.value), bottom)
      text(x(tick.value), bottom + 14, tick.text, anchor: "middle", style: "faint")
    }
    let thick = plot.kind == .hist ? line - 1 : line - 5
    for (at, bar) in plot.bars.enumerated() {
      let y = top + Double(at) * line
      draw(bar, plot, from: x(0), to: x(bar.value), y: y + (line - thick) / 2, thick: thick)
      text(left - 8, y + line / 2 + 4, labels[at], anchor: "end")
      let end = max(x(0), x(bar.value))
      text(end + 5, y + line / 2 + 4, plotNumber(bar.value), style: "faint")
    }
    height = bottom + 30
  }

  private mutating func draw(
    _ bar: Plot.Bar, _ plot: Plot, from zero: Double, to end: Double, y: Double, thick: Double
  ) {
    let group = bar.group.flatMap { $0 < plot.groups.count ? " (\(plot.groups[$0]))" : nil } ?? ""
    let title = PlotSVG.escaped("\(bar.label)\(group): \(plotNumber(bar.value))")
    body += "<rect class=\"bar\" x=\"\(at(min(zero, end)))\" y=\"\(at(y))\" width=\"\(at(abs(end - zero)))\" "
    body +=
      "height=\"\(at(thick))\" fill=\"\(PlotSVG.color(bar.group ?? 0))\"><title>\(title)</title></rect>\n"
  }

  func at(_ value: Double) -> String { PlotSVG.number(value) }
}
