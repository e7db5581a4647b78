import Formats
import Stores

extension LoadJob {
  /// Reads until the window is full and settles the columns by the good records in it. The chunks wait to be written.
  func settleColumns(_ stream: LoadStream) throws(LoadError) {
    var window = LoadWindow()
    while ending == nil && !window.isFull {
      if control.isCancelled() { throw LoadError(.interrupted, table: request.table) }
      switch stream.next() {
      case .chunk(let chunk):
        stream.recycle(nil)
        fields += chunk.newKeys
        waiting.append(chunk)
        look(at: chunk, &window)
      case let event: ending = event
      }
    }
    if window.records == 0, window.bad == 0 { window.order = fields.indices.map { Int32($0) } }
    for field in window.order {
      let kinds = window.kinds[field] ?? []
      let place = window.firstPlace[field] ?? (files[0].display, 1)
      try table.add(
        field: field, named: fields[Int(field)], type: kinds.type, file: place.file, line: place.line)
    }
    table.makeKeyName()
    if let key = request.key, !table.columns.isEmpty, !table.columns.contains(where: \.isKey) {
      throw LoadError(.noSuchKey(key, columns: table.columns.map(\.name)), table: request.table)
    }
  }

  private func look(at chunk: RecordChunk, _ window: inout LoadWindow) {
    let cells = chunk.cells
    for row in chunk.rows where !window.isFull {
      let range = Int(row.firstCell)..<Int(row.firstCell + row.cellCount)
      if row.reason >= 0 || row.cellCount == 0 || !hasKey(cells[range]) {
        window.bad += 1
        continue
      }
      window.records += 1
      window.bytes += Int(row.byteCount)
      for cell in cells[range] {
        if let kinds = window.kinds[cell.key] {
          window.kinds[cell.key] = kinds.union(ColumnKinds(cell))
        } else {
          window.order.append(cell.key)
          window.kinds[cell.key] = ColumnKinds(cell)
          window.firstPlace[cell.key] = place(row, chunk)
        }
      }
      window.isFull =
        window.records >= request.limits.windowRecords || window.bytes >= request.limits.windowBytes
    }
  }

  private func hasKey(_ cells: ArraySlice<Cell>) -> Bool {
    if request.key == nil { return true }
    return cells.contains { ($0.kind == .text || $0.kind == .int) && table.isKey(fields[Int($0.key)]) }
  }
}

/// What the first records have shown.
struct LoadWindow {
  var records = 0
  var bad = 0
  var bytes = 0
  var isFull = false
  /// Fields in order of first appearance.
  var order: [Int32] = []
  var kinds: [Int32: ColumnKinds] = [:]
  var firstPlace: [Int32: (file: String, line: Int)] = [:]
}
