import Language

extension PlotText {
  /// A line for each bar, from its label to its measure; bars below zero go to the left of a common zero.
  var barLines: [String] {
    let most = max(8, width / 3)
    let labels = plot.bars.map { clipped($0.label, most) }
    let numbers = plot.bars.map { plotNumber($0.value) }
    let column = labels.map { CharacterWidth.of($0) }.max() ?? 0
    let measure = numbers.map(\.utf8.count).max() ?? 0
    let room = max(8, width - column - measure - 3)
    let values = plot.bars.map { $0.value.magnitude <= Plot.largest ? $0.value : 0 }
    let least = min(0, values.min() ?? 0)
    let span = max(0, values.max() ?? 0) - least
    let zero = span > 0 ? Int((-least / span * Double(room)).rounded()) : 0
    var lines = [clipped("\(plot.yLabel) by \(plot.xLabel)", width)]
    for (at, bar) in plot.bars.enumerated() {
      let fill = plot.groups.isEmpty ? nil : mark(bar.group ?? 0)
      var halves = span > 0 ? Int((values[at] / span * Double(room) * 2).rounded()) : 0
      // Where zero stands was rounded too.
      halves = min(halves, (room - zero) * 2)
      if halves == 0, values[at] != 0 { halves = values[at] > 0 ? 1 : -1 }
      let body = bodyText(halves: halves, zero: zero, fill: fill)
      lines.append("\(right(labels[at], column)) \(body) \(numbers[at])")
    }
    return lines
  }

  /// `│███▌` to the right of the axis, `▐██│` to its left. A bar that is not zero shows at least half a cell.
  private func bodyText(halves: Int, zero: Int, fill: Character?) -> String {
    let size = Int(halves.magnitude)
    let whole = fill == nil ? size / 2 : (size + 1) / 2
    let bar = String(repeating: fill ?? "█", count: whole)
    let half = fill == nil && size % 2 == 1
    if halves >= 0 {
      return String(repeating: " ", count: zero) + "│" + bar + (half ? "▌" : "")
    }
    let text = (half ? "▐" : "") + bar
    return right(text, zero) + "│"
  }
}
