import Formats
import Vectors

/// N vectors of dimension D for an index: in memory, or in a mapped file, which is not copied.
public struct BulkEmbeddings: Sendable {
  public let rows: VectorRows
  /// The file they are in, if they are in one.
  let file: VectorFile?
  /// What errors call them.
  let name: String

  /// The vectors of a mapped file.
  public init(_ file: VectorFile) {
    rows = VectorRows(
      base: file.base, rows: file.rows, columns: file.columns, stride: file.columns, owner: file)
    self.file = file
    name = file.file.display
  }

  /// Maps a file of vectors: `format` nil is by its extension; `dimension` nil is what an `.npy` file or the sidecar says.
  /// - Throws: `VectorFileError`, `FormatsError`.
  public init(path: String, format: VectorFormat? = nil, dimension: Int? = nil) throws {
    self.init(try VectorFile(path: path, format: format, dimension: dimension))
  }

  /// The rows of a matrix, which must not change meanwhile.
  public init(_ matrix: Matrix) {
    rows = VectorRows(matrix)
    file = nil
    name = "embeddings"
  }

  /// Copies rows of equal length.
  /// - Throws: `VectorsError.dimensionMismatch`.
  public init(_ rows: [[Float]]) throws { self.init(try Matrix(copying: rows)) }

  /// Copies numbers in C order, as a caller from another language has them. `shape` must be (N, D), `type` float32 as NumPy
  /// writes it: `<f4`, `|f4`, `float32`.
  /// - Throws: ``PipelineError/notTwoDimensional(shape:)``, ``PipelineError/notFloat32(type:)``,
  ///   ``PipelineError/otherByteCount(expected:actual:)``.
  public init(bytes: UnsafeRawBufferPointer, shape: [Int], type: String = "<f4") throws {
    guard shape.count == 2, shape[0] >= 0, shape[1] > 0 else {
      throw PipelineError.notTwoDimensional(shape: shape)
    }
    guard ["<f4", "|f4", "float32"].contains(type) else { throw PipelineError.notFloat32(type: type) }
    let matrix = try Matrix.checked(rows: shape[0], columns: shape[1])
    let rowBytes = shape[1] * MemoryLayout<Float>.size
    guard bytes.count == shape[0].multipliedCapped(by: rowBytes) else {
      throw PipelineError.otherByteCount(
        expected: shape[0].multipliedCapped(by: rowBytes), actual: bytes.count)
    }
    for row in 0..<shape[0] {
      let part = UnsafeRawBufferPointer(rebasing: bytes[row * rowBytes..<(row + 1) * rowBytes])
      UnsafeMutableRawBufferPointer(start: matrix.row(row), count: rowBytes).copyMemory(from: part)
    }
    self.init(matrix)
  }

  /// The same numbers, one row after another; `shape` must be (N, D).
  /// - Throws: as ``init(bytes:shape:type:)``.
  public init(_ numbers: [Float], shape: [Int]) throws {
    self = try numbers.withUnsafeBytes { try BulkEmbeddings(bytes: $0, shape: shape) }
  }

  /// Runs work on the rows; a file that changed meanwhile is the error, whatever else the work met.
  func reading<T>(_ work: () throws -> T) throws -> T {
    guard let file else { return try work() }
    return try file.file.reading(work)
  }

  /// The first element of a row that is not finite.
  func badElement(_ row: Int) -> Int { rows.rowArray(row).firstIndex { !$0.isFinite } ?? 0 }
}
