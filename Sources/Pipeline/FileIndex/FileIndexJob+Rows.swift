import Basics
import Stores
import Vectors

extension FileIndexJob {
  /// The rows an index is made from, in key order.
  struct Rows: Sendable {
    let vectors: Matrix
    let keys: [SQLValue]
    /// SHA-256 of all of it, in hex.
    let source: String
  }

  /// Reads every row that has a vector. All of them are held in memory while the graph is made: 4 bytes an element.
  /// - Throws: ``PipelineError/badVector(key:column:table:_:)`` for one that has no place among the others.
  func readRows() throws -> Rows {
    try store.snapshot(besideWrites: false) { store in
      var table = table
      table.store = store
      let count = try table.count(where: vector.column.column.isNotNull)
      let dimension = try dimension(in: table)
      let vectors = try Matrix.checked(rows: count, columns: dimension)
      var keys: [SQLValue] = []
      keys.reserveCapacity(count)
      var sha = SHA256()
      try store.read(table.rows(with: vector.column, count: count)) { row in
        if keys.count % 4096 == 0, control.isCancelled() { throw Cancelled() }
        let target = vectors.row(keys.count)
        let fault = try readVector(row, 1, dimension: dimension, metric: vector.metric) { elements in
          if let base = elements.baseAddress { target.update(from: base, count: elements.count) }
          sha.add(UnsafeRawBufferPointer(elements))
        }
        let key = row.value(0)
        if let fault {
          throw PipelineError.badVector(
            key: key.words, column: vector.column, table: self.table.name, fault)
        }
        Array(key.words.utf8).withUnsafeBytes { sha.add($0) }
        keys.append(key)
        return true
      }
      if keys.isEmpty { throw PipelineError.noVectors(column: vector.column, table: self.table.name) }
      return Rows(vectors: vectors, keys: keys, source: hexDigits(sha.digest))
    }
  }

  /// That of the column, or of its first vector where the column is of none.
  private func dimension(in table: KeyedTable) throws -> Int {
    var found = vector.dimension
    if found == nil {
      try store.read(table.rows(with: vector.column, count: 1)) { row in
        found = try row.withVector(1) { $0.count }
        return false
      }
    }
    guard let found else { throw PipelineError.noVectors(column: vector.column, table: table.name) }
    return found
  }

  func options(source: String) -> HNSWOptions {
    var options = HNSWOptions()
    options.metric = vector.metric
    options.m = request.options["m"] ?? options.m
    options.efConstruction = request.options["ef_construction"] ?? options.efConstruction
    options.codes = Self.codes[request.codes ?? ""] ?? .none
    options.workers = request.workers
    options.recallSample = request.sample
    options.recallEf = searchWidth
    options.source = source
    return options
  }
}
