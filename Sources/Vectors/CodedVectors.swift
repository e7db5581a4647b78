import CKernels

/// Vectors stored as codes, row after row: in memory of their own, or looked at where they lie. Pointers handed out live as
/// long as the object.
public final class CodedVectors: @unchecked Sendable {
  public let storage: VectorStorage
  public let rows: Int
  public let columns: Int
  /// Bytes from one row to the next.
  public let stride: Int
  public let base: UnsafeRawPointer
  /// Keeps looked-at memory alive; nil when the memory is this object's own.
  private let owner: AnyObject?
  private let own: UnsafeMutableRawPointer?

  /// Rows of zeros, to be set one by one, on 64-byte boundaries.
  /// - Throws: ``VectorsError/badShape(rows:columns:)``, ``VectorsError/tooWide(columns:storage:)``.
  public init(rows: Int, columns: Int, storage: VectorStorage) throws(VectorsError) {
    let limit = 1 << 46
    guard rows >= 0, columns >= 0, columns <= limit,
      rows == 0 || storage.stride(columns: columns) <= limit / rows
    else { throw .badShape(rows: rows, columns: columns) }
    guard storage.holds(columns: columns) else { throw .tooWide(columns: columns, storage: storage) }
    self.storage = storage
    self.rows = rows
    self.columns = columns
    stride = storage.stride(columns: columns)
    let bytes = max(64, rows * stride)
    let memory = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
    memory.initializeMemory(as: UInt8.self, repeating: 0, count: bytes)
    own = memory
    base = UnsafeRawPointer(memory)
    owner = nil
  }

  /// The codes of all rows of `matrix`.
  /// - Throws: as ``init(rows:columns:storage:)``; ``VectorsError/notRepresentable(row:storage:)`` for the first row that the
  ///   storage cannot hold; what is wrong with a row that is not finite.
  public convenience init(
    encoding matrix: Matrix, as storage: VectorStorage, workers: Int = 1
  ) throws(VectorsError) {
    try matrix.requireFinite(workers: workers)
    try self.init(rows: matrix.rows, columns: matrix.columns, storage: storage)
    let size = 4096
    let firstBad = Slots(repeating: Int.max, count: (rows + size - 1) / size)
    parallelFor(firstBad.count, workers: workers) { chunk in
      for index in chunk * size..<min(rows, (chunk + 1) * size) where !put(matrix.row(index), at: index) {
        firstBad[chunk] = index
        return
      }
    }
    if let bad = firstBad.array.min(), bad < rows { throw .notRepresentable(row: bad, storage: storage) }
  }

  /// Looks into codes that lie elsewhere, say in a memory-mapped file, which `owner` keeps alive. Nil when `bytes` cannot hold
  /// `rows` of `stride` bytes (the last needs only its code), or `stride` is shorter than a code.
  public init?(
    viewing bytes: UnsafeRawBufferPointer, rows: Int, columns: Int, stride: Int, storage: VectorStorage,
    owner: AnyObject?
  ) {
    guard rows >= 0, columns >= 0, columns <= 1 << 40, storage.holds(columns: columns) else { return nil }
    let size = storage.bytes(columns: columns)
    let before = max(0, rows - 1).multipliedReportingOverflow(by: stride)
    guard stride >= size, !before.overflow,
      rows == 0 || (before.partialValue <= bytes.count && size <= bytes.count - before.partialValue)
    else { return nil }
    self.storage = storage
    self.rows = rows
    self.columns = columns
    self.stride = stride
    base = bytes.baseAddress ?? UnsafeRawPointer(emptyRow)
    own = nil
    self.owner = owner
  }

  /// The rows of a matrix as they lie in its memory.
  public init(viewing matrix: Matrix) {
    storage = .float32
    rows = matrix.rows
    columns = matrix.columns
    stride = matrix.stride * 4
    base = UnsafeRawPointer(matrix.base)
    own = nil
    owner = matrix
  }

  deinit { own?.deallocate() }

  /// Start of the code of row `index`.
  public func row(_ index: Int) -> UnsafeRawPointer { base + index * stride }

  /// Stores `columns` finite elements as row `index`. Only for vectors whose memory is their own, and by one thread a row.
  /// - Throws: ``VectorsError/notRepresentable(row:storage:)``.
  public func set(row index: Int, to values: UnsafePointer<Float>) throws(VectorsError) {
    precondition(own != nil && index >= 0 && index < rows, "a row of its own memory")
    guard put(values, at: index) else { throw .notRepresentable(row: index, storage: storage) }
  }

  /// The elements that row `index` stands for, `columns` of them.
  public func decode(row index: Int, into target: UnsafeMutablePointer<Float>) {
    storage.decode(row(index), columns: columns, into: target)
  }

  private func put(_ values: UnsafePointer<Float>, at index: Int) -> Bool {
    guard let own else { return false }
    return storage.encode(values, columns: columns, into: own + index * stride)
  }
}

/// What a view of no rows points to.
private nonisolated(unsafe) let emptyRow = UnsafeMutableRawPointer.allocate(byteCount: 64, alignment: 64)
