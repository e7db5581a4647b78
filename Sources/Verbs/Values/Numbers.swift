import Glibc
import Language

/// Numbers in, numbers out. The same names work on columns, where the store computes them.
let numberVerbs: [VerbDefinition] = [
  pure(
    "abs", "Without its sign", category: "numbers", [numberParameter], returns: .any,
    example: Example("abs(-3)", output: "3")
  ) { call in
    if case .int(let number) = call["number"] {
      guard number != .min else { throw call.fail(.overflow(what: "the result"), at: "number") }
      return .int(Swift.abs(number))
    }
    return .float(try call.float("number").magnitude)
  },
  pure(
    "round", "To a number of decimals, halves away from zero", category: "numbers",
    [
      numberParameter,
      Parameter("digits", .int, "decimals", kind: .option(defaultText: "0", .int(0)), range: 0...15),
    ], returns: .float, example: Example("round(2.345, digits: 1)", output: "2.3")
  ) { call in
    let scale = pow(10, Double(try call.int("digits")))
    let scaled = try call.float("number") * scale
    return .float(
      scaled.magnitude < 9e15 ? scaled.rounded(.toNearestOrAwayFromZero) / scale : try call.float("number"))
  },
  floatFunction("floor", "The next whole number down", "floor(2.7)", "2.0") { Glibc.floor($0) },
  floatFunction("ceil", "The next whole number up", "ceil(2.1)", "3.0") { Glibc.ceil($0) },
  floatFunction("sqrt", "Square root", "sqrt(9)", "3.0", from: 0) { $0.squareRoot() },
  floatFunction("exp", "e to a power", "exp(0)", "1.0") { Glibc.exp($0) },
  floatFunction("ln", "Natural logarithm", "ln(1)", "0.0", above: 0) { Glibc.log($0) },
  pure(
    "pow", "One number to the power of another", category: "numbers",
    [Parameter("base", .float), Parameter("exponent", .float)], returns: .float,
    example: Example("pow(2, 10)", output: "1024.0")
  ) { call in try finite(Glibc.pow(try call.float("base"), try call.float("exponent")), call, "base") },
  pure(
    "int", "A whole number from a number or a text", category: "numbers", [Parameter("value", .any)],
    returns: .int,
    example: Example("int(\"42\")", output: "42"), terms: ["cast", "parse", "convert"]
  ) { call in
    switch call["value"] {
    case .int(let number): return .int(number)
    case .bool(let flag): return .int(flag ? 1 : 0)
    case .float(let number):
      if let whole = Int64(exactly: number.rounded(.towardZero)) { return .int(whole) }
    case .string(let text): if let whole = Int64(text) { return .int(whole) }
    default: break
    }
    throw call.fail(.notWhole(call["value"].displayText), at: "value")
  },
  pure(
    "float", "A number from a number or a text", category: "numbers", [Parameter("value", .any)],
    returns: .float,
    example: Example("float(\"1.5\")", output: "1.5"), terms: ["cast", "parse", "convert"]
  ) { call in
    switch call["value"] {
    case .int(let number): return .float(Double(number))
    case .float(let number): return .float(number)
    case .string(let text): if let number = Double(text), number.isFinite { return .float(number) }
    default: break
    }
    throw call.fail(.notANumber(call["value"].displayText), at: "value")
  },
  pure(
    "string", "Any value as text", category: "text", [Parameter("value", .any)], returns: .string,
    example: Example("string(1.5)", output: "1.5"), terms: ["cast", "convert", "text"]
  ) { call in .string(call["value"].displayText) },
]

private let numberParameter = Parameter("number", .oneOf([.int, .float]), "the number")

/// A function of one float whose argument must lie from or above a bound.
private func floatFunction(
  _ name: String, _ summary: String, _ code: String, _ output: String, from least: Double? = nil,
  above bound: Double? = nil, _ body: @escaping @Sendable (Double) -> Double
) -> VerbDefinition {
  pure(
    name, summary, category: "numbers", [Parameter("number", .float, "the number")], returns: .float,
    example: Example(code, output: output)
  ) { call in
    let number = try call.float("number")
    if let least, number < least {
      throw call.fail(.below(function: name, least: Int(least)), at: "number")
    }
    if let bound, number <= bound {
      throw call.fail(.notAbove(function: name, bound: Int(bound)), at: "number")
    }
    return try finite(body(number), call, "number")
  }
}

private func finite(_ number: Double, _ call: Call, _ argument: String) throws -> Value {
  guard number.isFinite else { throw call.fail(.notFinite, at: argument) }
  return .float(number)
}
