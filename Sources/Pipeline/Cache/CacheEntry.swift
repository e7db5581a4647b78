import Basics

/// The file of one result. Little-endian, 96 bytes of head:
///
///     0  8  "VNBCACHE"        16  32  key             56   8  seconds the result took to make, float64
///     8  4  format, 1         48   8  payload bytes   64  32  SHA-256 of bytes 0 to 63 and the payload
///     12 4  zero
///
/// The payload follows and ends the file. None of it is believed before the checksum was compared.
struct CacheEntry {
  static let format: UInt32 = 1
  static let headBytes = 96
  /// A longer payload is neither kept nor read.
  static let payloadLimit = 256 << 20
  private static let magic = Array("VNBCACHE".utf8)
  /// Bytes of the head that the checksum covers.
  private static let coveredBytes = 64

  /// Points into the file that was read.
  let payload: UnsafeRawBufferPointer
  let seconds: Double

  /// The bytes of a file.
  static func bytes(_ payload: [UInt8], key: CacheKey, seconds: Double) -> [UInt8] {
    var file = magic
    file.reserveCapacity(headBytes + payload.count)
    file.append(littleEndian: format)
    file.append(littleEndian: UInt32(0))
    file += key.digest
    file.append(littleEndian: UInt64(payload.count))
    file.append(littleEndian: seconds.bitPattern)
    file += file.withUnsafeBytes { head in payload.withUnsafeBytes { checksum(head, $0) } }
    return file + payload
  }

  /// Reads a file that must be about `key`.
  init(_ file: UnsafeRawBufferPointer, key: CacheKey) throws(CacheFault) {
    guard file.starts(with: Self.magic) else {
      throw file.count < Self.headBytes && Self.magic.starts(with: file.prefix(8)) ? .cutShort : .foreign
    }
    guard file.count >= Self.headBytes else { throw .cutShort }
    let format: UInt32 = file.littleEndian(at: 8)
    guard format == Self.format else { throw .otherFormat(format) }
    guard file[16..<48].elementsEqual(key.digest) else { throw .otherKey }
    let stated: UInt64 = file.littleEndian(at: 48)
    guard stated <= UInt64(Self.payloadLimit) else { throw .tooLong }
    let rest = UnsafeRawBufferPointer(rebasing: file[Self.headBytes...])
    guard rest.count >= Int(stated) else { throw .cutShort }
    guard rest.count == Int(stated) else { throw .surplus(bytes: rest.count - Int(stated)) }
    let head = UnsafeRawBufferPointer(rebasing: file[..<Self.coveredBytes])
    guard Self.checksum(head, rest).elementsEqual(file[Self.coveredBytes..<Self.headBytes]) else {
      throw .otherChecksum
    }
    payload = rest
    seconds = Double(bitPattern: file.littleEndian(at: 56))
  }

  private static func checksum(_ head: UnsafeRawBufferPointer, _ payload: UnsafeRawBufferPointer) -> [UInt8] {
    var sha = SHA256()
    sha.add(head)
    sha.add(payload)
    return sha.digest
  }
}

/// What makes a file of the cache unfit. The words are in `PipelineError+CacheWords.swift`.
public enum CacheFault: Error, Sendable, Equatable {
  case cutShort
  case surplus(bytes: Int)
  case foreign
  case otherFormat(UInt32)
  case otherKey
  case otherChecksum
  case tooLong
  /// The checksum holds, but it is not what the step keeps.
  case otherContent
  case notAFile
  case unreadable(reason: String)
}

extension [UInt8] {
  /// The bytes of a number, lowest first.
  mutating func append(littleEndian number: some FixedWidthInteger) {
    Swift.withUnsafeBytes(of: number.littleEndian) { append(contentsOf: $0) }
  }
}

extension UnsafeRawBufferPointer {
  /// A number at a place that must lie inside.
  func littleEndian<Number: FixedWidthInteger & BitwiseCopyable>(at place: Int) -> Number {
    Number(littleEndian: loadUnaligned(fromByteOffset: place, as: Number.self))
  }
}
