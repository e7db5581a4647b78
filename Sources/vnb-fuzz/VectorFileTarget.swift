import Formats
import Glibc

/// Files of vectors and ids: reading never crashes, and what opens can be read to its last byte.
///
/// The input's first byte chooses: `n` an `.npy` file (its version, whether its length lies, the head up to a newline, the
/// numbers), `r` a raw file with the JSON beside it up to a newline, `i` ids, `j` JSON Lines.
let vectorFileTarget = FuzzTarget(
  name: "vectors", seeds: vectorFileSeeds, words: vectorFileWords, feed: feedVectorFile)

private let head = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2), }"
private let vectorFileSeeds: [String] = [
  "n1x\(head)\nabcdefghijklmnop", "n2x\(head)\nabcdefghijklmnop", "n3x\(head) \nabcdefghijklmnop",
  "n11\(head)\nabcdefghijklmnop", "n1x{'descr': [('a', '<f4')], 'fortran_order': True, 'shape': (2L, 2L)}\n",
  "r{\"n\": 2, \"dim\": 2, \"metric\": \"cosine\"}\nabcdefghijklmnop", "r{\"dim\":4}\nabcdefghijklmnop",
  "r\nabcd",
  "iabcdefghABCDEFGH12345678", "i",
  "j{\"id\": 1, \"vector\": [1, 2.5, -3e10]}\n{\"id\": 2, \"vector\": [0, 0, 0]}\n",
]
private let vectorFileWords: [String] = [
  "(", ")", "((", "[", "]", "{", "}", "'", "\"", "\\", ",", ":", "-", "L", "u'", "True", "False", "None", "0",
  "1",
  "9223372036854775807", "4611686018427387904", "99999999999999999999", "'shape'", "'descr'", "'<f8'",
  "'>f4'", "(1,)",
  "()", "\n", "\r", "\0", "é", "1e400", "null", "[[", "\"vector\"", "\"dim\"", "\"n\"", "abcd", "1", "2", "3",
]

private func feedVectorFile(_ input: [UInt8]) throws -> Bool {
  guard let kind = input.first else { return false }
  let body = Array(input.dropFirst())
  let path = try FuzzFolder.path() + "/vectors"
  do {
    switch kind {
    case UInt8(ascii: "n"):
      write(npy(body), "\(path).npy")
      return try sum(try VectorFile(path: "\(path).npy"))
    case UInt8(ascii: "i"):
      write(body, "\(path).u64")
      return try !IdentifierFile(path: "\(path).u64").ids(forVectors: body.count / 8).isEmpty
    case UInt8(ascii: "j"):
      write(body, "\(path).jsonl")
      try VectorLines(path: "\(path).jsonl", idField: "id").read { _, _ in }
      return true
    default:
      let cut = body.firstIndex(of: 0x0A) ?? body.count
      write(Array(body[..<cut]), "\(path).json")
      write(Array(body.dropFirst(cut + 1)), "\(path).f32")
      return try sum(try VectorFile(path: "\(path).f32"))
    }
  } catch let error as VectorFileError {
    guard !error.message.isEmpty else { throw BrokenPromise(description: "refused without a reason") }
  } catch is FormatsError {}
  return false
}

/// A version, a length and a head out of the text.
private func npy(_ body: [UInt8]) -> [UInt8] {
  guard body.count >= 2 else { return body }
  let version = body[0] &- UInt8(ascii: "0")
  let cut = body.dropFirst(2).firstIndex(of: 0x0A) ?? body.count
  let text = Array(body[2..<cut])
  var length = text.count + 1
  if body[1] != UInt8(ascii: "x") { length = Int(body[1]) << (Int(body[1]) % 24) }
  let bytes = (0..<(version == 1 ? 2 : 4)).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) }
  return [0x93] + Array("NUMPY".utf8) + [version, 0] + bytes + text + [0x0A] + body.dropFirst(cut + 1)
}

/// Every number is read; the file did not change meanwhile.
private func sum(_ file: VectorFile) throws -> Bool {
  guard file.columns > 0, file.rows * file.columns * 4 <= file.file.size else {
    throw BrokenPromise(description: "\(file.rows) x \(file.columns) numbers in \(file.file.size) bytes")
  }
  try file.file.reading {
    var bits: UInt32 = 0
    for row in 0..<file.rows { for at in 0..<file.columns { bits ^= file.row(row)[at].bitPattern } }
    if bits == 0xFFFF_FFFF { say("") }
  }
  return true
}

private func write(_ bytes: [UInt8], _ path: String) {
  guard let file = fopen(path, "wb") else { return }
  fwrite(bytes, 1, bytes.count, file)
  fclose(file)
}
