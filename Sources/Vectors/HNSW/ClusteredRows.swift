import CKernels

/// The linked rows cut into clusters around some of them, packed for matrix products: candidates for a new node come from exact scans of
/// the clusters it is nearest to. Products run at a multiple of the speed at which a walk gathers single rows from memory.
final class ClusteredRows: @unchecked Sendable {
  private let measure: RowMeasure
  private let squares: UnsafePointer<Float>
  private let centers: PackedRows
  private let clusters: [GrowingPanels]

  /// Clusters a node is compared with, at most.
  static let mostProbes = 128

  /// Clusters around `centers`, without rows.
  init(_ centers: ArraySlice<UInt32>, _ measure: RowMeasure, squares: UnsafePointer<Float>) {
    self.measure = measure
    self.squares = squares
    self.centers = PackedRows(centers, measure, squares: squares)
    clusters = centers.map { _ in GrowingPanels(columns: measure.columns) }
  }

  /// The clusters a node is compared with, nearest first; of the first one it becomes a member.
  typealias Probes = [UInt32]

  /// The probes of nodes whose vectors are in `scratch.queries`: nearest clusters until they hold `budget` rows.
  func probes(_ count: Int, budget: Int, _ scratch: BuildScratch) -> [Probes] {
    let scores = scratch.scores(columns: clusters.count)
    centers.score(scratch.queries, count, into: scores)
    return (0..<count).map { at in
      var pool = CandidatePool()
      pool.reset(limit: min(clusters.count, ClusteredRows.mostProbes))
      let row = scores.row(at)
      for cluster in clusters.indices { pool.offer(Candidate(key: -row[cluster], row: UInt32(cluster))) }
      var probes: Probes = []
      var held = 0
      for at in 0..<pool.count {
        let cluster = pool[at].row
        if at > 0, held + clusters[Int(cluster)].rows.count > budget { break }
        held += clusters[Int(cluster)].rows.count
        probes.append(cluster)
      }
      pool.free()
      return probes
    }
  }

  /// Adds a node to a cluster.
  func add(_ node: UInt32, to cluster: UInt32, _ spare: Matrix) {
    PackedRows.copy([node], measure, into: spare)
    clusters[Int(cluster)].append(
      node, spare.base, bias: measure.metric == .l2 ? -squares[Int(node)] / 2 : 0)
  }

  /// Offers the rows of one cluster to the pools of those nodes that probe it. `chosen` are places among the nodes in `scratch.queries`.
  func scan(
    _ cluster: UInt32, _ chosen: ArraySlice<Int>, _ pools: inout [CandidatePool], _ scratch: BuildScratch
  ) {
    let members = clusters[Int(cluster)]
    guard !members.rows.isEmpty else { return }
    var rest = chosen
    while !rest.isEmpty {
      let part = rest.prefix(HNSWBuilder.pieceNodes)
      rest = rest.dropFirst(part.count)
      let subset = scratch.subset(columns: measure.columns)
      for (at, place) in part.enumerated() {
        subset.row(at).update(from: scratch.queries.row(place), count: measure.columns)
      }
      let scores = scratch.scores(columns: members.rows.count)
      vnb_gemm(
        subset.base, subset.stride, part.count, members.packed, members.rows.count, measure.columns,
        members.start, scores.base, scores.stride)
      for (at, place) in part.enumerated() { keep(scores.row(at), members.rows, &pools[place], scratch) }
    }
  }
}

/// Offers rows to a pool whose keys are negative scores.
func keep(
  _ scores: UnsafePointer<Float>, _ rows: [UInt32], _ pool: inout CandidatePool, _ scratch: BuildScratch
) {
  // Only a stretch at a time, so that a pool filled by one keeps most of the next out.
  var start = 0
  while start < rows.count {
    let length = min(256, rows.count - start)
    let floor = pool.isFull ? -pool[pool.count - 1].key : -Float.infinity
    let count = vnb_places_at_least(scores + start, length, floor, scratch.places)
    for at in 0..<count {
      let place = start + Int(scratch.places[at])
      pool.offer(Candidate(key: -scores[place], row: rows[place]))
    }
    start += length
  }
}
