import CKernels

extension Matrix {
  /// A squared length above this is refused: differences of two shorter vectors still have a finite square.
  public static let largestSquaredNorm: Float = 0x1p124
  /// A squared length below this counts as zero: it has lost its digits.
  public static let smallestSquaredNorm: Float = 0x1p-100

  /// A zero matrix for sizes a user gave.
  /// - Throws: ``VectorsError/badShape(rows:columns:)`` when negative or not addressable.
  public static func checked(rows: Int, columns: Int) throws(VectorsError) -> Matrix {
    let limit = 1 << 46
    let padded = columns.addingReportingOverflow(15)
    guard rows >= 0, columns >= 0, !padded.overflow,
      rows == 0 || padded.partialValue / 16 * 16 <= limit / 4 / rows
    else { throw .badShape(rows: rows, columns: columns) }
    return Matrix(rows: rows, columns: columns)
  }

  /// Copies rows of equal length.
  /// - Throws: ``VectorsError/dimensionMismatch(expected:actual:)`` at the first row unlike row 0.
  public convenience init(copying values: [[Float]]) throws(VectorsError) {
    let columns = values.first?.count ?? 0
    for row in values where row.count != columns {
      throw .dimensionMismatch(expected: columns, actual: row.count)
    }
    self.init(rows: values.count, columns: columns)
    for (index, row) in values.enumerated() { setRow(index, row) }
  }

  /// Squared length of a row, in canonical order.
  func squaredNorm(ofRow index: Int) -> Float { vnb_dot(row(index), row(index), columns) }

  /// Refuses what distances cannot be computed on, naming the first bad row: NaN, infinity, lengths that overflow.
  /// - Throws: ``VectorsError/nonFinite(row:)``, ``VectorsError/tooLong(row:)``.
  public func requireFinite(workers: Int = 1) throws(VectorsError) { _ = try squaredNorms(workers: workers) }

  /// The squared length of every row.
  /// - Throws: as ``requireFinite(workers:)``.
  func squaredNorms(workers: Int) throws(VectorsError) -> Slots<Float> {
    let squares = Slots<Float>(repeating: 0, count: rows)
    let firstBad = Slots(repeating: Int.max, count: (rows + 4095) / 4096)
    parallelFor(firstBad.count, workers: workers) { chunk in
      for index in chunk * 4096..<min(rows, (chunk + 1) * 4096) {
        squares[index] = squaredNorm(ofRow: index)
        if squares[index] <= Matrix.largestSquaredNorm { continue }
        firstBad[chunk] = index
        return
      }
    }
    guard let bad = firstBad.array.min(), bad < rows else { return squares }
    throw rowArray(bad).allSatisfy(\.isFinite) ? .tooLong(row: bad) : .nonFinite(row: bad)
  }

  /// Divides every row by its length, in place. A row whose squared length is already within 2^-16 of 1 is left as it is, so
  /// that scaling twice changes nothing.
  /// - Throws: ``VectorsError/zeroVector(row:)``, ``VectorsError/nonFinite(row:)`` or ``VectorsError/tooLong(row:)``
  ///   for the first row that has no direction; nothing was changed then.
  public func normalizeRows(workers: Int = 1) throws(VectorsError) {
    let squares = try squaredNorms(workers: workers)
    for index in 0..<rows where squares[index] < Matrix.smallestSquaredNorm { throw .zeroVector(row: index) }
    parallelFor((rows + 4095) / 4096, workers: workers) { chunk in
      for index in chunk * 4096..<min(rows, (chunk + 1) * 4096) {
        let square = squares[index]
        if abs(square - 1) > 0x1p-16 { vnb_divide(row(index), square.squareRoot(), columns) }
      }
    }
  }

  /// A copy with every row divided by its length.
  /// - Throws: as ``normalizeRows(workers:)``.
  public func normalized(workers: Int = 1) throws(VectorsError) -> Matrix {
    let copy = copy(rows: 0..<rows)
    try copy.normalizeRows(workers: workers)
    return copy
  }

  /// Rows `range` as a matrix of its own. `range` must lie in 0 ..< rows.
  public func copy(rows range: Range<Int>) -> Matrix {
    let copy = Matrix(rows: range.count, columns: columns)
    copy.base.update(from: row(range.lowerBound), count: range.count * stride)
    return copy
  }

  /// Rows `range` sharing this matrix's memory, which stays alive with it. `range` must lie in 0 ..< rows.
  public func slice(_ range: Range<Int>) -> Matrix {
    precondition(range.lowerBound >= 0 && range.upperBound <= rows, "slice outside the matrix")
    return Matrix(viewing: self, rows: range)
  }

  /// How many rows differ from all before them, counted up to `limit`. +0 equals -0.
  public func distinctRows(upTo limit: Int) -> Int { distinctRowNumbers(upTo: limit).count }

  /// The first `limit` rows that differ from all before them.
  func distinctRowNumbers(upTo limit: Int) -> [Int] {
    var places: [UInt64: [Int]] = [:]
    var found: [Int] = []
    for index in 0..<rows {
      if found.count >= limit { break }
      let row = row(index)
      var hash = FNV1a()
      for at in 0..<columns { hash.mix((row[at] + 0).bitPattern) }
      let twins = places[hash.value] ?? []
      if twins.contains(where: { equalRows($0, index) }) { continue }
      places[hash.value] = twins + [index]
      found.append(index)
    }
    return found
  }

  private func equalRows(_ a: Int, _ b: Int) -> Bool {
    let a = row(a)
    let b = row(b)
    for at in 0..<columns where a[at] != b[at] { return false }
    return true
  }
}
