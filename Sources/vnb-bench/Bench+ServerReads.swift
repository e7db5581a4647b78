import CPostgres
import Glibc
import Pipeline
import Stores
import Vectors

extension ServerBench {
  /// All vectors, as floats of this machine.
  func reading(_ raw: RawClient, _ store: PostgresStore) throws {
    let relation = try Relation.table(store, "bench_point")
    try compare(
      "read vectors", count: vectors,
      vnb: {
        var sum: Float = 0
        return try seconds {
          try relation.forEachResultRow { row in
            try row.withVector(1) { sum += $0.first ?? 0 }
            return true
          }
        }
      },
      plain: {
        try seconds { _ = try fetch(raw, "bench_raw") }
      })
  }

  /// Keys and vectors by COPY in binary: int16 columns, then int32 length and value each.
  private func fetch(_ raw: RawClient, _ table: String) throws -> (keys: [Int64], matrix: Matrix) {
    let matrix = Matrix(rows: vectors, columns: Self.dimension)
    var keys: [Int64] = []
    keys.reserveCapacity(vectors)
    let header = 19
    try raw.copyOut("COPY (SELECT pid, v FROM \(table) ORDER BY pid) TO STDOUT (FORMAT binary)") { message in
      // The header comes before the first row, in one message with it.
      let at = keys.isEmpty && message.count > header && message[0] == 0x50 ? header : 0
      let key = at + 6
      let floats = key + 8 + 4 + 4
      guard message.count >= floats + 4 * Self.dimension, keys.count < vectors,
        let start = message.baseAddress
      else {
        return
      }
      vnb_floats_from_network(matrix.row(keys.count), start + floats, Self.dimension)
      keys.append(Int64(bigEndian: message.loadUnaligned(fromByteOffset: key, as: Int64.self)))
    }
    return (keys, matrix)
  }

  /// Small k: the plain client has the server compare; large k: it fetches, compares here and copies back.
  func assigning(_ raw: RawClient, _ store: PostgresStore, _ points: Matrix, k: Int) throws {
    var means = KMeansRequest(table: "bench_point", input: "v", workers: 2)
    means.k = k
    means.algorithm = .minibatch
    means.maxRounds = 1
    _ = try Pipeline.kmeans(means, in: store)
    try plainCentroids(raw, points.copy(rows: 0..<k))
    try compare(
      "assign, k = \(k)", count: vectors,
      vnb: {
        try raw.run("DROP TABLE IF EXISTS bench_point_v_clusters")
        return try seconds {
          _ = try Pipeline.assign(AssignRequest(table: "bench_point", input: "v", workers: 2), in: store)
        }
      },
      plain: {
        try raw.run(
          "DROP TABLE IF EXISTS bench_raw_clusters; CREATE TABLE bench_raw_clusters "
            + "(pid bigint, version bigint, id bigint, PRIMARY KEY (pid, version))")
        return try seconds { try k < 64 ? pushed(raw) : fetched(raw, points.copy(rows: 0..<k)) }
      })
  }

  private func plainCentroids(_ raw: RawClient, _ centroids: Matrix) throws {
    try raw.run(
      "DROP TABLE IF EXISTS bench_raw_centroid; CREATE TABLE bench_raw_centroid (id bigint PRIMARY KEY, c vector(384))"
    )
    var bytes = RawRows()
    for row in 0..<centroids.rows {
      bytes.row(2)
      bytes.int(Int64(row))
      bytes.vector(centroids.row(row), Self.dimension)
    }
    bytes.end()
    try bytes.bytes.withUnsafeBytes {
      try raw.copyIn("COPY bench_raw_centroid FROM STDIN (FORMAT binary)", $0)
    }
  }

  private func pushed(_ raw: RawClient) throws {
    try raw.run(
      """
      INSERT INTO bench_raw_clusters SELECT p.pid, 1, n.id FROM bench_raw AS p
      CROSS JOIN LATERAL (SELECT c.id FROM bench_raw_centroid AS c ORDER BY c.c <-> p.v, c.id LIMIT 1) AS n
      """)
  }

  private func fetched(_ raw: RawClient, _ centroids: Matrix) throws {
    let (keys, matrix) = try fetch(raw, "bench_raw")
    let nearest = try Vectors.assign(rows: matrix, centroids: centroids, metric: .l2, workers: 2)
    var bytes = RawRows()
    for (row, key) in keys.enumerated() {
      bytes.row(3)
      bytes.int(key)
      bytes.int(1)
      bytes.int(Int64(nearest.labels[row]))
    }
    bytes.end()
    try bytes.bytes.withUnsafeBytes {
      try raw.copyIn("COPY bench_raw_clusters FROM STDIN (FORMAT binary)", $0)
    }
  }

  /// One query over all rows, without an index.
  func searching(_ raw: RawClient, _ store: PostgresStore, _ points: Matrix) throws {
    let query = points.rowArray(7)
    let request = SearchRequest(
      relation: try Relation.table(store, "bench_point"), column: "v", query: .vector(query))
    let text = "[" + query.map { "\($0)" }.joined(separator: ",") + "]"
    try compare(
      "search, rows looked at", count: vectors,
      vnb: { try seconds { _ = try Pipeline.search(request, models: { _ in throw Cancelled() }) } },
      plain: { try seconds { try raw.run("SELECT pid FROM bench_raw ORDER BY v <-> '\(text)' LIMIT 10") } })
  }
}
