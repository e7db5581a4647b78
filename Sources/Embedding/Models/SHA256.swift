import CKernels

/// SHA-256 over bytes in memory.
enum SHA256 {
  static func digest(_ bytes: [UInt8]) -> [UInt8] {
    bytes.withUnsafeBytes { digest($0) }
  }

  static func digest(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: 32) { out, count in
      vnb_sha256(bytes.baseAddress, bytes.count, out.baseAddress)
      count = 32
    }
  }

  static func hex(_ bytes: [UInt8]) -> String { hex(of: digest(bytes)) }
  static func hex(_ bytes: UnsafeRawBufferPointer) -> String { hex(of: digest(bytes)) }

  private static func hex(of digest: [UInt8]) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(decoding: digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }
}
