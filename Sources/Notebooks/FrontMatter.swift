import Basics
import Language

/// The settings between the two `---` lines at the top: `key: value` lines only.
public struct FrontMatter: Sendable, Equatable {
  public var title: String?
  /// Seed of every random verb unless it has its own.
  public var seed: UInt64?
  /// Columns that recorded tables are fitted to.
  public var width: Int?
  /// The store to open at the start: a path relative to the notebook, or a URL. Nil: a private one.
  public var store: String?
  /// Seconds that a cell may run unless it says otherwise.
  public var timeout: Double?
  public var check: CheckMode?

  public init() {}

  static let keys = ["vnb", "title", "seed", "width", "store", "timeout", "check"]
}

extension FrontMatter {
  /// Takes in one line; throws what is wrong with it.
  mutating func read(_ line: String, seen: inout Set<String>) throws(NotebookError) {
    let text = trimmed(line)
    if text.isEmpty || text.hasPrefix("#") { return }
    guard let colon = text.firstIndex(of: ":") else { throw .malformedFrontMatter(text) }
    let key = trimmed(text[..<colon])
    let value = try Self.literal(trimmed(text[text.index(after: colon)...]), key: key)
    guard Self.keys.contains(key) else {
      throw .unknownKey(key, nearest: didYouMean(key, in: Self.keys))
    }
    guard seen.insert(key).inserted else { throw .repeatedKey(key) }
    try set(key, value)
  }

  private mutating func set(_ key: String, _ value: String) throws(NotebookError) {
    func wanted(_ what: String) -> NotebookError { .badSetting(key: key, value: value, wanted: what) }
    switch key {
    case "vnb":
      guard let version = Int(value), version > 0 else { throw wanted("the format's number, 1") }
      guard version == 1 else { throw .newerFormat(value) }
    case "title": title = value
    case "seed":
      guard let number = UInt64(value), number <= UInt64(Int64.max) else {
        throw wanted("a whole number from 0 to \(Int64.max)")
      }
      seed = number
    case "width":
      let range = NotebookLimits.width
      guard let number = Int(value), range.contains(number) else {
        throw wanted("a whole number from \(range.lowerBound) to \(range.upperBound)")
      }
      width = number
    case "store":
      guard !value.isEmpty else { throw wanted("a path or a URL") }
      store = value
    case "timeout":
      guard let seconds = parseSeconds(value) else { throw wanted(timeoutForms) }
      timeout = seconds
    default:
      guard let mode = CheckMode(rawValue: value) else {
        throw wanted("one of \(CheckMode.allCases.map(\.rawValue).joined(separator: ", "))")
      }
      check = mode
    }
  }

  /// A value as it is written: bare to the end of the line, or in double quotes with `\"` and `\\`.
  private static func literal(_ text: String, key: String) throws(NotebookError) -> String {
    guard text.first == "\"" else { return text }
    var value = ""
    var rest = text.dropFirst()
    while let character = rest.popFirst() {
      if character == "\"" {
        if rest.isEmpty { return value }
        break
      }
      if character == "\\", let next = rest.first, next == "\"" || next == "\\" {
        value.append(next)
        rest.removeFirst()
      } else {
        value.append(character)
      }
    }
    throw .badSetting(key: key, value: text, wanted: "bare or closed with a double quote")
  }
}
