import CPostgres

/// Values from the binary forms of PostgreSQL's types, all big-endian (the `*_send` functions of its sources). Nil for bytes
/// that are no such value.
enum BinaryValue {
  static func decode(_ bytes: UnsafeRawBufferPointer, as type: ServerType) -> SQLValue? {
    switch type {
    case .bool: bytes.count == 1 ? .bool(bytes[0] != 0) : nil
    case .int2: integer(bytes, Int16.self).map { .int(Int64($0)) }
    case .int4: integer(bytes, Int32.self).map { .int(Int64($0)) }
    case .int8: integer(bytes, Int64.self).map { .int($0) }
    case .oid: integer(bytes, UInt32.self).map { .int(Int64($0)) }
    case .xid8: integer(bytes, UInt64.self).map { Int64(exactly: $0).map { .int($0) } ?? .float(Double($0)) }
    case .float4: integer(bytes, UInt32.self).map { .float(Double(Float(bitPattern: $0))) }
    case .float8: integer(bytes, UInt64.self).map { .float(Double(bitPattern: $0)) }
    case .numeric: BinaryNumeric(bytes)?.value
    case .bytea: .blob(Array(bytes))
    case .uuid: uuid(bytes).map { .text($0) }
    // One byte of version stands before the text.
    case .jsonb: bytes.first == 1 ? .text(String(decoding: bytes.dropFirst(), as: UTF8.self)) : nil
    case .date: integer(bytes, Int32.self).map { .text(ServerTime.date($0)) }
    case .time: integer(bytes, Int64.self).map { .text(ServerTime.time($0)) }
    case .timestamp: integer(bytes, Int64.self).map { .text(ServerTime.timestamp($0, zone: "")) }
    case .timestamptz: integer(bytes, Int64.self).map { .text(ServerTime.timestamp($0, zone: "+00")) }
    case .interval: interval(bytes).map { .text($0) }
    case .vector: vector(bytes).map { .vector($0) }
    // The byte 0 is its empty text.
    case .char: .text(bytes.first == 0 ? "" : String(decoding: bytes, as: UTF8.self))
    case .name, .text, .json, .unknown, .bpchar, .varchar, .other:
      .text(String(decoding: bytes, as: UTF8.self))
    }
  }

  static func integer<I: FixedWidthInteger>(_ bytes: UnsafeRawBufferPointer, _: I.Type, at offset: Int = 0)
    -> I?
  where I: BitwiseCopyable {
    guard offset >= 0, bytes.count - offset >= MemoryLayout<I>.size else { return nil }
    guard offset > 0 || bytes.count == MemoryLayout<I>.size else { return nil }
    return I(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: I.self))
  }

  /// The number of elements of a vector's bytes: int16 count, int16 zero, float32 each.
  static func vectorCount(_ bytes: UnsafeRawBufferPointer) -> Int? {
    guard bytes.count >= 4 else { return nil }
    let count = Int(UInt16(bigEndian: bytes.loadUnaligned(as: UInt16.self)))
    return bytes.count == 4 + 4 * count ? count : nil
  }

  static func vector(_ bytes: UnsafeRawBufferPointer) -> [Float]? {
    guard let count = vectorCount(bytes), let start = bytes.baseAddress else { return nil }
    return [Float](unsafeUninitializedCapacity: count) { buffer, filled in
      vnb_floats_from_network(buffer.baseAddress, start + 4, count)
      filled = count
    }
  }

  private static func uuid(_ bytes: UnsafeRawBufferPointer) -> String? {
    guard bytes.count == 16 else { return nil }
    let bounds = [0..<4, 4..<6, 6..<8, 8..<10, 10..<16]
    return bounds.map { ServerText.hexadecimal(bytes[$0]) }.joined(separator: "-")
  }

  private static func interval(_ bytes: UnsafeRawBufferPointer) -> String? {
    guard bytes.count == 16 else { return nil }
    let words = (0..<4).map { Int32(bigEndian: bytes.loadUnaligned(fromByteOffset: 4 * $0, as: Int32.self)) }
    let time = Int64(bigEndian: bytes.loadUnaligned(as: Int64.self))
    return ServerTime.interval(months: words[3], days: words[2], microseconds: time)
  }
}

/// `numeric`: int16 count of digits, int16 weight of the first, uint16 sign, int16 digits after the point, then base-10000 digits.
struct BinaryNumeric {
  let digits: [Int]
  let weight: Int
  let sign: UInt16
  let scale: Int

  init?(_ bytes: UnsafeRawBufferPointer) {
    guard bytes.count >= 8, bytes.count % 2 == 0 else { return nil }
    let words = (0..<(bytes.count / 2)).map {
      UInt16(bigEndian: bytes.loadUnaligned(fromByteOffset: 2 * $0, as: UInt16.self))
    }
    guard Int(words[0]) == words.count - 4 else { return nil }
    digits = words[4...].map { Int($0) }
    weight = Int(Int16(bitPattern: words[1]))
    sign = words[2]
    scale = Int(words[3])
  }

  /// An int when it has no digits after the point and fits, else the nearest double.
  var value: SQLValue {
    switch sign {
    case 0xC000: return .float(.nan)
    case 0xD000: return .float(.infinity)
    case 0xF000: return .float(-.infinity)
    default: break
    }
    if scale == 0, let whole { return .int(whole) }
    return .float(double)
  }

  private var whole: Int64? {
    guard weight <= 4 else { return nil }
    var total: Int64 = 0
    for place in 0..<max(weight + 1, 0) {
      let digit = Int64(place < digits.count ? digits[place] : 0)
      let (product, overflow) = total.multipliedReportingOverflow(by: 10_000)
      // Negative from the start: the smallest Int64 has no positive twin.
      let (sum, overflow2) = product.subtractingReportingOverflow(digit)
      if overflow || overflow2 { return nil }
      total = sum
    }
    return sign == 0x4000 ? total : total == .min ? nil : -total
  }

  /// Through decimal text, as that is rounded once and correctly.
  private var double: Double {
    var text = sign == 0x4000 ? "-" : ""
    for digit in digits {
      let part = String(digit)
      text += String(repeating: "0", count: max(0, 4 - part.utf8.count)) + part
    }
    if digits.isEmpty { text += "0" }
    return Double("\(text)e\(4 * (weight + 1 - digits.count))") ?? 0
  }
}
