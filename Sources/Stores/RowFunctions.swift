/// A function that row expressions may call. This one table serves the SQL compiler, help and completion.
public struct RowFunction: Sendable {
  /// What kind of value a parameter takes.
  public enum Kind: String, Sendable {
    case string, number, int, bool, vector, any
    func accepts(_ type: ColumnType) -> Bool {
      switch self {
      case .any: return true
      case .string: return type.isTextual
      case .number: return type.isNumeric
      case .int: return type == .int || type == .any
      case .bool: return type == .bool || type == .any
      case .vector: return type.isVector || type == .any
      }
    }
  }
  /// One parameter, by place.
  public struct Parameter: Sendable {
    public let name: String
    public let kind: Kind
    /// Present when the argument may be left out.
    public let defaultValue: SQLValue?
  }
  /// The type of a function's result.
  public enum Result: Sendable {
    case fixed(ColumnType)
    /// The type of the first argument.
    case first
    /// The common type of all arguments.
    case common
  }

  public let name: String
  public let parameters: [Parameter]
  /// The last parameter may be repeated.
  public let isVariadic: Bool
  public let result: Result
  /// One line for help.
  public let doc: String
  /// SQLite's SQL: `{0}` is the first argument, `{*}` all of them. Other engines have theirs in their dialect.
  let sqlite: String

  /// `substring(s, from, count)`.
  public var usage: String {
    let names = parameters.map { $0.defaultValue == nil ? $0.name : "[\($0.name)]" }
    return "\(name)(\(names.joined(separator: ", "))\(isVariadic ? ", …" : ""))"
  }

  /// The result's type, or an error that says which argument does not fit.
  func check(_ types: [ColumnType]) throws -> ColumnType {
    let least = parameters.filter { $0.defaultValue == nil }.count
    guard types.count >= least, isVariadic || types.count <= parameters.count else {
      throw StoreError.wrongArguments(
        function: name, usage: usage, problem: "it takes \(least) arguments, got \(types.count)")
    }
    for (at, type) in types.enumerated() {
      let parameter = parameters[min(at, parameters.count - 1)]
      guard parameter.kind.accepts(type) else {
        throw StoreError.wrongArguments(
          function: name, usage: usage,
          problem: "`\(parameter.name)` is a \(parameter.kind.rawValue), got \(type.words)")
      }
    }
    switch result {
    case .fixed(let type): return type
    case .first: return types.first ?? .any
    case .common:
      return try types.dropFirst().reduce(types.first ?? .any) { common, type in
        guard let next = common.unified(with: type) else {
          throw StoreError.typeMismatch(operation: name, left: common, right: type)
        }
        return next
      }
    }
  }
}

/// Every function of rows there is.
public enum RowFunctions {
  public static let all: [RowFunction] = text + numbers + general + vectors
  /// The function of this name.
  public static func named(_ name: String) -> RowFunction? { byName[name] }
  private static let byName = Dictionary(all.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })

  /// `"s: string, from: int, count: int = 1, …"`; only int defaults are needed.
  static func function(
    _ name: String, _ parameters: String, _ result: RowFunction.Result, sqlite: String, _ doc: String
  ) -> RowFunction {
    var isVariadic = false
    var list: [RowFunction.Parameter] = []
    for part in parameters.split(separator: ",").map({ $0.filter { $0 != " " } }) {
      if part == "…" {
        isVariadic = true
        continue
      }
      let halves = part.split(separator: "=")
      let words = halves[0].split(separator: ":")
      let value: SQLValue? =
        halves.count > 1 ? Int64(halves[1]).map { .int($0) } ?? .text(String(halves[1])) : nil
      let kind = words.count > 1 ? RowFunction.Kind(rawValue: String(words[1])) ?? .any : .any
      list.append(RowFunction.Parameter(name: String(words[0]), kind: kind, defaultValue: value))
    }
    return RowFunction(
      name: name, parameters: list, isVariadic: isVariadic, result: result, doc: doc,
      sqlite: sqlite)
  }
}
