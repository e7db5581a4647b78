import CKernels
import Synchronization

/// A query or a few: every row is measured as it streams by.
extension ExactSearch {
  /// Bytes of rows that a thread takes at a time: small, so that threads end together.
  private static let pieceBytes = 1 << 20
  /// Rows that stay in the caches while the queries pass over them.
  fileprivate static let blockRows = 256

  func byScan(_ queries: Matrix, _ codes: CodedVectors) throws -> [[Neighbor]] {
    var probes: [DistanceProbe] = []
    for index in 0..<queries.rows {
      let probe = DistanceProbe(columns: queries.columns, storage: codes.storage, metric: metric)
      guard probe.setQuery(queries.row(index)) else {
        throw VectorsError.notRepresentable(row: index, storage: codes.storage)
      }
      probes.append(probe)
    }
    let blocks = max(1, ExactSearch.pieceBytes / max(1, codes.stride) / ExactSearch.blockRows)
    let size = blocks * ExactSearch.blockRows
    let pieces = (codes.rows + size - 1) / size
    let threads = max(1, min(workers, pieces))
    let next = Atomic<Int>(0)
    let stopped = Atomic<Bool>(false)
    let parts = Parts<Finds>(count: threads)
    let ready = probes
    parallelFor(threads, workers: threads) { thread in
      var scan = Scan(search: self, codes: codes, probes: ready)
      while !stopped.load(ordering: .relaxed) {
        let piece = next.wrappingAdd(1, ordering: .relaxed).oldValue
        if piece >= pieces { break }
        if let isCancelled, isCancelled() { stopped.store(true, ordering: .relaxed) }
        scan.measure(piece * size..<min(codes.rows, (piece + 1) * size))
      }
      parts.put(scan.finds, at: thread)
    }
    if stopped.load(ordering: .relaxed) { throw Cancelled() }
    return try merged(parts.found)
  }

  /// The best of all threads, who had the same queries.
  func merged(_ parts: [Finds]) throws(VectorsError) -> [[Neighbor]] {
    if let bad = parts.compactMap(\.zeroRow).min() { throw .zeroVector(row: bad) }
    guard var whole = parts.first?.best else { return [] }
    for part in parts.dropFirst() {
      for query in whole.indices { whole[query].merge(part.best[query]) }
    }
    return whole.map { $0.sorted() }
  }
}

/// One thread's work on the pieces it takes.
private struct Scan {
  let search: ExactSearch
  let codes: CodedVectors
  let probes: [DistanceProbe]
  var finds: Finds
  private let distances = Slots<Float>(repeating: 0, count: ExactSearch.blockRows)
  private let near = Slots<UInt32>(repeating: 0, count: ExactSearch.blockRows + 16)
  private let listed = Slots<UInt32>(repeating: 0, count: ExactSearch.blockRows)

  init(search: ExactSearch, codes: CodedVectors, probes: [DistanceProbe]) {
    self.search = search
    self.codes = codes
    self.probes = probes
    finds = Finds(best: probes.map { _ in NearestRows(limit: min(search.limit, codes.rows)) })
  }

  mutating func measure(_ range: Range<Int>) {
    var start = range.lowerBound
    while start < range.upperBound {
      let block = start..<min(range.upperBound, start + ExactSearch.blockRows)
      start = block.upperBound
      let count = search.allowed?.rows(in: block, into: listed.base) ?? block.count
      if count == 0 { continue }
      for query in probes.indices {
        if count == block.count {
          probes[query].measure(codes, block, once: probes.count == 1, into: distances.base)
        } else {
          probes[query].measure(codes, listed.base, count: count, into: distances.base)
        }
        collect(query, count, count == block.count ? block.lowerBound : nil)
      }
    }
  }

  /// Offers what is near enough of the `count` measured: rows from `first` on, or those listed.
  private mutating func collect(_ query: Int, _ count: Int, _ first: Int?) {
    let probe = probes[query]
    // A bound of measurements: that of `l2` is of squares, a little above for the rounding of the root.
    let reach = search.reach(query, finds.best[query])
    let bound = probe.metric == .l2 ? Threshold.squared(reach) : reach
    let found = vnb_select_near(distances.base, count, Threshold.roundedUp(bound), near.base)
    for place in 0..<found {
      let at = Int(near[place])
      let row = first.map { $0 + at } ?? Int(listed[at])
      search.offer(
        row, probe.reported(distances[at]), query: query, to: &finds.best[query], zeroRow: &finds.zeroRow)
    }
  }
}
