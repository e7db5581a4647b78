import CPostgres

/// The current row of a running statement: valid during the row callback only, as its bytes are libpq's.
final class ServerRow: ResultRow {
  private let library: vnb_pq
  let columns: [ServerColumn]
  /// All columns of a result are in one format.
  let isBinary: Bool
  var result: OpaquePointer?
  var index: Int32 = 0
  /// Elements in host order and aligned; taken out while lent, as a caller may ask for a second vector meanwhile.
  private var scratch: [Float] = []

  init(_ library: vnb_pq, columns: [ServerColumn], isBinary: Bool) {
    self.library = library
    self.columns = columns
    self.isBinary = isBinary
  }

  var columnCount: Int { columns.count }
  func columnName(_ index: Int) -> String { columns.indices.contains(index) ? columns[index].name : "" }
  func type(_ index: Int) -> ServerType { columns.indices.contains(index) ? columns[index].type : .other }

  func isNull(_ index: Int) -> Bool {
    guard columns.indices.contains(index) else { return true }
    return library.getisnull(result, self.index, Int32(clamping: index)) != 0
  }

  /// The value as it came; empty for NULL.
  func bytes(_ index: Int) -> UnsafeRawBufferPointer {
    guard columns.indices.contains(index) else { return UnsafeRawBufferPointer(start: nil, count: 0) }
    let at = Int32(clamping: index)
    let start = library.getvalue(result, self.index, at)
    return UnsafeRawBufferPointer(
      start: start, count: start == nil ? 0 : Int(library.getlength(result, self.index, at)))
  }

  /// 0 for NULL and for what is no number; a float is cut toward zero.
  func int(_ index: Int) -> Int64 {
    switch value(index) {
    case .int(let number): number
    case .bool(let flag): flag ? 1 : 0
    case .float(let number):
      Int64(exactly: number.rounded(.towardZero)) ?? (number > 0 ? .max : number < 0 ? .min : 0)
    case .text(let text): Int64(text) ?? 0
    default: 0
    }
  }

  /// 0 for NULL and for what is no number.
  func float(_ index: Int) -> Double {
    switch value(index) {
    case .float(let number): number
    case .int(let number): Double(number)
    case .bool(let flag): flag ? 1 : 0
    case .text(let text): Double(text) ?? 0
    default: 0
    }
  }

  func text(_ index: Int) -> String { withUTF8(index) { String(decoding: $0, as: UTF8.self) } }

  func withUTF8<T>(_ index: Int, _ body: (UnsafeBufferPointer<UInt8>) throws -> T) rethrows -> T {
    if !isBinary || type(index).isPlainText { return try body(bytes(index).bindMemory(to: UInt8.self)) }
    var text = ServerText.of(value(index))
    return try text.withUTF8(body)
  }

  func withVector<T>(_ index: Int, _ body: (UnsafeBufferPointer<Float>) throws -> T) throws -> T {
    let bytes = bytes(index)
    if isNull(index) { return try body(UnsafeBufferPointer(start: nil, count: 0)) }
    guard type(index) == .vector, isBinary else {
      guard case .vector(let elements) = value(index) else {
        throw StoreError.vectorLength(column: columnName(index), bytes: bytes.count, dimension: nil)
      }
      return try elements.withUnsafeBufferPointer(body)
    }
    guard let count = BinaryValue.vectorCount(bytes), let start = bytes.baseAddress else {
      throw StoreError.vectorLength(column: columnName(index), bytes: bytes.count, dimension: nil)
    }
    var elements = scratch.count >= count ? scratch : Array(repeating: 0, count: count)
    scratch = []
    defer { scratch = elements }
    return try elements.withUnsafeMutableBufferPointer { buffer in
      vnb_floats_from_network(buffer.baseAddress, start + 4, count)
      return try body(UnsafeBufferPointer(rebasing: buffer[..<count]))
    }
  }

  /// By the server's type. Numbers without fraction that fit are ints, other `numeric` the nearest double, `float4` its exact
  /// value as a double, dates, times, intervals and uuids text, as the server writes them.
  func value(_ index: Int) -> SQLValue {
    guard !isNull(index) else { return .null }
    let type = type(index)
    let bytes = bytes(index)
    let value = isBinary ? BinaryValue.decode(bytes, as: type) : TextValue.decode(bytes, as: type)
    // Only a server that breaks the protocol sends what its type cannot hold.
    return value ?? .blob(Array(bytes))
  }
}

/// Values as the text the server would write.
enum ServerText {
  static func of(_ value: SQLValue) -> String {
    switch value {
    case .null: ""
    case .bool(let flag): flag ? "t" : "f"
    case .int(let number): String(number)
    case .float(let number): float(number)
    case .text(let text): text
    case .blob(let bytes): "\\x" + hexadecimal(bytes)
    case .vector(let elements): vector(elements)
    }
  }

  private static func float(_ number: Double) -> String {
    if number.isNaN { return "NaN" }
    if number.isInfinite { return number > 0 ? "Infinity" : "-Infinity" }
    let text = "\(number)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  /// `[1,0.5]`, each the shortest that gives the same float32.
  static func vector(_ elements: [Float]) -> String {
    "[" + elements.map { element($0) }.joined(separator: ",") + "]"
  }

  static func element(_ element: Float) -> String {
    let text = "\(element)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }
}
