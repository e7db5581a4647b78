/// A value of the language. Copies are cheap: everything large is shared.
public enum Value: Sendable {
  case null
  case bool(Bool)
  case int(Int64)
  case float(Double)
  case string(String)
  case list([Value])
  case record(Record)
  /// A query on a store; see ``TableValue``.
  case table(any TableValue)
  /// float32 elements.
  case vector([Float])
  /// `a .. b`, both ends included.
  case range(Int64, Int64)
  /// A closure of the language or a verb.
  case function(any FunctionValue)
  /// A model, clustering, index or plot: reads as a record and carries help.
  case handle(any HandleValue)
  /// A captured stage argument such as `.n > 2`: only parameters of type `row` or `column` receive one.
  case row(RowFunction)
}

/// An ordered set of named values. Names are unique; insertion order is kept.
public struct Record: Sendable {
  public private(set) var names: [String] = []
  public private(set) var values: [Value] = []
  public init() {}
  /// Of two fields with one name the later one wins, in the place of the first. O(fields).
  public init(_ fields: [(String, Value)]) {
    var places: [String: Int] = [:]
    for (name, value) in fields {
      if let at = fields.count > 16 ? places[name] : names.firstIndex(of: name) {
        values[at] = value
      } else {
        if fields.count > 16 { places[name] = names.count }
        append(new: name, value)
      }
    }
  }

  /// Adds a field whose name is known to be new, without looking for it.
  mutating func append(new name: String, _ value: Value) {
    names.append(name)
    values.append(value)
  }
  public var count: Int { names.count }
  /// Reads, replaces or appends a field. Assigning nil removes it.
  public subscript(name: String) -> Value? {
    get {
      guard let at = names.firstIndex(of: name) else { return nil }
      return values[at]
    }
    set {
      let at = names.firstIndex(of: name)
      switch (at, newValue) {
      case (let at?, let value?): values[at] = value
      case (let at?, nil):
        names.remove(at: at)
        values.remove(at: at)
      case (nil, let value?):
        names.append(name)
        values.append(value)
      case (nil, nil): break
      }
    }
  }
}

/// Name and type of a column as the user sees it: `string`, `int`, `float`, `bool`, `vector`, `any`.
public struct TableColumn: Sendable, Equatable {
  public let name: String
  public let type: String
  public init(name: String, type: String) {
    self.name = name
    self.type = type
  }
}

/// A relation: a query that runs where the data lives, when shown, iterated or written. Nothing is held in memory.
public protocol TableValue: AnyObject, Sendable {
  func columns() throws -> [TableColumn]
  func rowCount() throws -> Int
  /// Streams rows in the relation's order, at most `limit`; stops when `body` returns false.
  func forEachRow(limit: Int?, _ body: ([Value]) throws -> Bool) throws
}

/// A value with a kind and fields, made by a verb: a model, a clustering, a write report.
public protocol HandleValue: AnyObject, Sendable {
  /// The type's name in the language: `clustering`, `model`, `report`.
  var kind: String { get }
  /// The fields that `.name` reads.
  var fields: Record { get }
  /// What showing it prints: a value rendered in its place (usually a record or a string).
  var shown: Value { get }
  /// The table it stands for in a pipe: that a report tells about; nil when there is none.
  var asTable: (any TableValue)? { get }
}

extension HandleValue {
  public var asTable: (any TableValue)? { nil }
}

/// A callable value. `signature` is what calls are checked against.
public protocol FunctionValue: AnyObject, Sendable {
  var signature: Signature { get }
}
