import Stores
import Testing

/// Six passages: keys out of order in the file, nulls, equal scores, a text beyond ASCII.
func passages(_ store: SQLiteStore) throws -> Relation {
  try store.script(
    "CREATE TABLE passage (pid TEXT NOT NULL PRIMARY KEY, lang TEXT, words INTEGER, score REAL, ok BOOLEAN, v VECTOR(2))"
  )
  let rows: [[SQLValue]] = [
    [.text("p3"), .text("en"), .int(30), .float(0.5), .bool(true), .vector([1, 0])],
    [.text("p1"), .text("de"), .int(10), .float(2.5), .bool(false), .vector([0, 1])],
    [.text("p6"), .null, .null, .null, .null, .null],
    [.text("p2"), .text("en"), .int(20), .float(0.5), .bool(true), .vector([3, 4])],
    [.text("p5"), .text("Ünï"), .int(-5), .float(-1), .bool(false), .vector([1, 1])],
    [.text("p4"), .text("de"), .int(40), .float(0.5), .bool(true), .vector([0, 2])],
  ]
  let insert = store.dialect.insert(into: "passage", columns: ["pid", "lang", "words", "score", "ok", "v"])
  for row in rows { try store.execute(insert, row) }
  return try .table(store, "passage")
}

extension Relation {
  /// The first column of every row, as text: the shortest way to say which rows came, in which order.
  func keys() throws -> [String] {
    try rows().map { row in
      switch row.first {
      case .text(let text)?: return text
      case .int(let number)?: return "\(number)"
      case .float(let number)?: return "\(number)"
      case .bool(let flag)?: return "\(flag)"
      case .null?: return "null"
      default: return "?"
      }
    }
  }
}

// Short spellings for expressions.
func col(_ name: String) -> RowExpression { .column(name) }
func int(_ number: Int64) -> RowExpression { .value(.int(number)) }
func float(_ number: Double) -> RowExpression { .value(.float(number)) }
func text(_ text: String) -> RowExpression { .value(.text(text)) }
let null = RowExpression.value(.null)
func op(_ left: RowExpression, _ symbol: RowExpression.BinaryOperator, _ right: RowExpression)
  -> RowExpression
{
  .binary(symbol, left, right)
}
func aggregate(_ name: String, _ arguments: RowExpression...) -> RowExpression { .aggregate(name, arguments) }
func call(_ name: String, _ arguments: RowExpression...) -> RowExpression { .call(name, arguments) }
func named(_ name: String, _ expression: RowExpression) -> NamedExpression {
  NamedExpression(name, expression)
}
func columns(_ names: String...) -> [NamedExpression] { names.map { NamedExpression($0, .column($0)) } }
