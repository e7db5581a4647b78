import Basics
import Stores
import Vectors

/// Makes and removes vnb's own index beside a table of the embedded store: an HNSW graph in a file, with a copy of the
/// vectors. From before the rows are read, triggers note what is changed, so that a search knows when the graph is out of date.
struct FileIndexJob {
  static let kind = "hnsw"
  /// Candidates of a search, where the user names none.
  static let defaultSearchWidth = 64

  let request: IndexRequest
  let store: any Store
  let shelf: IndexShelf
  let control: JobControl
  let table: KeyedTable
  let vector: VectorColumn
  let tables: FileIndexTables

  init(_ request: IndexRequest, _ store: any Store, _ shelf: IndexShelf, _ control: JobControl) throws {
    self.request = request
    self.store = store
    self.shelf = shelf
    self.control = control
    try checkPositive("sample", request.sample)
    table = try KeyedTable(request.table, in: store, job: "index")
    vector = try vectorColumn(request.column, in: table.name, store: store)
    tables = FileIndexTables(table: table.name, column: vector.column, key: table.key)
    let kind = request.kind ?? Self.kind
    if kind != Self.kind {
      throw PipelineError.badOption(name: "kind", value: kind, must: Self.kind)
    }
    if let codes = request.codes, Self.codes[codes] == nil {
      throw PipelineError.badOption(name: "codes", value: codes, must: "int8 or bfloat16")
    }
    for name in request.options.keys.sorted() where !Self.optionNames.contains(name) {
      throw PipelineError.otherOption(name: name, kind: kind)
    }
  }

  static let codes: [String: HNSWCodes] = ["int8": .int8, "bfloat16": .bfloat16]
  static let optionNames = ["m", "ef_construction", "ef_search"]

  var name: String { DerivedName.join(table.name, vector.column, Self.kind) }

  var searchWidth: Int { request.options["ef_search"] ?? Self.defaultSearchWidth }

  /// Makes the index in place of one there was. Killed half-way it leaves none, and search compares every row.
  func make() throws -> IndexReport {
    let watch = Stopwatch()
    var report = IndexReport()
    report.name = name
    if request.dryRun {
      report.plannedSQL = forget + tables.log.begin + tables.records + tables.fill(store.dialect)
      return report
    }
    // Who begins later owns the log of changes: this one would not know of those noted before.
    let mark = "unfinished \(UInt64.random(in: .min ... .max))"
    try store.transaction {
      try forgetRecord()
      try removeOrphans()
      for sql in tables.log.begin { try store.execute(sql, []) }
      try store.execute(store.dialect.createTable(FileIndexTables.files), [])
      try store.execute(FileIndexTables.insert(store.dialect), [.text(name), .text(mark)])
    }
    let rows = try readRows()
    let index = try HNSWIndex.build(
      VectorRows(rows.vectors), ids: nil, options: options(source: rows.source),
      progress: { [control] done in
        control.progress(Progress(job: "index", done: done, total: rows.keys.count, unit: "rows"))
      }, isCancelled: control.isCancelled)
    let record = record(of: index)
    try store.transaction {
      guard try FileIndexTables.source(of: name, in: store) == mark else {
        throw PipelineError.otherIndexRun(column: vector.column, table: table.name)
      }
      try shelf.put(index, as: name)
      for sql in tables.records { try store.execute(sql, []) }
      try tables.write(rows.keys, in: store)
      try store.execute(IndexTable.insert(store.dialect), IndexTable.values(record))
      try store.execute(FileIndexTables.insert(store.dialect), [.text(name), .text(rows.source)])
    }
    report.index = record
    report.seconds = watch.seconds
    return report
  }

  func drop() throws -> IndexReport {
    var report = IndexReport()
    report.name = name
    report.existed = try !indexes(of: table.name, in: store).filter { $0.column == vector.column }.isEmpty
    if request.dryRun {
      report.plannedSQL = forget + tables.log.end + tables.dropKeys
      return report
    }
    try store.transaction {
      try forgetRecord()
      try removeOrphans()
      for sql in tables.log.end + tables.dropKeys { try store.execute(sql, []) }
    }
    shelf.remove(name)
    return report
  }

  /// Forgets the indexes of tables that are gone, and removes their files.
  private func removeOrphans() throws {
    for orphan in try recordedIndexes(of: nil, in: store) where try store.describe(orphan.table) == nil {
      let left = FileIndexTables(
        table: orphan.table, column: orphan.column, key: ColumnDescription(name: "row_key", type: .any))
      try store.execute(forget[0], [.text(orphan.table), .text(orphan.column)])
      if try store.describe(FileIndexTables.files.name) != nil {
        try store.execute(forget[1], [.text(orphan.name)])
      }
      for sql in left.log.end + left.dropKeys { try store.execute(sql, []) }
      shelf.remove(orphan.name)
    }
  }

  private var forget: [String] {
    [
      store.dialect.delete(from: IndexTable.name, matching: IndexTable.key),
      store.dialect.delete(from: FileIndexTables.files.name, matching: FileIndexTables.files.key),
    ]
  }

  private func forgetRecord() throws {
    let parameters: [[SQLValue]] = [[.text(table.name), .text(vector.column)], [.text(name)]]
    for (place, description) in [IndexTable.definition, FileIndexTables.files].enumerated()
    where try store.describe(description.name) != nil {
      try store.execute(forget[place], parameters[place])
    }
  }

  private func record(of index: HNSWIndex) -> IndexRecord {
    let info = index.info
    return IndexRecord(
      table: table.name, column: vector.column, name: name, kind: Self.kind, metric: vector.metric,
      options: ["m": info.m, "ef_construction": info.efConstruction, "ef_search": searchWidth],
      rows: info.vectors, recall: info.recall?.value ?? 1,
      sample: info.recall?.sample ?? 0)
  }
}
