import Language

/// The axes of a picture in characters and what they span.
private struct TextFrame {
  let columns: Int, lines: Int
  let horizontal: PlotScale, vertical: PlotScale

  func column(_ value: Double) -> Int { Int((horizontal.place(value) * Double(columns - 1)).rounded()) }
  func half(_ value: Double) -> Int { Int(((1 - vertical.place(value)) * Double(lines * 2 - 1)).rounded()) }
  func place(_ point: Plot.Point) -> (column: Int, half: Int) { (column(point.x), half(point.y)) }
}

extension PlotText {
  /// Lines, points or a map above their axes.
  var pointLines: [String] {
    let isMap = plot.kind == .map
    let lines = min(24, max(10, width / (isMap ? 4 : 5)))
    let points = plot.points
    let vertical = PlotScale(points.map(\.y), count: lines / 4, isTight: isMap)
    let gutter = isMap ? 0 : min(16, vertical.ticks.map(\.text.utf8.count).max() ?? 0)
    let columns = width - gutter - 2
    let frame = TextFrame(
      columns: columns, lines: lines,
      horizontal: PlotScale(points.map(\.x), count: max(2, columns / 12), isTight: isMap), vertical: vertical)
    var picture = drawn(frame)
    for caption in plot.captions { place(caption, in: &picture, frame) }
    let ticks = isMap ? [:] : tickLines(frame)
    var out = isMap ? [] : [clipped(plot.yLabel, width)]
    for (at, cells) in picture.enumerated() {
      let label = ticks[at] ?? ""
      out.append(right(label, gutter) + (label.isEmpty ? " │" : " ┤") + String(cells))
    }
    return out + axis(frame, gutter: gutter, isMap: isMap)
  }

  private func drawn(_ frame: TextFrame) -> [[Character]] {
    var grid = PlotGrid(columns: frame.columns, lines: frame.lines, layers: plot.series.count)
    for (layer, series) in plot.series.enumerated() {
      var last: (column: Int, half: Int)?
      for point in series.points {
        let place = frame.place(point)
        if plot.kind == .line, let last { grid.line(layer, from: last, to: place) }
        grid.mark(layer, place.column, place.half)
        last = place
      }
    }
    let marks = plot.hasGroups ? plot.series.indices.map { mark($0) } : []
    return (0..<frame.lines).map { grid.text($0, marks: marks) }
  }

  /// Writes a caption over the picture, kept inside; where another stands already, on the nearest free line.
  private func place(_ caption: Plot.Caption, in picture: inout [[Character]], _ frame: TextFrame) {
    // One cell a character: captions with wide characters stay in the legend.
    let words = clipped(caption.text, min(24, frame.columns - 2)).map { ["[", "]"].contains($0) ? "|" : $0 }
    let text = ["["] + words + ["]"]
    guard CharacterWidth.of(String(text)) == text.count, text.count <= frame.columns else { return }
    let start = min(frame.columns - text.count, max(0, frame.column(caption.x) - text.count / 2))
    let middle = frame.half(caption.y) / 2
    let order = (0..<frame.lines).sorted { (abs($0 - middle), $0) < (abs($1 - middle), $1) }
    let taken: Set<Character> = ["[", "]"]
    for line in order.prefix(7) {
      let cells = picture[line]
      // A caption is closed, so one that overlaps shows an end here or spans the place.
      let before = cells[..<start].lastIndex { taken.contains($0) }
      let open = before.map { cells[$0] == "[" } ?? false
      guard !open, !cells[start..<start + text.count].contains(where: { taken.contains($0) }) else {
        continue
      }
      picture[line].replaceSubrange(start..<start + text.count, with: text)
      return
    }
  }

  /// Tick texts of the vertical axis by line; where two fall on one, the lower value stays.
  private func tickLines(_ frame: TextFrame) -> [Int: String] {
    var lines: [Int: String] = [:]
    for tick in frame.vertical.ticks {
      let line = frame.half(tick.value) / 2
      if lines[line] == nil { lines[line] = tick.text }
    }
    return lines
  }

  private func axis(_ frame: TextFrame, gutter: Int, isMap: Bool) -> [String] {
    let margin = String(repeating: " ", count: gutter + 1)
    var rule = [Character](repeating: "─", count: frame.columns)
    if isMap { return [margin + "└" + String(rule)] }
    var labels = [Character](repeating: " ", count: width)
    var end = 0
    for tick in frame.horizontal.ticks {
      let column = frame.column(tick.value)
      let text = Array(tick.text)
      let start = min(width - text.count, max(0, gutter + 2 + column - text.count / 2))
      guard start >= end, start + text.count <= width else { continue }
      rule[column] = "┬"
      labels.replaceSubrange(start..<start + text.count, with: text)
      end = start + text.count + 1
    }
    return [
      margin + "└" + String(rule), String(labels), right(clipped(plot.xLabel, width), width),
    ]
  }
}
