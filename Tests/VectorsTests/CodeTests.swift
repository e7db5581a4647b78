import CKernels
import Testing

@testable import Vectors

@Suite struct CodeTests {
  /// Every kernel of a storage and metric on this machine, by name.
  static func kernels(_ storage: VectorStorage, _ metric: Metric) -> [(name: String, run: vnb_measure_rows)] {
    let levels = [("portable", VNB_PORTABLE), ("avx2", VNB_AVX2), ("avx512", VNB_AVX512)]
    return
      (levels.map { ($0.0, vnb_measure_kernel_at(Int32($0.1), storage.code, metric.code)) }
      + [("avx512 without VNNI", vnb_measure_kernel_plain512(storage.code, metric.code))])
      .compactMap { name, run in run.map { (name, $0) } }
  }

  @Test(arguments: VectorStorage.allCases, Metric.allCases)
  func everyLevelAndLengthHasTheBitsOfTheDefinition(storage: VectorStorage, metric: Metric) throws {
    let kernels = Self.kernels(storage, metric)
    #expect(kernels.count == (storage == .bit && metric != .hamming ? 0 : 4))
    let ids: [UInt32] = [3, 0, 0, 4, 2, 1, 3, 2]
    for length in [1, 2, 7, 8, 9, 15, 16, 17, 31, 33, 63, 64, 65, 100, 127, 128, 129, 200, 257, 384] {
      let values = Sample.rows(5, length, seed: UInt64(length))
      let query = Sample.rows(1, length, seed: 900)[0]
      let rows = try CodedVectors(encoding: Matrix(copying: values), as: storage)
      let coded = try CodedVectors(encoding: Matrix(copying: [query]), as: storage)
      let usesCode = storage == .bit || (storage == .int8 && metric.usesProducts)
      let judged = values.map { CodeJudge.measure(query, $0, storage, metric) ?? .nan }
      for kernel in kernels {
        var all = [Float](repeating: 0, count: 5)
        var listed = [Float](repeating: 0, count: ids.count)
        query.withUnsafeBytes { plain in
          let query = usesCode ? coded.base : plain.baseAddress
          var list = vnb_row_list(base: rows.base, stride: rows.stride, ids: nil, count: 5, once: 1)
          kernel.run(query, &list, length, &all)
          ids.withUnsafeBufferPointer { ids in
            list.ids = ids.baseAddress
            list.count = ids.count
            kernel.run(query, &list, length, &listed)
          }
        }
        #expect(all == judged, "\(kernel.name) length \(length)")
        #expect(listed == ids.map { judged[Int($0)] }, "\(kernel.name) length \(length), listed")
      }
    }
  }

  @Test(arguments: VectorStorage.allCases) func codesRoundAsStated(storage: VectorStorage) throws {
    // Halfway cases of both 16-bit storages, the smallest steps, both zeros, and plain values.
    let special: [Float] = [
      0, -0, 1, -1, 1 + 0x1p-8, 1 + 0x1p-7 + 0x1p-8, 1 + 0x1p-11, 1 + 0x1p-10 + 0x1p-11, 65_504, 65_519,
      0x1p-14,
      0x1p-24, 0x1.8p-24, 0x1p-25, 0x1.000002p-25, 0x1.ffep-15, -0x1p-20, 3.140_625, 0.1,
    ]
    for values in [special] + Sample.rows(20, 37, seed: 4) + [[0, 0], [0x1p-40, 0], [-127, 63.5, 0.5]] {
      if storage == .float16, values == [0x1p-40, 0] { continue }
      let code = try CodedVectors(encoding: Matrix(copying: [values]), as: storage)
      var found = [Float](repeating: 9, count: values.count)
      code.decode(row: 0, into: &found)
      #expect(found == CodeJudge.decoded(values, storage))
    }
  }

  @Test func whatAStorageCannotHoldIsRefused() throws {
    func encode(_ values: [[Float]], _ storage: VectorStorage) throws {
      _ = try CodedVectors(encoding: Matrix(copying: values), as: storage, workers: 2)
    }
    for (bad, storage) in [([70_000, 1], .float16), ([0x1p-30, 0], .float16), ([0x1p-149, 0], .int8)]
      as [([Float], VectorStorage)]
    {
      #expect(throws: VectorsError.notRepresentable(row: 1, storage: storage)) {
        try encode([[1, 2], bad, bad], storage)
      }
    }
    #expect(throws: VectorsError.nonFinite(row: 1)) { try encode([[1], [.nan]], .bit) }
    #expect(throws: VectorsError.tooWide(columns: 131_073, storage: .int8)) {
      try CodedVectors(rows: 1, columns: 131_073, storage: .int8)
    }
    #expect(throws: VectorsError.badShape(rows: -1, columns: 3)) {
      try CodedVectors(rows: -1, columns: 3, storage: .bit)
    }
    #expect(throws: VectorsError.badShape(rows: .max, columns: .max)) {
      try CodedVectors(rows: .max, columns: .max, storage: .float32)
    }
  }

  /// Sums at the edge of what int32 holds, with and without the way over unsigned bytes.
  @Test func theLongestInt8VectorsHaveExactSums() throws {
    let length = 131_072
    let ones = [Float](repeating: 1, count: length)
    let rows = try CodedVectors(encoding: Matrix(copying: [ones, ones.map { -$0 }]), as: .int8)
    for kernel in Self.kernels(.int8, .ip) {
      var found: [Float] = [0, 0]
      var list = vnb_row_list(base: rows.base, stride: rows.stride, ids: nil, count: 2, once: 0)
      kernel.run(rows.base, &list, length, &found)
      let scale = Double(Float(1) / 127)
      let product = Float(scale * scale * Double(127 * 127 * length))
      #expect(found == [-product, product], "\(kernel.name)")
    }
  }

  @Test func aViewThatDoesNotFitIsNil() {
    let bytes = [UInt8](repeating: 0, count: 100)
    bytes.withUnsafeBytes { bytes in
      func view(_ rows: Int, _ columns: Int, _ stride: Int) -> CodedVectors? {
        CodedVectors(
          viewing: bytes, rows: rows, columns: columns, stride: stride, storage: .float16, owner: nil)
      }
      #expect(view(5, 10, 20) != nil)
      #expect(view(4, 10, 26)?.row(3) == bytes.baseAddress.map { $0 + 78 })
      #expect(view(0, 10, 20) != nil)
      for (rows, columns, stride) in [
        (6, 10, 20), (5, 10, 19), (5, 10, 21), (-1, 10, 20), (1, 51, 102), (2, 10, .max), (1, .max, .max),
        (.max, 0, 2),
      ] {
        #expect(view(rows, columns, stride) == nil, "\(rows) \(columns) \(stride)")
      }
    }
  }

  @Test(arguments: VectorStorage.allCases, Metric.allCases)
  func probesMeasureFromEitherSideAlike(storage: VectorStorage, metric: Metric) throws {
    let values = Sample.rows(20, 50, seed: 8)
    let rows = try CodedVectors(encoding: Matrix(copying: values), as: storage)
    let probe = DistanceProbe(columns: 50, storage: storage, metric: metric)
    var found: [[Float]] = []
    for row in 0..<20 {
      probe.setQuery(row: row, of: rows)
      var distances = [Float](repeating: 0, count: 20)
      probe.measure(rows, 0..<20, into: &distances)
      found.append(distances)
      if metric != .ip { #expect(distances[row] == 0) }
      var some: [Float] = [0, 0]
      probe.measure(rows, [7, 3], count: 2, into: &some)
      #expect(some == [distances[7], distances[3]])
    }
    for a in 0..<20 { for b in 0..<20 { #expect(found[a][b] == found[b][a]) } }
    probe.setQuery(values[3])
    var plain: [Float] = [0]
    probe.measure(rows, 5..<6, into: &plain)
    #expect(plain[0] == CodeJudge.measure(values[3], values[5], storage, probe.metric))
    #expect(probe.reported(4) == (probe.metric == .l2 ? 2 : 4))
  }
}
