import CDigest

/// SHA-256 (FIPS 180-4), over one text or over pieces as they come.
public struct SHA256 {
  private var state = vnb_sha256()

  public init() { vnb_sha256_start(&state) }

  /// Takes in more bytes.
  public mutating func add(_ bytes: UnsafeRawBufferPointer) {
    vnb_sha256_add(&state, bytes.baseAddress, bytes.count)
  }

  /// The 32 bytes of the digest of everything added so far; more may be added after it.
  public var digest: [UInt8] {
    var last = state
    return [UInt8](unsafeUninitializedCapacity: 32) { bytes, count in
      vnb_sha256_finish(&last, bytes.baseAddress)
      count = 32
    }
  }

  /// The 32 bytes of the digest.
  public static func digest(_ bytes: [UInt8]) -> [UInt8] {
    var sha = SHA256()
    bytes.withUnsafeBytes { sha.add($0) }
    return sha.digest
  }

  /// The first `digits` of the 64 lower-case hexadecimal digits.
  public static func hex(_ bytes: [UInt8], digits: Int = 64) -> String {
    String(hexDigits(digest(bytes)).prefix(digits))
  }

  /// The 64 lower-case hexadecimal digits of the digest.
  public static func hex(_ bytes: UnsafeRawBufferPointer) -> String {
    var sha = SHA256()
    sha.add(bytes)
    return hexDigits(sha.digest)
  }
}

/// Two lower-case hexadecimal digits a byte.
public func hexDigits(_ bytes: [UInt8]) -> String {
  let digits = Array("0123456789abcdef".utf8)
  return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
}
