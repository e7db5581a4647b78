/// The format in `{x:>10,.2}`: `[< > ^][width][,][.digits][% or e]`.
public struct FormatSpec: Sendable, Equatable {
  /// Which side of its width a text stands at.
  public enum Alignment: Sendable { case left, right, center }
  /// How a number is written.
  public enum Style: Sendable { case plain, percent, exponent }

  /// As it was written.
  public let text: String
  /// nil: numbers right, everything else left.
  public private(set) var alignment: Alignment?
  public private(set) var width = 0
  public private(set) var groups = false
  public private(set) var digits: Int?
  public private(set) var style = Style.plain

  /// nil when the text is no format, or asks for more than ``Limits`` allow.
  public init?(_ text: String) {
    self.text = text
    var rest = Substring(text)
    guard !rest.isEmpty else { return nil }
    if let sign = rest.first, let alignment = FormatSpec.alignments[sign] {
      self.alignment = alignment
      rest.removeFirst()
    }
    guard let width = FormatSpec.number(&rest, limit: Limits.formatWidth) else { return nil }
    self.width = width
    if rest.first == "," {
      groups = true
      rest.removeFirst()
    }
    if rest.first == "." {
      rest.removeFirst()
      guard rest.first?.isASCII == true, rest.first?.isNumber == true,
        let digits = FormatSpec.number(&rest, limit: Limits.formatDigits)
      else { return nil }
      self.digits = digits
    }
    if let last = rest.first, last == "%" || last == "e" {
      style = last == "%" ? .percent : .exponent
      rest.removeFirst()
    }
    guard rest.isEmpty else { return nil }
  }

  private static let alignments: [Character: Alignment] = ["<": .left, ">": .right, "^": .center]

  private static func number(_ rest: inout Substring, limit: Int) -> Int? {
    var value = 0
    while let digit = rest.first, digit.isASCII, let number = digit.wholeNumberValue {
      value = value * 10 + number
      guard value <= limit else { return nil }
      rest.removeFirst()
    }
    return value
  }

  /// The value written by the format, or nil when the format does not fit its type.
  public func write(_ value: Value) -> String? {
    let isPlain = !groups && digits == nil && style == .plain
    switch value {
    case .int(let int): return padded(number(int), defaultAlignment: .right)
    case .float(let float): return padded(number(float), defaultAlignment: .right)
    case .string(let text) where !groups && style == .plain:
      return padded(digits.map { String(text.prefix($0)) } ?? text, defaultAlignment: .left)
    case .table, .vector, .function, .row: return nil
    default: return isPlain ? padded(value.displayText, defaultAlignment: .left) : nil
    }
  }

  private func number(_ value: Int64) -> String {
    if style != .plain { return number(Double(value)) }
    let fraction = digits.map { $0 > 0 ? "." + String(repeating: "0", count: $0) : "" } ?? ""
    return (groups ? groupedDigits(value) : String(value)) + fraction
  }

  private func number(_ value: Double) -> String {
    guard value.isFinite else { return formatFloat(value) }
    switch style {
    case .percent: return grouped(formatFixed(value * 100, digits: digits ?? 0)) + "%"
    case .exponent: return formatExponent(value, digits: digits)
    case .plain: return grouped(digits.map { formatFixed(value, digits: $0) } ?? formatFloat(value))
    }
  }

  private func grouped(_ text: String) -> String { groups ? groupThousands(text) : text }

  private func padded(_ text: String, defaultAlignment: Alignment) -> String {
    let missing = width - text.count
    guard missing > 0 else { return text }
    let left =
      switch alignment ?? defaultAlignment {
      case .left: 0
      case .right: missing
      case .center: missing / 2
      }
    return String(repeating: " ", count: left) + text + String(repeating: " ", count: missing - left)
  }
}
