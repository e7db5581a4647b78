import Vectors

/// A safetensors file, memory-mapped, its header checked.
final class Safetensors: Sendable {
  let file: MappedFile
  let header: SafetensorsHeader

  init(path: String) throws {
    file = try MappedFile(path: path)
    header = try SafetensorsHeader(file)
  }

  func has(_ name: String) -> Bool { header.entries[name] != nil }

  /// Row-major float32 values of a tensor of one or two dimensions. F32 is used where it lies; F16 and BF16 (and F32
  /// at an odd address) are converted. Throws when the name, shape or type is not as expected.
  func floats(_ name: String, shape: [Int]) throws -> FloatTensor {
    guard let entry = header.entries[name] else {
      throw EmbeddingError.missingTensor(path: file.path, name: name)
    }
    if entry.shape != shape {
      throw EmbeddingError.wrongShape(path: file.path, name: name, expected: shape, found: entry.shape)
    }
    let bytes = UnsafeRawBufferPointer(rebasing: file.bytes[entry.range])
    let count = shape.reduce(1, *)
    if entry.type == "F32", let start = bytes.baseAddress, Int(bitPattern: start) % 4 == 0 {
      return FloatTensor(base: start.assumingMemoryBound(to: Float.self), count: count, owner: file)
    }
    let copy = Matrix(rows: 1, columns: count)
    for at in 0..<count {
      switch entry.type {
      case "F32": copy.base[at] = Float(bitPattern: Self.word(bytes, at))
      case "F16": copy.base[at] = Self.half(Self.short(bytes, at))
      case "BF16": copy.base[at] = Float(bitPattern: UInt32(Self.short(bytes, at)) << 16)
      default: throw EmbeddingError.wrongType(path: file.path, name: name, found: entry.type)
      }
    }
    return FloatTensor(base: UnsafePointer(copy.base), count: count, owner: copy)
  }

  private static func word(_ bytes: UnsafeRawBufferPointer, _ at: Int) -> UInt32 {
    UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: at * 4, as: UInt32.self))
  }

  private static func short(_ bytes: UnsafeRawBufferPointer, _ at: Int) -> UInt16 {
    UInt16(littleEndian: bytes.loadUnaligned(fromByteOffset: at * 2, as: UInt16.self))
  }

  /// IEEE half precision, exactly.
  static func half(_ bits: UInt16) -> Float {
    let sign = UInt32(bits & 0x8000) << 16
    let exponent = UInt32(bits >> 10 & 31)
    let fraction = UInt32(bits & 0x3FF)
    switch exponent {
    case 0:
      let size = Float(fraction) * Float(sign: .plus, exponent: -24, significand: 1)
      return sign == 0 ? size : -size
    case 31: return Float(bitPattern: sign | 0x7F80_0000 | fraction << 13)
    default: return Float(bitPattern: sign | (exponent + 112) << 23 | fraction << 13)
    }
  }
}

/// Read-only float32 numbers and what keeps their memory alive.
struct FloatTensor: @unchecked Sendable {
  let base: UnsafePointer<Float>
  let count: Int
  let owner: any AnyObject & Sendable
}
