import Stores

/// Rows whose key is above one key and not above another, in the key's own order; an end that is nil is open.
public struct KeyRange: Sendable, Equatable {
  /// Not in the range itself.
  public var lower: SQLValue?
  /// In the range.
  public var upper: SQLValue?
  public static let all = KeyRange()

  public init(above lower: SQLValue? = nil, through upper: SQLValue? = nil) {
    self.lower = lower
    self.upper = upper
  }

  /// Nil when every row is in it.
  func condition(on key: String) -> RowExpression? {
    allOf([
      lower.map { key.column.isGreater(than: $0) },
      upper.map { .binary(.lessOrEqual, key.column, .value($0)) },
    ])
  }
}

/// A key as text and back, exactly: a letter for its type, then its value. Keys of one column may differ in type in SQLite.
/// Bytes have no order in queries, so they bound no range.
enum KeyText {
  static func text(of key: SQLValue) -> String? {
    switch key {
    case .int(let value): "i\(value)"
    case .text(let value): "t" + value
    case .float(let value): "f\(value.bitPattern)"
    case .bool(let value): value ? "b1" : "b0"
    case .null, .blob, .vector: nil
    }
  }

  /// Nil for a text that ``text(of:)`` never gives.
  static func key(_ text: String) -> SQLValue? {
    let rest = String(text.dropFirstScalar())
    switch text.unicodeScalars.first {
    case "i": return Int64(rest).map { .int($0) }
    case "t": return .text(rest)
    case "f": return UInt64(rest).map { .float(Double(bitPattern: $0)) }
    case "b": return rest == "1" ? .bool(true) : rest == "0" ? .bool(false) : nil
    default: return nil
    }
  }
}

extension String {
  /// Without its first scalar: a key may begin with a mark that joins the letter before it into one `Character`.
  fileprivate func dropFirstScalar() -> Substring.UnicodeScalarView { unicodeScalars.dropFirst() }
}
