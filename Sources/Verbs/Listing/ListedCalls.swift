import Pipeline
import Stores

/// A call of every function that row expressions know, with columns of fitting types.
enum ListedCalls {
  static var all: [String] {
    RowFunctions.all.flatMap { function -> [String] in
      if function.name == "distance" {
        return RowFunctions.metrics.map { "distance(.v, .v, \"\($0)\")" }
      }
      // A function of numbers is another text for ints than for floats.
      return [call(function, number: ".id"), call(function, number: ".price")]
    }
  }

  private static func call(_ function: RowFunction, number: String) -> String {
    let arguments = function.parameters.map { parameter in
      switch parameter.kind {
      case .string: ".title"
      case .vector: ".v"
      case .int: "2"
      case .bool: ".ok"
      case .number, .any: number
      }
    }
    return "\(function.name)(\(arguments.joined(separator: ", ")))"
  }
}
