import CKernels

/// One query made ready to be measured against rows of codes. Set a query, then measure as often as you like: nothing is
/// allocated after `init`. Many threads may measure at once; the query is set while none does.
///
/// Queries against `float32`, `float16` and `bfloat16` stay in float32, each row being decoded and summed in canonical order; against
/// `int8` and `bit` the query is coded like the rows. A measurement does not depend on what else is measured with it, and of two rows of
/// one storage it is the same from either side.
public final class DistanceProbe: @unchecked Sendable {
  private typealias Kernel =
    @convention(c) (
      UnsafeRawPointer?, UnsafePointer<vnb_row_list>?, Int, UnsafeMutablePointer<Float>?
    ) -> Void

  public let columns: Int
  public let storage: VectorStorage
  /// What is measured. Bits know only Hamming distances, whatever was asked for.
  public let metric: Metric
  private let kernel: Kernel?
  private let values: UnsafeMutablePointer<Float>
  private let code: UnsafeMutableRawPointer
  private let usesCode: Bool

  public init(columns: Int, storage: VectorStorage, metric: Metric) {
    self.columns = columns
    self.storage = storage
    self.metric = storage == .bit ? .hamming : metric
    kernel = vnb_measure_kernel(storage.code, self.metric.code)
    usesCode = storage == .bit || (storage == .int8 && self.metric.usesProducts)
    values = UnsafeMutableRawPointer.allocate(byteCount: max(64, columns * 4), alignment: 64)
      .assumingMemoryBound(to: Float.self)
    code = .allocate(byteCount: storage.stride(columns: columns), alignment: 64)
  }

  deinit {
    UnsafeMutableRawPointer(values).deallocate()
    code.deallocate()
  }

  /// Makes `columns` finite elements the query; they are copied.
  /// - Returns: False when the storage cannot hold them (``VectorStorage/encode(_:columns:into:)``).
  @discardableResult public func setQuery(_ query: UnsafePointer<Float>) -> Bool {
    values.update(from: query, count: columns)
    return usesCode ? storage.encode(query, columns: columns, into: code) : true
  }

  /// Makes a stored row the query, as its code stands for it. `vectors` are of the probe's storage and columns.
  public func setQuery(row: Int, of vectors: CodedVectors) {
    if usesCode {
      code.copyMemory(from: vectors.row(row), byteCount: storage.bytes(columns: columns))
    } else {
      vectors.decode(row: row, into: values)
    }
  }

  /// Measures `count` rows, those numbered in `ids`, into `out`: smaller is nearer. Under `l2` squared distances; all else as
  /// ``Metric`` reports it, see ``reported(_:)``. A row without direction gives NaN under cosine. Rows are fetched ahead of
  /// their turn, so long lists cost less a row than short ones. Unchecked: `ids` lie within `vectors`, which are of the probe's
  /// storage and columns.
  public func measure(
    _ vectors: CodedVectors, _ ids: UnsafePointer<UInt32>, count: Int, into out: UnsafeMutablePointer<Float>
  ) {
    var list = vnb_row_list(base: vectors.base, stride: vectors.stride, ids: ids, count: count, once: 0)
    kernel?(usesCode ? UnsafeRawPointer(code) : UnsafeRawPointer(values), &list, columns, out)
  }

  /// The same for consecutive rows; `once` when they will not be wanted again soon, so that the caches need not keep them.
  public func measure(
    _ vectors: CodedVectors, _ range: Range<Int>, once: Bool = false, into out: UnsafeMutablePointer<Float>
  ) {
    var list = vnb_row_list(
      base: vectors.row(range.lowerBound), stride: vectors.stride, ids: nil, count: range.count,
      once: once ? 1 : 0)
    kernel?(usesCode ? UnsafeRawPointer(code) : UnsafeRawPointer(values), &list, columns, out)
  }

  /// A measurement as ``Metric`` reports distances: under `l2` its root. Keeps the order, though two may become equal.
  public func reported(_ measured: Float) -> Float { metric == .l2 ? measured.squareRoot() : measured }
}
