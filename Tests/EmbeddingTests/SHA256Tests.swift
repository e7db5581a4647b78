import CKernels
import Testing

@testable import Embedding

@Suite struct SHA256Tests {
  /// The examples of FIPS 180-4.
  @Test func knownDigests() {
    #expect(SHA256.hex([]) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    #expect(
      SHA256.hex(Array("abc".utf8)) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    #expect(
      SHA256.hex(Array("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq".utf8))
        == "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1")
  }

  @Test func bothVersionsAgreeOnEveryLength() {
    let bytes = (0..<300).map { UInt8(truncatingIfNeeded: $0 &* 37) }
    for count in 0..<300 {
      var plain = [UInt8](repeating: 0, count: 32)
      vnb_sha256_portable(bytes, count, &plain)
      #expect(SHA256.digest(Array(bytes[..<count])) == plain)
    }
  }
}
