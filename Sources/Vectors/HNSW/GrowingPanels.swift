/// Rows packed for matrix products as ``vnb_gemm_pack`` lays them out, [n/32][columns][32], one added after another.
final class GrowingPanels: @unchecked Sendable {
  private(set) var rows: [UInt32] = []
  private var panels = Matrix(rows: 0, columns: 0)
  private var bias = Matrix(rows: 0, columns: 0)
  private let columns: Int
  static let panelRows = 32

  init(columns: Int) { self.columns = columns }

  var packed: UnsafePointer<Float> { UnsafePointer(panels.base) }
  /// What a score starts from, a row.
  var start: UnsafePointer<Float> { UnsafePointer(bias.base) }

  /// Adds a row with the values of `scaled`.
  func append(_ row: UInt32, _ scaled: UnsafePointer<Float>, bias value: Float) {
    let at = rows.count
    if at == bias.columns { grow() }
    let size = GrowingPanels.panelRows
    let panel = panels.row(at / size) + at % size
    for column in 0..<columns { panel[column &* size] = scaled[column] }
    bias.base[at] = value
    rows.append(row)
  }

  private func grow() {
    let size = GrowingPanels.panelRows
    let count = max(1, panels.rows * 3 / 2 + (panels.rows % 2))
    let more = Matrix(rows: count, columns: columns * size)
    more.base.update(from: panels.base, count: panels.rows * columns * size)
    let moreBias = Matrix(rows: 1, columns: count * size)
    moreBias.base.update(from: bias.base, count: rows.count)
    panels = more
    bias = moreBias
  }
}
