import Language
import Rendering

/// Rows in memory that count how many of them were read.
final class Rows: TableValue, @unchecked Sendable {
  let names: [TableColumn]
  let make: (Int) -> [Value]
  let count: Int
  private(set) var read = 0

  init(_ columns: [(String, String)], _ rows: [[Value]]) {
    names = columns.map { TableColumn(name: $0.0, type: $0.1) }
    count = rows.count
    make = { rows[$0] }
  }

  init(_ columns: [(String, String)], count: Int, make: @escaping (Int) -> [Value]) {
    names = columns.map { TableColumn(name: $0.0, type: $0.1) }
    self.count = count
    self.make = make
  }

  func columns() throws -> [TableColumn] { names }
  func rowCount() throws -> Int { count }
  func forEachRow(limit: Int?, _ body: ([Value]) throws -> Bool) throws {
    for index in 0..<min(count, limit ?? .max) {
      read += 1
      if try !body(make(index)) { return }
    }
  }
}

final class Handle: HandleValue {
  let kind = "report"
  let fields: Record
  let shown: Value
  init(shown: Value, fields: Record = Record()) {
    self.shown = shown
    self.fields = fields
  }
}

/// Three rows with a NULL, an empty text, wide characters, a float and a vector.
let sample = Rows(
  [("pid", "int"), ("passage", "string"), ("score", "float"), ("v", "vector")],
  [
    [.int(1), .string("New York"), .float(0.5), .vector([0.0123, -0.4, 0.25, 1, 0])],
    [.int(20), .string(""), .null, .vector([0.1, 0.2])],
    [.int(300), .null, .float(1.0 / 3), .null],
  ])

func text(
  _ value: Value, _ format: OutputFormat = .table, width: Int? = nil, maxRows: Int? = nil,
  color: Bool = false
) throws -> String {
  try rendered(value, RenderOptions(format: format, width: width, maxRows: maxRows, color: color))
}
