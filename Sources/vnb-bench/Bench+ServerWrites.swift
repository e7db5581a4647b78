import Glibc
import Pipeline
import Stores
import Vectors

extension ServerBench {
  /// vnb reads a file of records, the plain client has its bytes ready.
  func loading(_ raw: RawClient, _ store: PostgresStore) throws {
    let folder = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    let path = "\(folder)/vnb-bench-\(getpid()).jsonl"
    defer { unlink(path) }
    let passage = String(repeating: "a passage of some length ", count: 12)
    guard let file = fopen(path, "w") else { return print("cannot write \(path)") }
    var bytes = RawRows()
    for row in 0..<rows {
      fputs("{\"pid\":\(row),\"passage\":\"\(row) \(passage)\"}\n", file)
      bytes.row(2)
      bytes.int(Int64(row))
      bytes.text("\(row) \(passage)")
    }
    bytes.end()
    fclose(file)
    try compare(
      "load passages", count: rows,
      vnb: {
        try raw.run("DROP TABLE IF EXISTS bench_text")
        var request = LoadRequest(paths: [path], folder: "", table: "bench_text", key: "pid")
        request.batchSize = 10_000
        return try seconds { _ = try load(request, into: store, control: JobControl()) }
      },
      plain: {
        try raw.run(
          "DROP TABLE IF EXISTS bench_raw_text; CREATE TABLE bench_raw_text (pid bigint PRIMARY KEY, passage text)"
        )
        return try seconds {
          try bytes.bytes.withUnsafeBytes {
            try raw.copyIn("COPY bench_raw_text FROM STDIN (FORMAT binary)", $0)
          }
        }
      })
  }

  private func wire(_ points: Matrix) -> RawRows {
    var bytes = RawRows()
    for row in 0..<points.rows {
      bytes.row(2)
      bytes.int(Int64(row))
      bytes.vector(points.row(row), Self.dimension)
    }
    bytes.end()
    return bytes
  }

  private func definition(_ store: PostgresStore) -> String {
    store.dialect.createTable(
      TableDefinition(
        name: "bench_point",
        columns: [
          ColumnDescription(name: "pid", type: .int, isNullable: false),
          ColumnDescription(name: "v", type: .vector(dimension: Self.dimension)),
        ], key: ["pid"]))
  }

  private func write(_ plan: WritePlan, _ points: Matrix, _ store: PostgresStore, vector: Int, key: Int)
    throws
  {
    let batch = 10_000
    for first in stride(from: 0, to: points.rows, by: batch) {
      try store.repeatable {
        let writer = try store.writer(plan)
        defer { writer.finish() }
        for row in first..<min(points.rows, first + batch) {
          try writer.bindInt(key, Int64(row))
          try writer.bindVector(vector, UnsafeBufferPointer(start: points.row(row), count: Self.dimension))
          try writer.endRow()
        }
        try writer.flush()
      }
    }
  }

  /// New rows.
  func writing(_ raw: RawClient, _ store: PostgresStore, _ points: Matrix) throws {
    let bytes = wire(points)
    let table = definition(store)
    let columns = [
      ColumnDescription(name: "pid", type: .int, isNullable: false),
      ColumnDescription(name: "v", type: .vector(dimension: Self.dimension)),
    ]
    let plan = WritePlan(table: "bench_point", columns: columns, key: ["pid"], action: .insert(.skip))
    try compare(
      "insert vectors", count: vectors,
      vnb: {
        try raw.run("DROP TABLE IF EXISTS bench_point; \(table)")
        return try seconds { try write(plan, points, store, vector: 2, key: 1) }
      },
      plain: {
        try raw.run(
          "DROP TABLE IF EXISTS bench_raw; CREATE TABLE bench_raw (pid bigint PRIMARY KEY, v vector(384))")
        return try seconds {
          try bytes.bytes.withUnsafeBytes { try raw.copyIn("COPY bench_raw FROM STDIN (FORMAT binary)", $0) }
        }
      })
  }

  /// Rows that are there get a vector: the plain client by a staging table and one UPDATE.
  func updating(_ raw: RawClient, _ store: PostgresStore, _ points: Matrix) throws {
    let bytes = wire(points)
    let columns = [
      ColumnDescription(name: "v", type: .vector(dimension: Self.dimension)),
      ColumnDescription(name: "pid", type: .int, isNullable: false),
    ]
    let plan = WritePlan(table: "bench_point", columns: columns, key: ["pid"], action: .update)
    try compare(
      "update vectors", count: vectors,
      vnb: {
        try raw.run("UPDATE bench_point SET v = NULL")
        try raw.run("VACUUM bench_point")
        return try seconds { try write(plan, points, store, vector: 1, key: 2) }
      },
      plain: {
        try raw.run("UPDATE bench_raw SET v = NULL")
        try raw.run("VACUUM bench_raw")
        try raw.run(
          "DROP TABLE IF EXISTS bench_staged; CREATE TEMP TABLE bench_staged (pid bigint, v vector(384))")
        return try seconds {
          try bytes.bytes.withUnsafeBytes {
            try raw.copyIn("COPY bench_staged FROM STDIN (FORMAT binary)", $0)
          }
          try raw.run("UPDATE bench_raw AS r SET v = s.v FROM bench_staged AS s WHERE r.pid = s.pid")
        }
      })
  }
}
