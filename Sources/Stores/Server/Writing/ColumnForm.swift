/// How the values of a column travel in bulk: in the binary form of the column's own type where that is easily made, else as the
/// text from which the server casts.
enum ColumnForm: Sendable, Equatable {
  case bool, int2, int4, int8, float4, float8, text, uuid, bytea
  case vector(dimension: Int?)
  /// The type as `format_type` writes it.
  case cast(String)

  init(_ column: CatalogColumn, binaryVectors: Bool) {
    switch column.type {
    case .bool: self = .bool
    case .int2: self = .int2
    case .int4: self = .int4
    case .int8: self = .int8
    case .float4: self = .float4
    case .float8: self = .float8
    case .text, .varchar, .name: self = .text
    case .uuid: self = .uuid
    case .bytea: self = .bytea
    case .vector where binaryVectors:
      self = .vector(dimension: column.modifier > 0 ? Int(column.modifier) : nil)
    default: self = .cast(column.declared)
    }
  }

  /// The type of the array's elements, as a cast names it.
  var elementName: String {
    switch self {
    case .bool: "bool"
    case .int2: "int2"
    case .int4: "int4"
    case .int8: "int8"
    case .float4: "float4"
    case .float8: "float8"
    case .text, .cast: "text"
    case .uuid: "uuid"
    case .bytea: "bytea"
    case .vector: "vector"
    }
  }

  /// Its number in the catalogue.
  func elementType(vector: UInt32?) -> UInt32 {
    let type: ServerType
    switch self {
    case .bool: type = .bool
    case .int2: type = .int2
    case .int4: type = .int4
    case .int8: type = .int8
    case .float4: type = .float4
    case .float8: type = .float8
    case .text, .cast: type = .text
    case .uuid: type = .uuid
    case .bytea: type = .bytea
    case .vector: return vector ?? 0
    }
    return type.rawValue
  }

  /// For messages.
  var words: String {
    if case .cast(let type) = self { return type }
    if case .vector(let dimension?) = self { return "vector(\(dimension))" }
    return elementName
  }

  /// COPY takes the bytes as they are.
  var isBinary: Bool {
    if case .cast = self { return false }
    return true
  }
}

/// The values of one column, each an int32 length (-1 for NULL) and its bytes, as arrays and COPY have them.
final class ColumnBuffer {
  let name: String
  let form: ColumnForm
  private var bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: 4096, alignment: 16)
  private(set) var count = 0
  /// Where each finished row's value begins; one more than rows.
  private(set) var starts = [0]

  init(_ name: String, _ form: ColumnForm) {
    self.name = name
    self.form = form
  }

  deinit { bytes.deallocate() }

  /// The value of the row under way is there.
  var isBound: Bool { count > starts[starts.count - 1] }

  /// Forgets the value of the row under way.
  func rewind() { count = starts[starts.count - 1] }

  func endRow() {
    if !isBound { null() }
    starts.append(count)
  }

  func clear() {
    count = 0
    starts.removeAll(keepingCapacity: true)
    starts.append(0)
  }

  @inline(__always)
  func append(_ size: Int, _ body: (UnsafeMutableRawBufferPointer) -> Void) {
    if bytes.count - count < size + 4 { grow(size + 4) }
    bytes.storeBytes(of: Int32(truncatingIfNeeded: size).bigEndian, toByteOffset: count, as: Int32.self)
    body(UnsafeMutableRawBufferPointer(rebasing: bytes[(count + 4)..<(count + 4 + size)]))
    count += 4 + size
  }

  func null() {
    if bytes.count - count < 4 { grow(4) }
    bytes.storeBytes(of: Int32(-1).bigEndian, toByteOffset: count, as: Int32.self)
    count += 4
  }

  func append(_ value: UnsafeRawBufferPointer) { append(value.count) { $0.copyMemory(from: value) } }

  func append<I: FixedWidthInteger & BitwiseCopyable>(_ number: I) {
    append(MemoryLayout<I>.size) { $0.storeBytes(of: number.bigEndian, as: I.self) }
  }

  private func grow(_ size: Int) {
    let larger = UnsafeMutableRawBufferPointer.allocate(
      byteCount: max(bytes.count * 2, count + size), alignment: 16)
    larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[..<count]))
    bytes.deallocate()
    bytes = larger
  }

  /// The bytes of these rows; valid until the buffer changes.
  func values(_ rows: Range<Int>) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(rebasing: bytes[starts[rows.lowerBound]..<starts[rows.upperBound]])
  }

  /// The rows as one array: dimensions, a flag for NULLs, the elements' type, then count and lower bound (`array_recv`).
  func array(_ rows: Range<Int>, vector: UInt32?) -> ServerParameter {
    let values = values(rows)
    var out: [UInt8] = []
    out.reserveCapacity(20 + values.count)
    func put(_ number: UInt32) { withUnsafeBytes(of: number.bigEndian) { out.append(contentsOf: $0) } }
    put(rows.isEmpty ? 0 : 1)
    put(1)
    put(form.elementType(vector: vector))
    if !rows.isEmpty {
      put(UInt32(clamping: rows.count))
      put(1)
      out.append(contentsOf: values)
    }
    return ServerParameter(oid: 0, isBinary: true, bytes: out)
  }

  func removeLast() {
    guard starts.count > 1 else { return }
    starts.removeLast()
    rewind()
  }

  /// A row of its own bytes.
  func restore(_ value: [UInt8]) {
    if bytes.count - count < value.count { grow(value.count) }
    value.withUnsafeBytes {
      UnsafeMutableRawBufferPointer(rebasing: bytes[count..<(count + value.count)]).copyMemory(from: $0)
    }
    count += value.count
    starts.append(count)
  }
}
