import CPostgres
import Glibc

/// One value for a placeholder, as it goes over the wire.
struct ServerParameter: Sendable, Equatable {
  /// 0: the server decides by where the placeholder stands.
  let oid: UInt32
  let isBinary: Bool
  /// Nil is NULL. Text ends with a NUL byte, which does not count.
  let bytes: [UInt8]?

  /// How an engine takes vectors.
  struct Vectors: Sendable, Equatable {
    /// The number of the type, nil when the database has none: vectors then go as text of no type.
    var oid: UInt32?
    /// False where the server refuses vectors in binary (CockroachDB before 25.3).
    var areBinary = true
  }

  static let null = ServerParameter(oid: 0, isBinary: false, bytes: nil)

  /// `index` counts from 1, for the words of a refusal: NaN and a NUL inside text, as in every engine. Text and NULL leave the type to
  /// the server, so that a uuid or date column compares with them.
  init(_ value: SQLValue, index: Int, vectors: Vectors) throws {
    switch value {
    case .null: self = .null
    case .bool(let flag): self.init(oid: 16, isBinary: true, bytes: [flag ? 1 : 0])
    case .int(let number): self.init(oid: 20, isBinary: true, bytes: ServerParameter.bigEndian(number))
    case .float(let number):
      if number.isNaN { throw StoreError.notANumber(place: "the value of parameter \(index)") }
      self.init(oid: 701, isBinary: true, bytes: ServerParameter.bigEndian(number.bitPattern))
    case .text(let text): self = try ServerParameter.text(text, index: index)
    case .blob(let bytes): self.init(oid: 17, isBinary: true, bytes: bytes)
    case .vector(let elements):
      self = try elements.withUnsafeBufferPointer {
        try ServerParameter.vector($0, index: index, vectors: vectors)
      }
    }
  }

  init(oid: UInt32, isBinary: Bool, bytes: [UInt8]?) {
    self.oid = oid
    self.isBinary = isBinary
    self.bytes = bytes
  }

  static func text(_ text: String, index: Int) throws -> ServerParameter {
    var text = text
    return try text.withUTF8 { try ServerParameter.text($0, index: index) }
  }

  /// The bytes must be valid UTF-8.
  static func text(_ utf8: UnsafeBufferPointer<UInt8>, index: Int) throws -> ServerParameter {
    if utf8.contains(0) { throw StoreError.nulInText(place: "the text of parameter \(index)") }
    return ServerParameter(oid: 0, isBinary: false, bytes: Array(utf8) + [0])
  }

  static func vector(_ elements: UnsafeBufferPointer<Float>, index: Int, vectors: Vectors) throws
    -> ServerParameter
  {
    if elements.contains(where: { !$0.isFinite }) {
      throw StoreError.notANumber(place: "the vector of parameter \(index)")
    }
    guard elements.count <= Int(Int16.max) else {
      throw StoreError.tooBig(what: "the vector of parameter \(index)")
    }
    guard let oid = vectors.oid, vectors.areBinary else {
      return ServerParameter(
        oid: vectors.oid ?? 0, isBinary: false, bytes: Array(ServerText.vector(Array(elements)).utf8) + [0])
    }
    let size = 4 + 4 * elements.count
    let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, filled in
      WireVector.write(elements, to: UnsafeMutableRawBufferPointer(buffer))
      filled = size
    }
    return ServerParameter(oid: oid, isBinary: true, bytes: bytes)
  }

  private static func bigEndian<I: FixedWidthInteger & BitwiseCopyable>(_ number: I) -> [UInt8] {
    withUnsafeBytes(of: number.bigEndian) { Array($0) }
  }
}

extension SQLValue {
  /// As a column keeps it: SQLite has no negative zero in its tables.
  var stored: SQLValue { self == .float(0) ? .float(0) : self }
}

/// A vector's binary form: int16 count, int16 zero, float32 each, big-endian.
enum WireVector {
  /// `bytes` holds at least 4 + 4 × count; at most 32,767 elements.
  static func write(_ elements: UnsafeBufferPointer<Float>, to bytes: UnsafeMutableRawBufferPointer) {
    let count = UInt32(truncatingIfNeeded: elements.count) << 16
    bytes.storeBytes(of: count.bigEndian, as: UInt32.self)
    guard let from = elements.baseAddress, let to = bytes.baseAddress else { return }
    vnb_floats_to_network(to + 4, from, elements.count)
  }
}

/// Parameters as libpq takes them: pointers that live during `body`.
struct ParameterList {
  let parameters: [ServerParameter]

  var types: [UInt32] { parameters.map(\.oid) }

  func withPointers<T>(
    _ body: (_ values: [UnsafePointer<CChar>?], _ lengths: [Int32], _ formats: [Int32]) -> T
  ) -> T {
    // One block for all, so that one borrow covers any number of values. An empty value still needs an address.
    var block: [UInt8] = []
    var starts: [Int?] = []
    for parameter in parameters {
      starts.append(parameter.bytes == nil ? nil : block.count)
      block += parameter.bytes ?? []
      block.append(0)
    }
    let lengths = parameters.map { Int32(clamping: $0.bytes?.count ?? 0) }
    let formats: [Int32] = parameters.map { $0.isBinary ? 1 : 0 }
    return block.withUnsafeBytes { bytes in
      let base = bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
      let values = starts.map { start in start.flatMap { offset in base.map { $0 + offset } } }
      return body(values, lengths, formats)
    }
  }
}
