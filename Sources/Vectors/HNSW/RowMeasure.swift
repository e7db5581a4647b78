import CKernels

/// What a walk compares rows by: smaller is nearer. Under `l2` the squared distance, under `ip` the negative inner product, under
/// `cosine` the negative inner product with rows scaled to length 1. Canonical float32 up to one or two products, so the same everywhere.
/// Lives no longer than the memory it was given.
struct RowMeasure: @unchecked Sendable {
  let base: UnsafePointer<Float>
  let stride: Int
  let columns: Int
  /// One of `l2`, `cosine` and `ip`: others are refused before.
  let metric: Metric
  /// 1 / length of each row; used under `cosine` only.
  let scales: UnsafePointer<Float>

  /// A vector to measure from, and 1 / its length under `cosine` where keys of several vectors are compared (else 1).
  struct Origin {
    let values: UnsafePointer<Float>
    let scale: Float
    /// The vector as ``RowCodes`` wants it, where rows are measured by their codes.
    var coded: UnsafeRawPointer?
  }

  /// What is measured in place of the rows, for an origin that is coded.
  var codes: RowCodes?

  @inline(__always) func row(_ index: UInt32) -> UnsafePointer<Float> { base + Int(index) &* stride }

  @inline(__always) func origin(_ index: UInt32) -> Origin {
    Origin(values: row(index), scale: metric == .cosine ? scales[Int(index)] : 1)
  }

  /// Keys of `count` rows into `out`.
  @inline(__always) func keys(
    _ origin: Origin, _ rows: UnsafePointer<UInt32>, _ count: Int, _ out: UnsafeMutablePointer<Float>
  ) {
    if let codes, let coded = origin.coded {
      codes.measure(coded, rows, count, columns, out)
      guard metric == .cosine else { return }
      for at in 0..<count { out[at] *= scales[Int(rows[at])] }
      return
    }
    switch metric {
    case .l2:
      vnb_squared_l2_gather(origin.values, base, stride, rows, count, columns, out)
    case .ip, .l1, .hamming:
      vnb_dot_gather(origin.values, base, stride, rows, count, columns, out)
      for at in 0..<count { out[at] = -out[at] }
    case .cosine:
      vnb_dot_gather(origin.values, base, stride, rows, count, columns, out)
      for at in 0..<count { out[at] = -(out[at] * (origin.scale * scales[Int(rows[at])])) }
    }
  }

  @inline(__always) func key(_ origin: Origin, _ row: UInt32) -> Float {
    var rows = row
    var out: Float = 0
    keys(origin, &rows, 1, &out)
    return out
  }
}

/// A row with its key in one number: ascending order is nearest first, then smaller row. The lowest bit is free for a mark.
struct Candidate {
  var bits: UInt64

  /// `row` is below 2^31. A key that is not a number sorts last.
  @inline(__always) init(key: Float, row: UInt32) {
    bits = UInt64(Candidate.ordered(key)) << 32 | UInt64(row) << 1
  }

  @inline(__always) var row: UInt32 { UInt32(truncatingIfNeeded: bits) >> 1 }

  /// The key again (a NaN comes back as some NaN).
  @inline(__always) var key: Float {
    let high = UInt32(truncatingIfNeeded: bits >> 32)
    return Float(bitPattern: high >> 31 == 1 ? high ^ 0x8000_0000 : ~high)
  }

  /// Bits that compare as the numbers do.
  @inline(__always) static func ordered(_ key: Float) -> UInt32 {
    let bits = key.bitPattern
    let sign = UInt32(bitPattern: Int32(bitPattern: bits) >> 31)
    return key == key ? bits ^ (sign | 0x8000_0000) : UInt32.max
  }
}
