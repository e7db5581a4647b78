import Glibc
import Testing

@testable import Formats

/// `.npy` files byte by byte, as tests write them.
enum Npy {
  /// A head of version 1 (2-byte length) or later (4-byte length), padded to `alignment`, and the data.
  static func file(
    _ header: String, data: [UInt8] = [], version: UInt8 = 1, alignment: Int = 64, length lie: Int? = nil
  ) -> [UInt8] {
    var bytes: [UInt8] = [0x93] + Array("NUMPY".utf8) + [version, 0]
    let lengthBytes = version == 1 ? 2 : 4
    let text = Array(header.utf8)
    let unpadded = bytes.count + lengthBytes + text.count + 1
    let padding = (alignment - unpadded % alignment) % alignment
    let length = lie ?? text.count + 1 + padding
    for byte in 0..<lengthBytes { bytes.append(UInt8(truncatingIfNeeded: length >> (8 * byte))) }
    return bytes + text + [UInt8](repeating: 0x20, count: padding) + [0x0A] + data
  }

  static func header(_ shape: String, type: String = "'<f4'", fortran: String = "False") -> String {
    "{'descr': \(type), 'fortran_order': \(fortran), 'shape': \(shape), }"
  }

  static func floats(_ values: [Float]) -> [UInt8] {
    values.flatMap { value in (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> ($0 * 8)) } }
  }

  static func vectors(_ shape: String, _ values: [Float], version: UInt8 = 1, alignment: Int = 64) -> [UInt8]
  {
    file(header(shape), data: floats(values), version: version, alignment: alignment)
  }
}

extension VectorFile {
  var values: [[Float]] {
    (0..<rows).map { Array(UnsafeBufferPointer(start: row($0), count: columns)) }
  }
}

/// The error that opening a file of this name and content gives; nil when it opens.
func vectorFault(
  _ name: String, _ bytes: [UInt8], format: VectorFormat? = nil, dimension: Int? = nil,
  beside: [(String, String)] = []
) throws -> VectorFileError? {
  let scratch = try Scratch()
  for (name, text) in beside { _ = try scratch.file(name, text) }
  let path = try scratch.file(name, bytes)
  do {
    let file = try VectorFile(path: path, display: "D/\(name)", format: format, dimension: dimension)
    try file.file.reading { for row in file.values { _ = row.reduce(0, +) } }
    return nil
  } catch let error as VectorFileError {
    return error
  }
}
