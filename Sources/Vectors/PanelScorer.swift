import CKernels

/// Scores of chosen rows of a block against one group of centroids after the other, in room that is used again.
final class PanelScorer {
  private let block: Matrix
  private let panels: CentroidPanels
  private let gathered: Matrix
  private let products: Matrix
  private let bases: Slots<Float>
  private let largest: Slots<Float>
  private let bounds: Slots<Float>
  /// The rows of the last call when the whole block was multiplied, because nearly all of them were asked for.
  private var chosen: UnsafeBufferPointer<Int32>?

  init(_ block: Matrix, _ panels: CentroidPanels) {
    self.block = block
    self.panels = panels
    gathered = Matrix(scratch: block.rows, columns: block.columns)
    products = Matrix(scratch: block.rows, columns: panels.width)
    bases = Slots(repeating: 0, count: block.rows)
    largest = Slots(repeating: 0, count: block.rows)
    bounds = Slots(repeating: 0, count: block.rows)
  }

  /// Computes the scores of `rows`, with -infinity for the own centroid of each; a row of label -1 has none.
  func score(_ rows: UnsafeBufferPointer<Int32>, group: Int, label: (Int) -> Int) {
    var source = UnsafePointer(block.base)
    chosen = rows.count * 8 >= block.rows * 7 ? rows : nil
    if chosen == nil {
      for (at, row) in rows.enumerated() {
        gathered.row(at).update(from: block.row(Int(row)), count: block.columns)
      }
      source = UnsafePointer(gathered.base)
    }
    let count = chosen == nil ? rows.count : block.rows
    panels.score(source, stride: block.stride, count: count, group: group, into: products)
    let slots = panels.slots(group)
    for (at, row) in rows.enumerated() {
      let label = label(Int(row))
      guard label >= 0 else { continue }
      let place = panels.places[label]
      if slots.contains(place) { products.row(line(at))[place - slots.lowerBound] = -.infinity }
    }
  }

  /// Computes the largest score of each row and the lower bound that follows from it.
  func bound(_ rows: UnsafeBufferPointer<Int32>, group: Int, base: (Int) -> Float) {
    for (at, row) in rows.enumerated() { bases[line(at)] = base(Int(row)) }
    let count = chosen == nil ? rows.count : block.rows
    vnb_bounds_of_scores(
      products.base, products.stride, count, panels.slots(group).count, bases.base, DistanceBounds.shrink,
      largest.base, bounds.base)
  }

  /// The scores of the row at this place of the list.
  func scores(_ at: Int) -> UnsafePointer<Float> { UnsafePointer(products.row(line(at))) }
  func best(_ at: Int) -> Float { largest[line(at)] }
  func lower(_ at: Int) -> Float { bounds[line(at)] }

  private func line(_ at: Int) -> Int {
    guard let chosen else { return at }
    return Int(chosen[at])
  }
}
