import CKernels
import Testing

@testable import Vectors

@Suite struct DistanceTests {
  /// Plain C, AVX2 and AVX-512; a level the CPU lacks repeats its best.
  static let levels = [VNB_PORTABLE, VNB_AVX2, VNB_AVX512].map { Int32($0) }

  @Test func everyLevelAndLengthHasTheBitsOfTheDefinition() {
    let a = Sample.rows(1, 420, seed: 3)[0]
    let b = Sample.rows(1, 420, seed: 4)[0]
    for level in Self.levels {
      let kernels = vnb_distance_at(level).pointee
      for length in 0...400 {
        for offset in [0, 1, 7] {
          let x = Array(a[offset..<offset + length])
          let y = Array(b[offset * 2..<offset * 2 + length])
          let found = a.withUnsafeBufferPointer { a in
            b.withUnsafeBufferPointer { b -> (Float, Float) in
              guard let a = a.baseAddress, let b = b.baseAddress else { return (.nan, .nan) }
              return (
                kernels.dot(a + offset, b + 2 * offset, length),
                kernels.squared_l2(a + offset, b + 2 * offset, length)
              )
            }
          }
          let judged = (Judge.dot(x, y), Judge.squaredL2(x, y))
          #expect(
            found.0.bitPattern == judged.0.bitPattern, "dot level \(level) length \(length) offset \(offset)")
          #expect(
            found.1.bitPattern == judged.1.bitPattern, "l2 level \(level) length \(length) offset \(offset)")
        }
      }
    }
  }

  @Test func scansOfManyRowsEqualSingleRows() throws {
    for columns in [1, 15, 64, 100, 384] {
      let values = Sample.rows(9, columns, seed: 5)
      let matrix = try Matrix(copying: values)
      let query = Sample.rows(1, columns, seed: 6)[0]
      for level in Self.levels {
        let kernels = vnb_distance_at(level).pointee
        var dots = [Float](repeating: 0, count: 9)
        var squares = dots
        var l2 = dots
        var plain = dots
        kernels.dot_rows(query, matrix.base, matrix.stride, 9, columns, &plain)
        kernels.squared_l2_rows(query, matrix.base, matrix.stride, 9, columns, &l2)
        kernels.dot_and_square_rows(query, matrix.base, matrix.stride, 9, columns, &dots, &squares)
        #expect(plain == values.map { Judge.dot(query, $0) })
        #expect(dots == plain)
        #expect(l2 == values.map { Judge.squaredL2(query, $0) })
        #expect(squares == values.map { Judge.dot($0, $0) })
      }
    }
  }

  @Test func gatheredRowsEqualSingleRows() throws {
    let index: [UInt32] = (0..<23).map { UInt32($0 * 7 % 9) }
    for columns in Array(1...70) + [100, 128, 383, 384, 385] {
      // An odd stride, so that rows start anywhere.
      let values = Sample.rows(9, columns, seed: 15)
      let flat: [Float] = values.flatMap { $0 + [Float(9)] }
      let query = Sample.rows(1, columns, seed: 16)[0]
      let dots = index.map { Judge.dot(query, values[Int($0)]) }
      let squares = index.map { Judge.squaredL2(query, values[Int($0)]) }
      for level in Self.levels {
        let kernels = vnb_distance_at(level).pointee
        for count in [0, 1, 3, 4, 9, 23] {
          var out = [Float](repeating: -7, count: 24)
          kernels.dot_gather(query, flat, columns + 1, index, count, columns, &out)
          #expect(Array(out[..<count]) == Array(dots[..<count]), "dot level \(level) columns \(columns)")
          kernels.squared_l2_gather(query, flat, columns + 1, index, count, columns, &out)
          #expect(Array(out[..<count]) == Array(squares[..<count]), "l2 level \(level) columns \(columns)")
          #expect(out[count] == -7)
        }
      }
    }
  }

  @Test func placesAtLeastAreThoseOfThePlainLoop() {
    for level in Self.levels {
      for count in 0...50 {
        let scores = Sample.rows(1, max(1, count), seed: 9)[0].map { ($0 * 2).rounded() }
        for floor in [-Float.infinity, -1, 0, 1, .infinity] {
          var places = [UInt32](repeating: 0, count: 51)
          let found = vnb_distance_at(level).pointee.places_at_least(scores, count, floor, &places)
          let judged = (0..<count).filter { scores[$0] >= floor }.map { UInt32($0) }
          #expect(Array(places[..<found]) == judged)
        }
      }
    }
  }

  @Test func sumsOfRowsAndTopTwoAreTheSameOnEveryLevel() throws {
    let matrix = try Matrix(copying: Sample.rows(40, 37, seed: 8))
    let index: [UInt32] = (0..<60).map { UInt32($0 * 7 % 40) }
    var expected = [Double](repeating: 0, count: 37)
    for row in index { for at in 0..<37 { expected[at] += Double(matrix.row(Int(row))[at]) } }
    for level in Self.levels {
      let kernels = vnb_distance_at(level).pointee
      var sum = [Double](repeating: 0, count: 37)
      kernels.add_rows(matrix.base, matrix.stride, index, index.count, 37, &sum)
      #expect(sum == expected)
      for count in 1...50 {
        for seed in [1, 2, 3] as [UInt64] {
          // Few different values, so that ties are common.
          let scores = Sample.rows(1, count, seed: seed)[0].map { ($0 * 2).rounded() }
          var best: Float = 0
          var second: Float = 0
          let place = kernels.top_two(scores, count, &best, &second)
          let ranked = scores.sorted(by: >)
          #expect(best == ranked[0])
          #expect(second == (count > 1 ? ranked[1] : -.infinity))
          #expect(place == scores.firstIndex(of: best))
        }
      }
    }
  }

  @Test func knownDistances() throws {
    let a: [Float] = [1.1, 2.2, 3.3]
    let b: [Float] = [4.4, 5.5, 6.6]
    #expect(abs(try Distance.between(a, b, metric: .l2) - 5.715_767) < 1e-5)
    #expect(abs(try Distance.between(a, b, metric: .cosine) - 0.025_368_153) < 1e-6)
    #expect(try Distance.between([1, 1], [-2, -2], metric: .cosine) == 2)
    #expect(try Distance.between([1, 2], [3, 4], metric: .ip) == -11)
    let long = Sample.rows(1, 384)[0]
    #expect(try Distance.between(long, long, metric: .cosine) == 0)
  }

  @Test func badPairsAreRefused() {
    #expect(throws: VectorsError.dimensionMismatch(expected: 2, actual: 1)) {
      try Distance.between([1, 2], [1], metric: .l2)
    }
    #expect(throws: VectorsError.zeroVector(row: 1)) {
      try Distance.between([1, 2], [0, 0], metric: .cosine)
    }
  }
}
