/// Row-major float32 storage. Rows start on 64-byte boundaries: `stride` is `columns` rounded up to 16 elements, the
/// padding is zero. Memory belongs to the object; pointers handed out live as long as it does.
public final class Matrix: @unchecked Sendable {
  public let rows: Int
  public let columns: Int
  /// Elements from one row to the next.
  public let stride: Int
  public let base: UnsafeMutablePointer<Float>
  /// The matrix whose memory this one looks into; nil when the memory is its own.
  private let owner: Matrix?

  /// All zero. Traps only on sizes the machine cannot address; callers check user-given sizes before.
  public init(rows: Int, columns: Int) {
    self.rows = rows
    self.columns = columns
    self.stride = (columns + 15) / 16 * 16
    let bytes = max(64, rows * stride * MemoryLayout<Float>.stride)
    let raw = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
    raw.initializeMemory(as: UInt8.self, repeating: 0, count: bytes)
    base = raw.assumingMemoryBound(to: Float.self)
    owner = nil
  }

  /// Room to be written before it is read: neither rows nor padding hold anything yet.
  init(scratch rows: Int, columns: Int) {
    self.rows = rows
    self.columns = columns
    self.stride = (columns + 15) / 16 * 16
    let bytes = max(64, rows * stride * MemoryLayout<Float>.stride)
    let raw = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
    base = raw.bindMemory(to: Float.self, capacity: bytes / MemoryLayout<Float>.stride)
    owner = nil
  }

  /// Rows `range` of `parent` without copying: a change in one is seen in the other.
  init(viewing parent: Matrix, rows range: Range<Int>) {
    rows = range.count
    columns = parent.columns
    stride = parent.stride
    base = parent.base + range.lowerBound * parent.stride
    owner = parent
  }

  deinit { if owner == nil { UnsafeMutableRawPointer(base).deallocate() } }

  /// Start of row `index`, `columns` elements valid, `stride` readable.
  @inlinable public func row(_ index: Int) -> UnsafeMutablePointer<Float> { base + index * stride }

  /// Copies the first `columns` of `values` into a row.
  public func setRow(_ index: Int, _ values: [Float]) {
    for at in 0..<columns { row(index)[at] = values[at] }
  }

  /// A copy of a row without its padding.
  public func rowArray(_ index: Int) -> [Float] {
    Array(UnsafeBufferPointer(start: row(index), count: columns))
  }
}

/// Asked now and then inside long loops; a kernel that sees true throws ``Cancelled``.
public typealias CancelCheck = @Sendable () -> Bool

/// The caller asked to stop. Nothing was returned.
public struct Cancelled: Error, Sendable { public init() {} }
