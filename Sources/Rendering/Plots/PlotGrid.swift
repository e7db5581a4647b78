/// A raster of character cells, each with an upper and a lower half.
struct PlotGrid {
  let columns: Int
  let lines: Int
  private let layers: Int
  /// How often each layer touched each cell.
  private var counts: [Int32]
  /// Bit 0: the upper half is filled; bit 1: the lower.
  private var halves: [UInt8]

  init(columns: Int, lines: Int, layers: Int) {
    self.columns = columns
    self.lines = lines
    self.layers = layers
    counts = [Int32](repeating: 0, count: columns * lines * layers)
    halves = [UInt8](repeating: 0, count: columns * lines)
  }

  /// Fills half a cell; `half` counts from the top, two a line. Places outside are left out.
  mutating func mark(_ layer: Int, _ column: Int, _ half: Int) {
    guard (0..<columns).contains(column), (0..<lines * 2).contains(half), layer < layers else { return }
    let cell = half / 2 * columns + column
    halves[cell] |= half % 2 == 0 ? 1 : 2
    counts[cell * layers + layer] &+= 1
  }

  /// A straight line of halves, both ends included (Bresenham).
  mutating func line(_ layer: Int, from: (column: Int, half: Int), to: (column: Int, half: Int)) {
    let (across, down) = (abs(to.column - from.column), -abs(to.half - from.half))
    var (column, half, error) = (from.column, from.half, across + down)
    while true {
      mark(layer, column, half)
      if column == to.column, half == to.half { return }
      let twice = 2 * error
      if twice >= down {
        error += down
        column += from.column < to.column ? 1 : -1
      }
      if twice <= across {
        error += across
        half += from.half < to.half ? 1 : -1
      }
    }
  }

  /// A line of the picture: half blocks when there is one layer, else the mark of the layer that touched the cell most often,
  /// the first of equals.
  func text(_ line: Int, marks: [Character]) -> [Character] {
    (0..<columns).map { column in
      let cell = line * columns + column
      guard halves[cell] != 0 else { return " " }
      if marks.isEmpty { return [" ", "▀", "▄", "█"][Int(halves[cell] & 3)] }
      var best = 0
      for layer in 1..<max(1, layers) where counts[cell * layers + layer] > counts[cell * layers + best] {
        best = layer
      }
      return marks[min(best, marks.count - 1)]
    }
  }
}
