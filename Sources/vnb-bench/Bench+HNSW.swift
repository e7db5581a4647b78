import Glibc
import Vectors

extension Bench {
  static let hnsw = Bench(
    name: "hnsw",
    about:
      "graph index: DATA [m = 16] [efConstruction = 100] [codes = none|int8|bfloat16] [metric = cosine]; DATA is "
      + "FILE.npy, FILE.f32:DIM, clustered:ROWSxDIM or uniform:ROWSxDIM; the first rows (500 or a tenth) are the queries"
  ) { arguments in
    guard let data = try arguments.first.flatMap({ try dataset($0) }), data.rows > 10 else {
      return print("name a file of vectors, FILE.npy or FILE.f32:DIM, or clustered:100000x384")
    }
    var options = HNSWOptions()
    options.m = number(arguments, 1, 16)
    options.efConstruction = number(arguments, 2, 100)
    let codes: [String: HNSWCodes] = ["int8": .int8, "bfloat16": .bfloat16]
    options.codes = arguments.count > 3 ? codes[arguments[3]] ?? .none : .none
    options.metric = arguments.count > 4 ? Metric(rawValue: arguments[4]) ?? .cosine : .cosine
    options.recallSample = 0
    let asked = min(500, data.rows / 10)
    let rows = data.slice(asked..<data.rows)
    let index = try build(rows, &options)
    try searches(index, data.slice(0..<asked), rows, options.metric)
  }

  /// Builds with 1, 2 and 3 threads; prints the rates and whether the files are the same.
  private static func build(_ rows: Matrix, _ options: inout HNSWOptions) throws -> HNSWIndex {
    var last: HNSWIndex?
    for workers in [1, 3, 2] {
      options.workers = workers
      let used = processor()
      let start = now()
      let index = try HNSWIndex.build(VectorRows(rows), options: options)
      let seconds = now() - start
      let path = "/tmp/vnb-bench-\(getpid()).hnsw"
      defer { unlink(path) }
      try index.write(to: path)
      print(
        "build \(rows.rows) x \(rows.columns), m \(options.m), ef \(options.efConstruction), codes \(options.codes), "
          + "\(workers) thread(s): \(Int(Double(rows.rows) / seconds)) vectors/s, \(short(processor() - used)) processor s, "
          + "file \(index.info.fileBytes) bytes, hash \(try hash(path))")
      last = index
    }
    guard let last else { throw Cancelled() }
    print("mean links \(short(last.info.averageConnections)), top layer \(last.info.maxLayer)")
    return last
  }

  private static func searches(_ index: HNSWIndex, _ queries: Matrix, _ rows: Matrix, _ metric: Metric) throws
  {
    let truth = try ExactSearch(metric: metric, limit: 10, workers: 2).nearest(toEach: queries, in: rows)
    for ef in [10, 20, 30, 40, 60, 100, 200, 400] {
      var line = "ef \(ef)"
      for workers in [1, 2] {
        var found: [[Neighbor]] = []
        var rounds = 0
        let start = now()
        repeat {
          found = try index.search(each: VectorRows(queries), limit: 10, ef: ef, workers: workers)
          rounds += 1
        } while now() - start < 0.3
        let rate = Double(rounds * queries.rows) / (now() - start)
        if workers == 1 {
          let hits = zip(found, truth).reduce(0) { sum, pair in
            let last = pair.1.last?.distance ?? 0
            return sum + min(pair.1.count, pair.0.count { $0.distance <= last })
          }
          line += ": recall@10 \(short(Double(hits) / Double(truth.reduce(0) { $0 + $1.count })))"
        }
        line += ", \(workers) thread(s) \(Int(rate)) queries/s"
      }
      print(line)
    }
  }

  /// FNV-1a of a file, in hexadecimal.
  private static func hash(_ path: String) throws -> String {
    guard let file = fopen(path, "r") else { return "unreadable" }
    defer { fclose(file) }
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    var block = [UInt8](repeating: 0, count: 1 << 20)
    while true {
      let count = fread(&block, 1, block.count, file)
      if count == 0 { return String(hash, radix: 16) }
      block.withUnsafeBufferPointer { bytes in
        for at in 0..<count { hash = (hash ^ UInt64(bytes[at])) &* 0x0000_0100_0000_01B3 }
      }
    }
  }

  /// Vectors of a file or made up; nil when the words name neither.
  private static func dataset(_ name: String) throws -> Matrix? {
    let parts = name.split(separator: ":", maxSplits: 1).map(String.init)
    if name.hasSuffix(".npy") { return readFloats(name, columns: nil) }
    guard parts.count == 2 else { return nil }
    let shape = parts[1].split(separator: "x").compactMap { Int($0) }
    if parts[0].hasSuffix(".f32"), let columns = shape.first { return readFloats(parts[0], columns: columns) }
    guard shape.count == 2, shape[0] > 0, shape[1] > 0 else { return nil }
    if parts[0] == "clustered" { return clustered(rows: shape[0], columns: shape[1], centers: 300) }
    guard parts[0] == "uniform" else { return nil }
    let matrix = Matrix(rows: shape[0], columns: shape[1])
    parallelFor(matrix.rows, workers: 2) { row in
      var stream = SeededStream(seed: 3, name: "bench uniform", own: UInt64(row))
      for at in 0..<matrix.columns { matrix.row(row)[at] = Float(stream.uniform() - 0.5) }
    }
    return matrix
  }

  /// The float32 rows of a raw file or, without `columns`, of an .npy file as numpy writes it. For figures only: hardly checked.
  private static func readFloats(_ path: String, columns: Int?) -> Matrix? {
    guard let file = fopen(path, "r") else { return nil }
    defer { fclose(file) }
    var columns = columns ?? 0
    if columns == 0 {
      var head = [UInt8](repeating: 0, count: 10)
      guard fread(&head, 1, 10, file) == 10 else { return nil }
      var text = [UInt8](repeating: 0, count: Int(head[8]) + Int(head[9]) << 8)
      guard fread(&text, 1, text.count, file) == text.count else { return nil }
      let words = String(decoding: text, as: UTF8.self).split(whereSeparator: { !$0.isNumber })
      columns = words.last.flatMap { Int($0) } ?? 0
    }
    guard columns > 0 else { return nil }
    let start = ftell(file)
    fseek(file, 0, SEEK_END)
    let matrix = Matrix(rows: (ftell(file) - start) / 4 / columns, columns: columns)
    fseek(file, start, SEEK_SET)
    for row in 0..<matrix.rows where fread(matrix.row(row), 4, columns, file) < columns { return nil }
    return matrix
  }
}
