import Support
import Testing

/// A folder with files of vectors, and `vnb bulk` run in it.
struct BulkFolder {
  let folder: TemporaryFolder

  init() { folder = TemporaryFolder() }

  var path: String { folder.path }

  /// `.npy` of version 1 as NumPy writes it.
  static func npy(_ rows: [[Float]], type: String = "<f4", order: String = "False") -> [UInt8] {
    let shape = "(\(rows.count), \(rows.first?.count ?? 0))"
    let text = "{'descr': '\(type)', 'fortran_order': \(order), 'shape': \(shape), }"
    let padding = String(repeating: " ", count: 128 - 10 - 1 - text.utf8.count)
    return [0x93] + Array("NUMPY".utf8) + [1, 0, 118, 0] + Array((text + padding + "\n").utf8) + raw(rows)
  }

  static func raw(_ rows: [[Float]]) -> [UInt8] {
    rows.joined().flatMap { value in (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> ($0 * 8)) } }
  }

  static func ids(_ ids: [UInt64]) -> [UInt8] {
    ids.flatMap { id in (0..<8).map { UInt8(truncatingIfNeeded: id >> ($0 * 8)) } }
  }

  func put(_ name: String, _ bytes: [UInt8]) throws { try Files.write("\(path)/\(name)", bytes) }
  func put(_ name: String, _ text: String) throws { try put(name, Array(text.utf8)) }
  func bytes(_ name: String) throws -> [UInt8] { try Files.read("\(path)/\(name)") }

  func bulk(_ words: [String]) throws -> CommandLineRun {
    try CommandLineRun(["bulk"] + words, folder: path)
  }

  /// Repeatable vectors that are all different, in clumps, as vectors of texts are.
  static func vectors(_ count: Int, _ dimension: Int, seed: UInt64 = 1) -> [[Float]] {
    var generator = SeededGenerator(seed: seed)
    let middles = (0..<8).map { _ in (0..<dimension).map { _ in Float.random(in: -1...1, using: &generator) }
    }
    return (0..<count).map { row in
      middles[row % 8].map { $0 + Float.random(in: -0.5...0.5, using: &generator) }
    }
  }
}
