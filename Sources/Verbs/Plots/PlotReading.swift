import Basics
import Language
import Stores

/// Most groups that colours and marks can tell apart with a legend of bearable length.
let plotGroups = 200

/// A number to be drawn.
enum PlotNumber {
  case number(Double)
  /// NULL, NaN, infinite or too large to scale: such a row is left out, and the plot says so.
  case none

  init(_ value: SQLValue, of name: String, _ call: Call) throws {
    switch value {
    case .int(let number): self = .number(Double(number))
    case .bool(let flag): self = .number(flag ? 1 : 0)
    case .float(let number) where number.magnitude <= Plot.largest: self = .number(number)
    case .null, .float: self = .none
    case .text: throw call.fail(.notPlottable(column: name, type: "string"), at: name)
    case .vector: throw call.fail(.notPlottable(column: name, type: "vector"), at: name)
    case .blob: throw call.fail(.notPlottable(column: name, type: "bytes"), at: name)
    }
  }
}

/// Rows that could not be drawn, or need not be.
struct PlotLosses {
  var rows = 0
  var withoutNumber = 0
  var drawn: Int?

  var notes: [String] {
    var notes: [String] = []
    if rows == 0 { notes.append("there are no rows") }
    if withoutNumber > 0 {
      notes.append("\(counted(withoutNumber, "row")) left out: NULL or not a finite number")
    }
    if let drawn, drawn < rows - withoutNumber {
      let all = groupedDigits(Int64(rows - withoutNumber))
      notes.append(
        "\(groupedDigits(Int64(drawn))) of \(all) points drawn, evenly spread over the rows; `limit` draws more"
      )
    }
    return notes
  }
}

extension Session {
  /// Streams the expressions behind `parameters` (those given), one value for each parameter; null where none was given.
  func plotRows(_ call: Call, _ parameters: [String], _ body: ([SQLValue]) throws -> Bool) throws {
    let relation = try rows(call).relation()
    let given = parameters.filter { if case .null = call[$0] { false } else { true } }
    let named = try given.map { NamedExpression("plot_\($0)", try call.compile($0)) }
    let query = try call.attempt(given.first) { try relation.select(named) }
    let places = parameters.map { given.firstIndex(of: $0) }
    try query.forEachResultRow { row in
      try call.interpreter.checkInterrupt()
      return try body(places.map { $0.map { row.value($0) } ?? .null })
    }
  }
}

extension Call {
  /// What a plot calls an argument: the column's name, or the expression as it was written.
  func plotName(_ parameter: String) -> String {
    guard case .row(let function) = self[parameter] else { return "" }
    return function.columnName ?? function.span.text
  }
}

extension SQLValue {
  /// As a label shows it.
  var plotLabel: String {
    if case .float(let number) = self, number == number.rounded(), number.magnitude < 1e15 {
      return String(Int(number))
    }
    return value.displayText
  }
}

/// Parameters that all plots share.
let plotTitle = Parameter(
  "title", .optional(.string), "a line above", kind: .option(defaultText: "null", .null))
let plotRowsParameter = Parameter("rows", .table, "a table, or a list of records")

func plotNumberParameter(_ name: String, _ doc: String) -> Parameter { Parameter(name, .row, doc) }

func plotOption(_ name: String, _ doc: String) -> Parameter {
  Parameter(name, .optional(.row), doc, kind: .option(defaultText: "null", .null))
}
