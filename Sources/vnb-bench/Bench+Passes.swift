import Glibc
import Pipeline
import Stores
import Vectors

extension Bench {
  static let passes = Bench(
    name: "kmeans-passes",
    about:
      "Lloyd over a store in passes, with peak memory: [rows = 400000] [k = 256] [rounds = 4] [dimension = 384]"
  ) { arguments in
    let rows = number(arguments, 0, 400_000)
    let dimension = number(arguments, 3, 384)
    let store = try repeated(rows: rows, dimension: dimension)
    var means = KMeansRequest(table: "point", input: "v", workers: 2)
    means.k = number(arguments, 1, 256)
    means.algorithm = .lloyd
    means.maxRounds = number(arguments, 2, 4)
    means.save = false
    resetPeak()
    let before = peakMegabytes()
    let result = try Pipeline.kmeans(means, in: store)
    let after = peakMegabytes()
    print(
      "\(rows) x \(dimension), k=\(means.k): \(short(result.seconds)) s for \(result.rounds) rounds, inertia \(short(result.inertia)); "
        + "resident \(before) MB before, \(after) MB at its peak; the vectors alone are \((rows * dimension * 4) >> 20) MB"
    )
  }

  /// A store filled without holding its rows: 10,000 vectors over and over, each time with another first element.
  private static func repeated(rows: Int, dimension: Int) throws -> any Store {
    let store = try SQLiteStore.privateStore()
    let definition = TableDefinition(
      name: "point",
      columns: [
        ColumnDescription(name: "pid", type: .int, isNullable: false),
        ColumnDescription(name: "v", type: .vector(dimension: dimension)),
      ], key: ["pid"])
    try store.execute(store.dialect.createTable(definition), [])
    let vectors = clustered(rows: 10_000, columns: dimension, centers: 300)
    let insert = try store.prepare(store.dialect.insert(into: "point", columns: ["pid", "v"]))
    defer { insert.finish() }
    try store.transaction {
      for row in 0..<rows {
        let vector = vectors.row(row % 10_000)
        vector[0] += 0.001
        try insert.bind(1, .int(Int64(row)))
        try insert.bindVector(2, UnsafeBufferPointer(start: vector, count: dimension))
        try insert.run()
      }
    }
    return store
  }

  /// The most memory this process held since ``resetPeak()``.
  private static func peakMegabytes() -> Int {
    guard let file = fopen("/proc/self/status", "r") else { return 0 }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 256)
    while fgets(&line, 256, file) != nil {
      let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
      if text.hasPrefix("VmHWM:") { return (Int(text.filter(\.isNumber)) ?? 0) >> 10 }
    }
    return 0
  }

  /// Lets the kernel count the peak anew (proc(5), clear_refs).
  private static func resetPeak() {
    guard let file = fopen("/proc/self/clear_refs", "w") else { return }
    fputs("5", file)
    fclose(file)
  }
}
