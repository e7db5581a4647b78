/// What `check=shape` looks at: the columns and the row count of each table, and how many lines stand between tables. A
/// recorded line `...` outside a table stands for any number of lines.
struct OutputShape {
  enum Part: Equatable {
    case table(columns: [String], rows: String)
    case lines(Int, orMore: Bool)
  }
  let parts: [Part]

  init(_ text: String) {
    let lines = OutputLines.split(text)
    let places = OutputLines.places(lines)
    var parts: [Part] = []
    var loose = 0
    var isOpen = false
    var table: (columns: [String], rows: Int)?
    func closeLines() {
      if loose > 0 || isOpen { parts.append(.lines(loose, orMore: isOpen)) }
      (loose, isOpen) = (0, false)
    }
    func closeTable(_ footer: String?) {
      if let table { parts.append(.table(columns: table.columns, rows: footer ?? "\(table.rows) lines")) }
      table = nil
    }
    for (line, place) in zip(lines, places) {
      switch place {
      case .header:
        closeTable(nil)
        closeLines()
        table = (Self.columns(line), 0)
      case .rule: break
      case .row: table?.rows += 1
      case .outside where table != nil: closeTable(String(decoding: line, as: UTF8.self))
      case .outside where trimmed(String(decoding: line, as: UTF8.self)) == "...": isOpen = true
      case .outside: loose += 1
      }
    }
    closeTable(nil)
    closeLines()
    self.parts = parts
  }

  func matches(_ now: OutputShape) -> Bool {
    var rest = now.parts[...]
    for part in parts {
      switch (part, rest.first) {
      case (.lines(let least, orMore: true), .lines(let count, _)) where count >= least: rest.removeFirst()
      case (.lines(0, orMore: true), _): break
      case (_, let next?) where next == part: rest.removeFirst()
      default: return false
      }
    }
    return rest.isEmpty
  }

  /// Names are parted by two blanks or more.
  private static func columns(_ header: [UInt8]) -> [String] {
    String(decoding: header, as: UTF8.self).split(separator: "  ").map { trimmed($0) }.filter { !$0.isEmpty }
  }
}
