import Testing

@testable import Vectors

@Suite struct MatrixTests {
  @Test func rowsAreAlignedAndPadded() throws {
    for columns in [1, 15, 16, 17, 384] {
      let matrix = try Matrix(copying: Sample.rows(3, columns))
      #expect(matrix.stride % 16 == 0)
      for row in 0..<3 {
        #expect(Int(bitPattern: matrix.row(row)) % 64 == 0)
        for at in columns..<matrix.stride { #expect(matrix.row(row)[at] == 0) }
      }
    }
  }

  @Test func slicesShareAndOutliveTheirParent() throws {
    var parent: Matrix? = try Matrix(copying: [[1, 2], [3, 4], [5, 6]])
    let slice = try #require(parent?.slice(1..<3))
    let copy = try #require(parent?.copy(rows: 1..<3))
    parent?.setRow(1, [7, 8])
    parent = nil
    #expect(slice.rowArray(0) == [7, 8])
    #expect(slice.rowArray(1) == [5, 6])
    #expect(copy.rowArray(0) == [3, 4])
  }

  @Test func badShapesAreRefused() throws {
    for (rows, columns) in [(-1, 3), (3, -1), (.max, .max), (1 << 40, 1 << 30), (2, .max)] as [(Int, Int)] {
      #expect(throws: VectorsError.badShape(rows: rows, columns: columns)) {
        try Matrix.checked(rows: rows, columns: columns)
      }
    }
    #expect(try Matrix.checked(rows: 2, columns: 3).columns == 3)
    #expect(throws: VectorsError.dimensionMismatch(expected: 2, actual: 1)) {
      try Matrix(copying: [[1, 2], [3]])
    }
  }

  @Test func theFirstBadRowIsNamed() throws {
    let matrix = Matrix(rows: 10_000, columns: 3)
    try matrix.requireFinite(workers: 2)
    matrix.setRow(9000, [0, .infinity, 0])
    matrix.setRow(5000, [0, 0, .nan])
    #expect(throws: VectorsError.nonFinite(row: 5000)) { try matrix.requireFinite(workers: 2) }
    matrix.setRow(4000, [3e18, 0, 4e18])
    #expect(throws: VectorsError.tooLong(row: 4000)) { try matrix.requireFinite(workers: 2) }
  }

  @Test func normalisingTwiceChangesNothing() throws {
    let values = Sample.rows(50, 384, seed: 3)
    let matrix = try Matrix(copying: values)
    let once = try matrix.normalized(workers: 2)
    let twice = try once.normalized()
    for row in 0..<50 {
      #expect(abs(once.squaredNorm(ofRow: row) - 1) < 1e-6)
      #expect(once.rowArray(row) == Judge.unit(values[row]))
      #expect(once.rowArray(row) == twice.rowArray(row))
    }
    matrix.setRow(20, [Float](repeating: 0, count: 384))
    #expect(throws: VectorsError.zeroVector(row: 20)) { try matrix.normalizeRows() }
    #expect(matrix.rowArray(0) == values[0])
  }

  @Test func distinctRowsAreCountedUpToTheLimit() throws {
    let matrix = try Matrix(copying: [[0, 1], [-0.0, 1], [2, 1], [0, 1], [3, 3]])
    #expect(matrix.distinctRows(upTo: 10) == 3)
    #expect(matrix.distinctRows(upTo: 2) == 2)
  }

  @Test func everyErrorHasWords() {
    let errors: [VectorsError] = [
      .nonFinite(row: 3), .zeroVector(row: 3), .tooLong(row: 3), .dimensionMismatch(expected: 3, actual: 4),
      .badShape(rows: 1, columns: 2), .noRows, .badClusterCount(0), .fewerRows(found: 1, k: 2),
      .fewerDistinctRows(found: 1, k: 2), .badCounts, .metricWithoutMeans(.ip), .badBound,
      .notRepresentable(row: 3, storage: .float16), .tooWide(columns: 200_000, storage: .int8),
    ]
    #expect(Set(errors.map(\.code)).count == errors.count)
    for error in errors {
      #expect(error.code.hasPrefix("V06"))
      #expect(!error.message.isEmpty)
    }
    #expect(VectorsError.nonFinite(row: 3).message.contains("3"))
  }
}
