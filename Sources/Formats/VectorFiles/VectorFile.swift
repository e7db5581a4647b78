import Glibc

/// How vectors lie in a file.
public enum VectorFormat: String, Sendable, CaseIterable {
  /// Little-endian float32, row after row, nothing else: `.f32`, `.bin`, `.raw`.
  case rawFloat = "raw_f32"
  case npy

  /// By the extension, whatever its case.
  /// - Throws: ``VectorFileError/unknownFormat(path:)``, ``VectorFileError/notImplemented(path:format:)``.
  public static func detect(_ path: String) throws(VectorFileError) -> VectorFormat {
    let name = path.utf8.split(separator: UInt8(ascii: "/")).last.map { String(Substring($0)) } ?? ""
    guard let dot = name.utf8.lastIndex(of: UInt8(ascii: ".")) else { throw .unknownFormat(path: path) }
    let ending = name[name.utf8.index(after: dot)...].lowercased()
    switch ending {
    case "npy": return .npy
    case "f32", "bin", "raw": return .rawFloat
    case "toon", "tdb": throw .notImplemented(path: path, format: ending)
    default: throw .unknownFormat(path: path)
    }
  }
}

/// Float32 vectors in a mapped file: nothing is copied, but for an `.npy` file whose numbers begin at no multiple of 4 (no
/// program known writes one). The memory is read-only and lives as long as the object.
public final class VectorFile: @unchecked Sendable {
  public let file: MappedFile
  public let format: VectorFormat
  public let rows: Int
  /// The dimension: elements of a vector, and floats from one to the next. At least 1.
  public let columns: Int
  /// Row `i` begins at `base + i * columns`. At a multiple of 4 bytes, and perhaps of no more.
  public let base: UnsafePointer<Float>
  /// What the file beside a raw one says of it.
  public let sidecar: VectorSidecar?
  private let copied: UnsafeMutableRawPointer?

  /// Opens a file of vectors. `dimension`: for raw files what `-d` says; of an `.npy` file it must be the own.
  /// - Throws: ``VectorFileError``, ``FormatsError``.
  public convenience init(
    path: String, display: String? = nil, format: VectorFormat? = nil, dimension: Int? = nil
  ) throws {
    let display = display ?? path
    let format = try format ?? VectorFormat.detect(display)
    let file = try MappedFile(path: path, display: display)
    let shape: Shape
    switch format {
    case .npy: shape = try Shape(npy: file, dimension: dimension)
    case .rawFloat: shape = try Shape(raw: file, path: path, dimension: dimension)
    }
    self.init(file, format, shape)
  }

  private init(_ file: MappedFile, _ format: VectorFormat, _ shape: Shape) {
    (self.file, self.format) = (file, format)
    (rows, columns, sidecar) = (shape.rows, shape.columns, shape.sidecar)
    let bytes = file.bytes(shape.offset..<file.size)
    let start = file.base + shape.offset
    if shape.offset % MemoryLayout<Float>.alignment == 0 {
      (copied, base) = (nil, start.assumingMemoryBound(to: Float.self))
    } else {
      let room = UnsafeMutableRawPointer.allocate(byteCount: max(64, bytes.count), alignment: 64)
      room.copyMemory(from: start, byteCount: bytes.count)
      (copied, base) = (room, UnsafePointer(room.bindMemory(to: Float.self, capacity: bytes.count / 4)))
    }
  }

  deinit { copied?.deallocate() }

  /// Start of a row of `columns` elements. `index` must lie in 0 ..< rows.
  public func row(_ index: Int) -> UnsafePointer<Float> { base + index * columns }

  /// Rows from first to last, once.
  public func willReadInOrder() { file.willReadInOrder() }
}

/// Number, dimension and place of the vectors, held against the file's size.
private struct Shape {
  var rows: Int
  var columns: Int
  var offset: Int
  var sidecar: VectorSidecar?

  init(npy file: MappedFile, dimension: Int?) throws {
    let header = try NpyHeader(file)
    if let mismatch = header.mismatch { throw VectorFileError.otherKind(path: file.display, mismatch) }
    (rows, columns, offset) = (header.shape[0], header.shape[1], header.dataOffset)
    guard columns > 0 else { throw VectorFileError.zeroDimension(path: file.display) }
    if let dimension, dimension != columns {
      throw VectorFileError.dimensionMismatch(path: file.display, expected: dimension, actual: columns)
    }
    let need = try Self.bytes(rows, columns, file.display)
    let has = file.size - offset
    if has < need {
      let (total, overflow) = need.addingReportingOverflow(offset)
      throw VectorFileError.tooSmall(path: file.display, need: overflow ? .max : total, got: file.size)
    }
    if has > need {
      throw VectorFileError.trailingBytes(path: file.display, extra: has - need, dimension: columns)
    }
  }

  init(raw file: MappedFile, path: String, dimension: Int?) throws {
    if NpyHeader.isNpy(file) { throw VectorFileError.isNpy(path: file.display, expected: "raw f32") }
    let (found, other) = try VectorSidecar.find(path: path, display: file.display)
    guard let columns = dimension ?? found?.dimension else {
      throw VectorFileError.noDimension(path: file.display, sidecar: other)
    }
    if let found, columns != found.dimension {
      throw VectorFileError.dimensionMismatch(path: found.display, expected: columns, actual: found.dimension)
    }
    guard columns > 0 else { throw VectorFileError.zeroDimension(path: file.display) }
    let size = try Self.bytes(1, columns, file.display)
    if file.size < size { throw VectorFileError.tooSmall(path: file.display, need: size, got: file.size) }
    let extra = file.size % size
    if extra > 0 {
      throw VectorFileError.trailingBytes(path: file.display, extra: extra, dimension: columns)
    }
    (rows, self.columns, offset, sidecar) = (file.size / size, columns, 0, found)
    if let found, let count = found.count, count != rows {
      throw VectorFileError.countMismatch(path: file.display, sidecar: found.display, says: count, has: rows)
    }
  }

  /// Bytes of so many vectors; a product that cannot be counted is an error.
  static func bytes(_ rows: Int, _ columns: Int, _ display: String) throws -> Int {
    let (elements, one) = rows.multipliedReportingOverflow(by: columns)
    let (bytes, two) = elements.multipliedReportingOverflow(by: MemoryLayout<Float>.size)
    guard rows >= 0, columns >= 0, !one, !two else {
      throw VectorFileError.tooLarge(path: display, shape: "(\(rows), \(columns))")
    }
    return bytes
  }
}
