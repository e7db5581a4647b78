import Basics
import Stores
import Vectors

/// `index`: a vector index on one column, for approximate search: of the store's own engine, or vnb's own in a file beside
/// an embedded store.
public struct IndexRequest: Sendable {
  public var table: String
  public var column: String
  /// Nil: the engine's first choice.
  public var kind: String?
  /// By name, as the engine calls them; see ``VectorIndexPlan/options``.
  public var options: [String: Int] = [:]
  /// What a graph of vnb's own is walked on, `int8` or `bfloat16`; nil: the vectors. Distances of answers are always the rows'.
  public var codes: String?
  /// Stored vectors used as queries to measure the recall.
  public var sample = 100
  /// Threads that make an index of vnb's own; the result is the same for any number.
  public var workers = 1
  /// Removes the index instead.
  public var drop = false
  public var dryRun = false
  public init(table: String, column: String) {
    self.table = table
    self.column = column
  }
}

/// How it went.
public struct IndexReport: Sendable {
  /// Nil after a drop or a dry run.
  public var index: IndexRecord?
  public var name = ""
  /// Dropping: false when there was none.
  public var existed = false
  public var seconds = 0.0
  public var plannedSQL: [String] = []
}

/// Makes the index of a column anew, after its rows were loaded, and measures its recall. A server's engine keeps its own up
/// to date from then on; one in a file is out of date once a row was changed. ``search(_:models:control:)`` uses it while it is
/// there and up to date.
/// - Throws: ``PipelineError``; ``StoreError``, also for a store without vector indexes.
public func index(
  _ request: IndexRequest, in store: any Store, control: JobControl = JobControl()
) throws -> IndexReport {
  try stoppable(job: "index", kept: { "the index is not used" }) {
    if let shelf = store.indexShelf {
      let job = try FileIndexJob(request, store, shelf, control)
      return request.drop ? try job.drop() : try job.make()
    }
    let job = try IndexJob(request, store, control)
    return request.drop ? try job.drop() : try job.make()
  }
}

/// Makes and removes one index.
struct IndexJob {
  let request: IndexRequest
  let store: any Store
  let control: JobControl
  let table: KeyedTable
  let vector: VectorColumn
  let vectors: any VectorDialect
  let plan: VectorIndexPlan

  init(_ request: IndexRequest, _ store: any Store, _ control: JobControl) throws {
    guard let vectors = store.dialect.vectors else { throw StoreError.unsupported("vector indexes") }
    self.request = request
    self.store = store
    self.control = control
    self.vectors = vectors
    try checkPositive("sample", request.sample)
    table = try KeyedTable(request.table, in: store, job: "index")
    vector = try vectorColumn(request.column, in: table.name, store: store)
    let kind = request.kind ?? vectors.indexKinds.first ?? ""
    if !vectors.indexKinds.contains(kind) {
      throw PipelineError.badOption(
        name: "kind", value: kind, must: "one of \(vectors.indexKinds.joined(separator: ", "))")
    }
    if request.codes != nil { throw PipelineError.otherOption(name: "codes", kind: kind) }
    plan = VectorIndexPlan(
      name: DerivedName.join(table.name, vector.column, kind), table: table.name, column: vector.column,
      dimension: vector.dimension, metric: vector.metric.rawValue, kind: kind, options: request.options)
    let isOpen = table.description.column(vector.column)?.type == .vector(dimension: nil)
    let problem = isOpen ? "its type is VECTOR without a dimension" : vectors.problem(with: plan)
    if let problem, !request.drop {
      throw PipelineError.noIndex(column: vector.column, table: table.name, reason: problem)
    }
  }

  /// Makes the index in place of one there was, then measures it.
  func make() throws -> IndexReport {
    let watch = Stopwatch()
    var report = IndexReport()
    report.name = plan.name
    let before = try indexes(of: table.name, in: store).filter { $0.column == vector.column }
    var statements = before.map { vectors.dropIndex($0.name, on: table.name) }
    if !before.contains(where: { $0.name == plan.name }) {
      statements.append(vectors.dropIndex(plan.name, on: table.name))
    }
    statements += vectors.createIndex(plan)
    let record = [store.dialect.createTable(IndexTable.definition), IndexTable.insert(store.dialect)]
    if request.dryRun {
      report.plannedSQL = statements + record
      return report
    }
    for sql in statements { try store.execute(sql, []) }
    let measured = try measure()
    try store.repeatable {
      try store.execute(record[0], [])
      try store.execute(record[1], IndexTable.values(measured))
    }
    report.index = measured
    report.seconds = watch.seconds
    return report
  }

  func drop() throws -> IndexReport {
    var report = IndexReport()
    let there = try indexes(of: table.name, in: store).filter { $0.column == vector.column }
    report.existed = !there.isEmpty
    report.name = there.first?.name ?? plan.name
    let statements = there.map { vectors.dropIndex($0.name, on: table.name) }
    let forget = store.dialect.delete(from: IndexTable.name, matching: IndexTable.key)
    if request.dryRun {
      report.plannedSQL = statements + (there.isEmpty ? [] : [forget])
      return report
    }
    for sql in statements { try store.execute(sql, []) }
    if !there.isEmpty { try store.execute(forget, [.text(table.name), .text(vector.column)]) }
    return report
  }
}
