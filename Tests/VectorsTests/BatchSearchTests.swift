import CKernels
import Testing

@testable import Vectors

@Suite struct BatchSearchTests {
  private static let products = Metric.allCases.filter(\.usesProducts)

  /// Rows of very different lengths, near and exact duplicates, and a zero row unless `directed`.
  private static func rows(_ count: Int, _ columns: Int, directed: Bool) -> [[Float]] {
    var stream = SeededStream(seed: 7, name: "batch")
    var all = Sample.rows(count, columns, seed: 3)
    for row in all.indices {
      switch row % 7 {
      case 1: all[row] = all[stream.below(row)]
      case 2: all[row] = all[stream.below(row)].map { $0 * (1 + 0x1p-22) }
      case 3: all[row] = all[row].map { $0 * 0x1p9 }
      case 4: all[row] = all[row].map { $0 * 0x1p-9 }
      default: break
      }
    }
    if !directed { all[count / 2] = all[0].map { _ in 0 } }
    return all
  }

  @Test(arguments: products, [1, 17, 64])
  func productsEqualThePlainLoop(metric: Metric, columns: Int) throws {
    let values = Self.rows(500, columns, directed: metric == .cosine)
    let rows = try Matrix(copying: values)
    let asked = Array(values[0..<32]) + Sample.rows(13, columns, seed: 11)
    let queries = try Matrix(copying: asked.filter { $0.contains { $0 != 0 } })
    for limit in [1, 10, 80] {
      let judged = (0..<queries.rows).map {
        SearchTests.judge(queries.rowArray($0), values, metric, limit)
      }
      for workers in [1, 2, 3] {
        let search = ExactSearch(metric: metric, limit: limit, workers: workers)
        #expect(try search.byProducts(queries, rows) == judged)
        #expect(try search.nearest(toEach: queries, in: rows) == judged)
      }
    }
  }

  /// Whole numbers: every distance occurs many times, and the edge of an answer always ties.
  @Test(arguments: products) func tiesGoToTheSmallerRow(metric: Metric) throws {
    let values = Sample.rows(8000, 3, seed: 2).map { row in row.map { ($0 * 2).rounded() + 0.5 } }
    let rows = try Matrix(copying: values)
    let queries = try Matrix(copying: Array(values[0..<14]))
    let judged = (0..<14).map { SearchTests.judge(values[$0], values, metric, 25) }
    for workers in [1, 2, 3] {
      let search = ExactSearch(metric: metric, limit: 25, workers: workers)
      #expect(try search.byProducts(queries, rows) == judged)
    }
  }

  @Test(arguments: products, [1, 2, 50]) func filtersAndBoundsComeFirst(metric: Metric, step: Int)
    throws
  {
    let values = Sample.rows(1200, 12, seed: 5)
    let rows = try Matrix(copying: values)
    let queries = rows.copy(rows: 0..<30)
    let allowed = RowBitmap(rows: 1200) { $0 % step == 0 }
    for within in [
      Double.infinity, -1, Double(SearchTests.judge(values[0], values, metric, 20)[19].distance),
    ] {
      let search = ExactSearch(
        metric: metric, limit: 9, within: within, filter: { $0 % 3 != 1 }, allowed: allowed,
        workers: 2)
      let judged = (0..<30).map {
        SearchTests.judge(values[$0], values, metric, 9, within: within) {
          $0 % step == 0 && $0 % 3 != 1
        }
      }
      #expect(try search.nearest(toEach: queries, in: rows) == judged)
      #expect(try search.byProducts(queries, rows) == judged)
      #expect(try search.nearest(to: values[3], in: rows) == judged[3])
    }
  }

  /// Sums that overflow, vanish or are not numbers are told as the plain loop tells them.
  @Test func rowsThatProductsCannotJudgeAreMeasured() throws {
    var values = Sample.rows(400, 5, seed: 6)
    values[7] = [3e19, 0, 0, 0, 0]
    values[9] = [1e-25, 0, 0, 0, 0]
    values[11] = [0, 0, .infinity, 0, 0]
    let rows = try Matrix(copying: values)
    let queries = rows.copy(rows: 100..<130)
    let search = ExactSearch(metric: .l2, limit: 45, workers: 2)
    let judged = (100..<130).map { SearchTests.judge(values[$0], values, .l2, 45) }
    #expect(try search.byProducts(queries, rows) == judged)
    let cosine = ExactSearch(metric: .cosine, limit: 5, filter: { $0 != 11 }, workers: 2)
    let near = (100..<130).map { SearchTests.judge(values[$0], values, .cosine, 5) { $0 != 11 } }
    #expect(try cosine.byProducts(queries, rows) == near)
    for row in [333, 20] { rows.setRow(row, [0, 0, 0, 0, 0]) }
    #expect(throws: VectorsError.zeroVector(row: 20)) {
      try ExactSearch(metric: .cosine, limit: 5, filter: { $0 != 11 }, workers: 2).byProducts(
        queries, rows)
    }
    #expect(throws: Cancelled.self) {
      try ExactSearch(metric: .l2, limit: 1, isCancelled: { true }).byProducts(queries, rows)
    }
  }

  @Test(arguments: VectorStorage.allCases, Metric.allCases)
  func everyStorageIsSearchedByWhatItsCodesMeasure(storage: VectorStorage, metric: Metric) throws {
    let values = Sample.rows(300, 33, seed: 12)
    let queries = Sample.rows(3, 33, seed: 13)
    let codes = try CodedVectors(encoding: Matrix(copying: values), as: storage)
    let asked = storage == .bit ? .hamming : metric
    for limit in [1, 7, 300] {
      let found = try ExactSearch(metric: metric, limit: limit, workers: 2)
        .nearest(toEach: Matrix(copying: queries), in: codes)
      let judged = queries.map { query in
        let all = values.enumerated().map { row, value in
          let measured = CodeJudge.measure(query, value, storage, asked) ?? .nan
          return Neighbor(index: row, distance: asked == .l2 ? measured.squareRoot() : measured)
        }
        return Array(all.sorted().prefix(limit))
      }
      #expect(found == judged)
    }
  }

  /// Rows of several parts, so that bounds go from one to the next.
  @Test(arguments: [VectorStorage.float16, .bfloat16], products)
  func halvesAreSearchedByProductsAsTheyAreMeasured(storage: VectorStorage, metric: Metric) throws {
    let values = Sample.rows(17_000, 3, seed: 14)
    let codes = try CodedVectors(encoding: Matrix(copying: values), as: storage)
    let queries = try Matrix(copying: Sample.rows(15, 3, seed: 15))
    var search = ExactSearch(metric: metric, limit: 9, filter: { $0 % 3 != 0 }, workers: 2)
    #expect(try search.nearest(toEach: queries, in: codes) == search.byScan(queries, codes))
    search.allowed = RowBitmap(rows: 17_000) { $0 % 7 > 3 }
    search.within = 0.5
    #expect(try search.nearest(toEach: queries, in: codes) == search.byScan(queries, codes))
    try codes.set(row: 16_500, to: [0, 0, 0])
    if metric == .cosine {
      #expect(throws: VectorsError.zeroVector(row: 16_500)) {
        try ExactSearch(metric: .cosine, limit: 3).nearest(toEach: queries, in: codes)
      }
    }
  }

  @Test func manyNeighboursAreKeptAsFewAre() {
    var stream = SeededStream(seed: 1, name: "many")
    let all = (0..<2000).map { Neighbor(index: $0, distance: Float(stream.below(60))) }
    for limit in [1, 128, 129, 500, 1999, 2000, 5000] {
      let expected = Array(all.sorted().prefix(limit))
      for order in [
        all, all.reversed(), all.shuffled(using: &stream), all.sorted(), all.sorted().reversed(),
      ] {
        var whole = NearestRows(limit: limit)
        var halves = [NearestRows(limit: limit), NearestRows(limit: limit)]
        for (at, neighbor) in order.enumerated() {
          whole.offer(neighbor)
          halves[at % 2].offer(neighbor)
        }
        whole.offer(Neighbor(index: 0, distance: .nan))
        halves[0].merge(halves[1])
        #expect(whole.sorted() == expected)
        #expect(halves[0].sorted() == expected)
        #expect(whole.bound >= expected[expected.count - 1].distance)
      }
    }
  }

  @Test func bitmapsHoldTheirRows() {
    let set = RowBitmap(rows: 200) { $0 % 63 == 0 || $0 == 199 }
    #expect(set.count == 5)
    #expect((-5..<300).filter(set.contains) == [0, 63, 126, 189, 199])
    var out = [UInt32](repeating: 0, count: 300)
    for range in [0..<200, 1..<64, 63..<64, 64..<126, 190..<300, 5..<5] {
      let count = set.rows(in: range, into: &out)
      #expect(out.prefix(count).map(Int.init) == range.filter(set.contains))
    }
    var other = RowBitmap(rows: -1)
    other.insert(0)
    #expect(other == RowBitmap(rows: 0))
  }

  @Test func selectionsAreTheSameOnEveryLevel() {
    for count in 0...70 {
      var values = Sample.rows(1, count, seed: UInt64(count))[0].map { ($0 * 2).rounded() }
      let floors = Sample.rows(1, count, seed: 99)[0]
      if count > 5 { values[5] = .nan }
      let near = (0..<count).filter { !(values[$0] > -1) }
      let above = (0..<count).filter { !(values[$0] < floors[$0] * 2 + 0.5) }
      for level in [VNB_PORTABLE, VNB_AVX2, VNB_AVX512].map({ Int32($0) }) {
        var out = [UInt32](repeating: 0, count: count + 16)
        let found = vnb_select_near_at(level, values, count, -1, &out)
        #expect(out.prefix(found).map(Int.init) == near)
        let scored = vnb_select_scores_at(level, values, floors, count, 2, 0.5, &out)
        #expect(out.prefix(scored).map(Int.init) == above)
      }
    }
  }
}
