import Glibc

/// Writes float32 vectors, one after another, as `.npy` or raw f32. The file appears when ``finish(metric:)`` has put all of
/// it on disk; until then, and when it is never called, one that had the name before stays.
public final class VectorFileWriter {
  public let format: VectorFormat
  /// Elements of a vector.
  public let columns: Int
  public private(set) var rows = 0
  private let draft: FileDraft
  private let path: String
  private let display: String

  /// - Throws: ``VectorFileError/cannotWrite(path:errno:)``, ``VectorFileError/zeroDimension(path:)``,
  ///   ``VectorFileError/otherSidecar(path:)``.
  public init(path: String, display: String? = nil, format: VectorFormat, columns: Int) throws {
    self.format = format
    self.columns = columns
    self.path = path
    self.display = display ?? path
    guard columns > 0 else { throw VectorFileError.zeroDimension(path: self.display) }
    if format == .rawFloat { try VectorSidecar.requireRoom(for: path, display: self.display) }
    draft = try FileDraft(path: path, display: self.display)
    if format == .npy { try draft.write([UInt8](repeating: 0x20, count: NpyHeader.writtenBytes)) }
  }

  /// `row` points to `columns` elements.
  public func append(_ row: UnsafePointer<Float>) throws {
    try draft.write(UnsafeRawBufferPointer(start: row, count: columns * MemoryLayout<Float>.size))
    rows += 1
  }

  /// Writes the head of an `.npy` file, or the sidecar of a raw one, and gives the file its name. Returns the sidecar's name.
  @discardableResult
  public func finish(metric: String? = nil) throws -> String? {
    guard format == .rawFloat else {
      try draft.rewrite(NpyHeader.bytes(rows: rows, columns: columns))
      try draft.finish()
      return nil
    }
    let shown = VectorSidecar.name(for: display)
    let sidecar = try FileDraft(path: VectorSidecar.name(for: path), display: shown)
    try sidecar.write(VectorSidecar.bytes(rows: rows, columns: columns, metric: metric))
    try draft.finish()
    try sidecar.finish()
    return shown
  }
}

extension IdentifierFile {
  /// Writes ids as 8-byte little-endian numbers; the file is replaced whole or not at all.
  /// - Throws: ``VectorFileError/cannotWrite(path:errno:)``.
  public static func write(_ ids: [UInt64], to path: String, display: String? = nil) throws {
    let draft = try FileDraft(path: path, display: display ?? path)
    for id in ids { try withUnsafeBytes(of: id.littleEndian) { try draft.write($0) } }
    try draft.finish()
  }
}
