import CPostgres

/// Rows of `COPY … FROM STDIN (FORMAT binary)`: a signature, rows of an int16 count of columns with an int32 length before
/// each value, and an int16 -1 at the end. (https://www.postgresql.org/docs/15/sql-copy.html#id-1.9.3.55.9.4)
/// The column types on the server must be those of the values: nothing is converted.
struct CopyBinaryEncoder {
  let sink: CopySink

  /// Before the first row.
  func begin() {
    let signature: [UInt8] = [0x50, 0x47, 0x43, 0x4F, 0x50, 0x59, 0x0A, 0xFF, 0x0D, 0x0A, 0x00]
    signature.withUnsafeBytes { sink.append($0) }
    // Flags, and the length of an extension that nobody has.
    sink.append(UInt64(0))
  }

  /// Before the values of each row.
  func row(columns: Int) { sink.append(Int16(clamping: columns)) }
  /// After the values of each row.
  func endRow() throws { try sink.endRow() }
  /// After the last row.
  func end() { sink.append(Int16(-1)) }

  func null() { sink.append(Int32(-1)) }
  func int(_ value: Int64) { fixed(value) }
  func int4(_ value: Int32) { fixed(value) }
  func int2(_ value: Int16) { fixed(value) }
  func float(_ value: Double) { fixed(value.bitPattern) }
  func float4(_ value: Float) { fixed(value.bitPattern) }
  func bool(_ value: Bool) { fixed(UInt8(value ? 1 : 0)) }

  /// Valid UTF-8 without NUL: the server refuses other bytes.
  func text(_ utf8: UnsafeBufferPointer<UInt8>) { bytes(UnsafeRawBufferPointer(utf8)) }

  func text(_ value: String) {
    var value = value
    value.withUTF8 { text($0) }
  }

  func bytes(_ value: UnsafeRawBufferPointer) {
    sink.append(Int32(clamping: value.count))
    sink.append(value)
  }

  /// At most 32,767 elements; the server refuses what is not finite.
  func vector(_ elements: UnsafeBufferPointer<Float>) {
    let size = 4 + 4 * elements.count
    sink.append(4 + size) { room in
      room.storeBytes(of: Int32(clamping: size).bigEndian, as: Int32.self)
      WireVector.write(elements, to: UnsafeMutableRawBufferPointer(rebasing: room[4...]))
    }
  }

  private func fixed<I: FixedWidthInteger & BitwiseCopyable>(_ value: I) {
    sink.append(Int32(MemoryLayout<I>.size))
    sink.append(value)
  }
}

/// Rows of `COPY … FROM STDIN` in text format, for servers that take no binary vectors.
/// (https://www.postgresql.org/docs/15/sql-copy.html#id-1.9.3.55.9.2)
struct CopyTextEncoder {
  let sink: CopySink
  private var isFirst = true

  init(sink: CopySink) { self.sink = sink }

  mutating func row() { isFirst = true }

  mutating func endRow() throws {
    sink.append(UInt8(ascii: "\n"))
    try sink.endRow()
  }

  mutating func null() { plain("\\N") }
  mutating func int(_ value: Int64) { plain(String(value)) }
  mutating func bool(_ value: Bool) { plain(value ? "t" : "f") }
  mutating func float(_ value: Double) { plain(ServerText.of(.float(value))) }
  mutating func vector(_ elements: UnsafeBufferPointer<Float>) { plain(ServerText.vector(Array(elements))) }

  /// `\x00ff`, its backslash doubled as in any text.
  mutating func bytes(_ value: UnsafeRawBufferPointer) { plain("\\\\x" + ServerText.hexadecimal(value)) }

  mutating func text(_ value: String) {
    var value = value
    value.withUTF8 { text($0) }
  }

  /// Valid UTF-8 without NUL.
  mutating func text(_ utf8: UnsafeBufferPointer<UInt8>) {
    separate()
    // At most two bytes for one.
    var escaped: [UInt8] = []
    escaped.reserveCapacity(utf8.count)
    for byte in utf8 {
      if let letter = CopyTextEncoder.escape(byte) {
        escaped.append(UInt8(ascii: "\\"))
        escaped.append(letter)
      } else {
        escaped.append(byte)
      }
    }
    escaped.withUnsafeBytes { sink.append($0) }
  }

  private static func escape(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x08: UInt8(ascii: "b")
    case 0x09: UInt8(ascii: "t")
    case 0x0A: UInt8(ascii: "n")
    case 0x0B: UInt8(ascii: "v")
    case 0x0C: UInt8(ascii: "f")
    case 0x0D: UInt8(ascii: "r")
    case 0x5C: 0x5C
    default: nil
    }
  }

  private mutating func plain(_ text: String) {
    separate()
    var text = text
    text.withUTF8 { sink.append(UnsafeRawBufferPointer($0)) }
  }

  private mutating func separate() {
    if !isFirst { sink.append(UInt8(ascii: "\t")) }
    isFirst = false
  }
}
