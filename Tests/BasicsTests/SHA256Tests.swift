import Basics
import CDigest
import Testing

@Suite struct SHA256Tests {
  /// The examples of FIPS 180-4.
  @Test func knownDigests() {
    #expect(SHA256.hex([]) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    #expect(
      SHA256.hex(Array("abc".utf8)) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    #expect(
      SHA256.hex(Array("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq".utf8))
        == "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1")
    #expect(
      SHA256.hex([UInt8](repeating: 0x61, count: 1_000_000))
        == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
    #expect(SHA256.hex(Array("abc".utf8), digits: 8) == "ba7816bf")
  }

  @Test func bothVersionsAgreeOnEveryLength() {
    let bytes = (0..<300).map { UInt8(truncatingIfNeeded: $0 &* 37) }
    for count in 0..<300 {
      var sha = vnb_sha256()
      vnb_sha256_start_portable(&sha)
      vnb_sha256_add(&sha, bytes, count)
      var plain = [UInt8](repeating: 0, count: 32)
      vnb_sha256_finish(&sha, &plain)
      #expect(SHA256.digest(Array(bytes[..<count])) == plain)
    }
  }

  @Test func piecesGiveTheDigestOfTheWhole() {
    let bytes = (0..<1000).map { UInt8(truncatingIfNeeded: $0 &* 37) }
    for step in [1, 7, 63, 64, 65, 200] {
      var sha = SHA256()
      for start in stride(from: 0, to: bytes.count, by: step) {
        bytes[start..<min(start + step, bytes.count)].withUnsafeBytes { sha.add($0) }
      }
      #expect(sha.digest == SHA256.digest(bytes))
      #expect(sha.digest == SHA256.digest(bytes), "reading the digest does not use it up")
    }
  }
}
