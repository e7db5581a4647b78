import Glibc
import Vectors

extension Bench {
  static let exact = Bench(
    name: "exact",
    about:
      "exact search beside the ceilings, as JSON: [rows columns, or FILE.f32 columns] [queries = 1000] [k = 10]"
  ) { arguments in
    let rows = try exactRows(arguments)
    let count = min(rows.rows, number(arguments, 2, 1000))
    let queries = Matrix(rows: count, columns: rows.columns)
    for query in 0..<count {
      queries.row(query).update(from: rows.row(query * rows.rows / count), count: rows.columns)
    }
    let limit = number(arguments, 3, 10)
    var figures: [(String, String)] = [
      ("rows", "\(rows.rows)"), ("columns", "\(rows.columns)"), ("queries", "\(count)"),
    ]
    let elements = Double(rows.rows) * Double(rows.columns)
    for metric in Metric.allCases {
      let reading = readPeak(rows, threads: 2)
      let search = ExactSearch(metric: metric, limit: limit, workers: 2)
      let one = try time(runs: 15) { _ = try search.nearest(to: queries.rowArray(0), in: rows) }
      figures.append(("one_\(metric)_ms", short(one.median * 1e3)))
      figures.append(("one_\(metric)_of_reading", short(elements * 4 / one.median / reading)))
      if !metric.usesProducts { continue }
      let peak = fmaPeak(threads: 2)
      let many = try time(runs: 3) { _ = try search.nearest(toEach: queries, in: rows) }
      figures.append(("many_\(metric)_s", short(many.median)))
      figures.append(("many_\(metric)_of_peak", short(elements * Double(count) * 2 / many.median / peak)))
    }
    for storage in VectorStorage.allCases where storage != .float32 {
      let coarse = try CoarseSearch(
        rows, storage: storage, metric: .l2, rerank: storage == .bit ? 16 : 4, limit: limit, workers: 2)
      let single = queries.slice(0..<1)
      let one = try time(runs: 15) { _ = try coarse.nearest(toEach: single, limit: limit, workers: 2) }
      let many = try time(runs: 1) { _ = try coarse.nearest(toEach: queries, limit: limit, workers: 2) }
      figures.append(("one_\(storage)_ms", short(one.median * 1e3)))
      figures.append(("many_\(storage)_s", short(many.median)))
      figures.append(("recall_\(storage)", "\(coarse.recall ?? 0)"))
    }
    print("{" + figures.map { "\"\($0.0)\": \($0.1)" }.joined(separator: ", ") + "}")
  }

  /// A file of raw float32, or random rows in clusters.
  private static func exactRows(_ arguments: [String]) throws -> Matrix {
    guard let path = arguments.first, Int(path) == nil else {
      return clustered(rows: number(arguments, 0, 100_000), columns: number(arguments, 1, 384), centers: 300)
    }
    guard let file = fopen(path, "rb") else { throw VectorsError.noRows }
    defer { fclose(file) }
    let columns = max(1, number(arguments, 1, 384))
    fseek(file, 0, SEEK_END)
    let rows = try Matrix.checked(rows: ftell(file) / (4 * columns), columns: columns)
    rewind(file)
    for row in 0..<rows.rows where fread(rows.row(row), 4, columns, file) != columns {
      throw VectorsError.noRows
    }
    return rows
  }
}
