import CKernels

/// Codes of rows and the kernel that measures them: squared distances under `l2`, negative inner products under `ip` and `cosine`. Lives no
/// longer than the memory it was given.
struct RowCodes: @unchecked Sendable {
  private typealias Kernel =
    @convention(c) (
      UnsafeRawPointer?, UnsafePointer<vnb_row_list>?, Int, UnsafeMutablePointer<Float>?
    ) -> Void

  let base: UnsafeRawPointer
  let storage: VectorStorage
  /// Bytes from one row to the next.
  let stride: Int
  private let kernel: Kernel

  /// nil when the storage knows no such measure.
  init?(_ base: UnsafeRawPointer, columns: Int, storage: VectorStorage, metric: Metric) {
    guard let kernel = vnb_measure_kernel(storage.code, metric == .l2 ? VNB_SQUARED_L2 : VNB_NEGATIVE_DOT)
    else { return nil }
    self.base = base
    self.storage = storage
    self.kernel = kernel
    stride = storage.stride(columns: columns)
  }

  @inline(__always) func measure(
    _ query: UnsafeRawPointer, _ rows: UnsafePointer<UInt32>, _ count: Int, _ columns: Int,
    _ out: UnsafeMutablePointer<Float>
  ) {
    var list = vnb_row_list(base: base, stride: stride, ids: rows, count: count, once: 0)
    kernel(query, &list, columns, out)
  }

  /// A vector as a query of these codes, for the time of `body`; nil when it has no code.
  func withQuery<Result>(
    _ query: UnsafePointer<Float>, columns: Int, _ body: (UnsafeRawPointer?) -> Result
  ) -> Result {
    guard storage == .int8 else { return body(UnsafeRawPointer(query)) }
    return withUnsafeTemporaryAllocation(byteCount: stride, alignment: 64) { room in
      guard let code = room.baseAddress, storage.encode(query, columns: columns, into: code) else {
        return body(nil)
      }
      return body(UnsafeRawPointer(code))
    }
  }
}

extension VectorRows {
  /// The codes of all rows.
  /// - Throws: ``VectorsError/tooWide(columns:storage:)``, ``VectorsError/notRepresentable(row:storage:)`` for the first row
  ///   that has no code.
  func codes(_ storage: VectorStorage, workers: Int) throws(VectorsError) -> CodedVectors {
    let codes = try CodedVectors(rows: rows, columns: columns, storage: storage)
    let firstBad = Slots(repeating: Int.max, count: (rows + 4095) / 4096)
    parallelFor(firstBad.count, workers: workers) { chunk in
      for row in chunk * 4096..<min(rows, (chunk + 1) * 4096) {
        do { try codes.set(row: row, to: self.row(row)) } catch {
          firstBad[chunk] = row
          return
        }
      }
    }
    if let bad = firstBad.array.min(), bad < rows { throw .notRepresentable(row: bad, storage: storage) }
    return codes
  }
}
