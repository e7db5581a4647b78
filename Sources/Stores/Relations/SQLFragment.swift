/// A piece of SQL with the values it binds. Placeholders are numbered when the whole statement is rendered, in the order in
/// which values occur, so that pieces can be put together freely.
public struct SQLFragment: Sendable, Equatable {
  /// SQL text, or a value to be bound at that place.
  public enum Piece: Sendable, Equatable {
    case text(String)
    case value(SQLValue)
    /// A column of a source of the enclosing SELECT; the qualifier is written only where the bare name would be unclear.
    case column(qualifier: String, name: String)
  }

  /// How tightly the outermost operator binds: operands that bind looser get parentheses. Few parentheses matter: SQLite's
  /// parser stack holds about thirty.
  public enum Precedence: Int, Sendable, Comparable {
    case or, and, not, comparison, concatenation, sum, product, sign, atom
    public static func < (left: Precedence, right: Precedence) -> Bool { left.rawValue < right.rawValue }
    var next: Precedence { Precedence(rawValue: rawValue + 1) ?? .atom }
  }

  public var pieces: [Piece]
  public var precedence: Precedence

  public init(_ text: String, _ precedence: Precedence = .atom) {
    pieces = [.text(text)]
    self.precedence = precedence
  }

  public init(pieces: [Piece], _ precedence: Precedence = .atom) {
    self.pieces = pieces
    self.precedence = precedence
  }

  public init(value: SQLValue) { self.init(pieces: [.value(value)]) }

  public static func + (left: SQLFragment, right: SQLFragment) -> SQLFragment {
    SQLFragment(pieces: left.pieces + right.pieces, left.precedence)
  }

  public static func + (left: SQLFragment, right: String) -> SQLFragment { left + SQLFragment(right) }

  /// The same text, to be taken as binding so tightly.
  public func with(_ precedence: Precedence) -> SQLFragment { SQLFragment(pieces: pieces, precedence) }

  /// In parentheses when it binds looser than `least`.
  public func operand(_ least: Precedence) -> SQLFragment {
    precedence >= least ? self : (SQLFragment("(") + self + ")").with(.atom)
  }

  /// `left op right`, left-associative.
  public static func binary(
    _ left: SQLFragment, _ symbol: String, _ right: SQLFragment, _ precedence: Precedence
  ) -> SQLFragment {
    let leastLeft = precedence == .comparison ? precedence.next : precedence
    return (left.operand(leastLeft) + " \(symbol) " + right.operand(precedence.next)).with(precedence)
  }

  /// Bytes of its text.
  var length: Int {
    pieces.reduce(0) { sum, piece in
      if case .text(let text) = piece { return sum + text.utf8.count }
      return sum + 1
    }
  }

  /// The parts with `separator` between them.
  public static func joined(_ parts: [SQLFragment], by separator: String) -> SQLFragment {
    var all: [Piece] = []
    for (at, part) in parts.enumerated() {
      if at > 0 { all.append(.text(separator)) }
      all += part.pieces
    }
    return SQLFragment(pieces: all)
  }

  /// The text for one engine with its placeholders numbered, and their values in order.
  public func statement(for dialect: any Dialect) -> (sql: String, parameters: [SQLValue]) {
    rendered(dialect)
  }

  /// `name(a, b)`.
  public static func call(_ name: String, _ arguments: [SQLFragment]) -> SQLFragment {
    SQLFragment("\(name)(") + joined(arguments, by: ", ") + ")"
  }

  /// Replaces `{0}`, `{1}` … by arguments and `{*}` by all of them with commas. An argument stands bare only between `(` or `,`
  /// and `)` or `,`; elsewhere it gets parentheses unless it is an atom.
  static func fill(_ template: String, _ arguments: [SQLFragment]) -> SQLFragment {
    var result = SQLFragment(pieces: [])
    var rest = Substring(template)
    while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
      let before = rest[..<open]
      let after = rest[rest.index(after: close)...]
      let inside = rest[rest.index(after: open)..<close]
      result = result + String(before)
      if inside == "*" {
        result = result + joined(arguments, by: ", ")
      } else if let index = Int(inside), index < arguments.count {
        let isFree = "(,".contains(before.last { $0 != " " } ?? " ") && "),".contains(after.first ?? " ")
        result = result + (isFree ? arguments[index] : arguments[index].operand(.atom))
      } else {
        // Braces of another kind, as in a pattern.
        result = result + String(rest[open...close])
      }
      rest = after
    }
    return (result + String(rest)).with(.atom)
  }
}
