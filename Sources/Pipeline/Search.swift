import Basics
import Embedding
import Stores
import Vectors

/// Opens a model by name, for queries given as text.
public typealias ModelLookup = (String) throws -> any EmbeddingModel

/// The nearest rows of a relation, nearest first; exact, unless the user made an index on the column. Filters of the relation come before the ranking. Ties go to
/// the smaller key. Rows without a vector do not take part.
/// - Throws: ``PipelineError``; ``StoreError``; what the model throws.
public func search(
  _ request: SearchRequest, models: ModelLookup, control: JobControl = JobControl()
) throws -> SearchResult {
  let watch = Stopwatch()
  try request.check()
  let target = try SearchTarget(request)
  let query = try target.resolve(request.query, metric: request.metric, models: models, control: control)
  let found = try stoppable(job: "search", kept: { "nothing was changed" }) {
    try target.find(query, request, control)
  }
  var result = try target.rows(of: found.hits)
  result.scanned = found.scanned
  result.index = found.index
  result.indexedQueries = found.index == nil ? 0 : 1
  result.metric = query.metric
  result.model = query.model
  result.seconds = watch.seconds
  return result
}

extension SearchRequest {
  func check() throws(PipelineError) {
    if limit < 0 { throw .badOption(name: "limit", value: grouped(limit), must: "0 or more") }
    if let within, within.isNaN { throw .badOption(name: "within", value: "NaN", must: "a number") }
  }
}

extension SearchTarget {
  /// Through the index the user made, else by the engine's own operators, else row by row; the last two give the same.
  func find(_ query: SearchQuery, _ request: SearchRequest, _ control: JobControl) throws
    -> (hits: [SearchHit], scanned: Int, index: IndexRecord?)
  {
    if !request.exact, let index = try usableIndex(query) {
      switch try throughIndex(query, index, request) {
      case .hits(let hits): return (hits, index.rows, index)
      case .unfit(let reason): control.warn(index.unfitWords(reason))
      case .none: break
      }
    }
    let found = try findExactly(query, request, control)
    return (found.hits, found.scanned, nil)
  }

  func throughIndex(_ query: SearchQuery, _ index: IndexRecord, _ request: SearchRequest) throws
    -> IndexAnswer
  {
    if let shelf = store.indexShelf {
      return try fileIndexed(query, index, shelf, limit: request.limit, within: request.within)
    }
    let hits = try indexed(query, index, limit: request.limit, within: request.within)
    return hits.map(IndexAnswer.hits) ?? .none
  }

  /// By the engine's own operators, else row by row, which gives the same.
  func findExactly(_ query: SearchQuery, _ request: SearchRequest, _ control: JobControl) throws
    -> (hits: [SearchHit], scanned: Int)
  {
    try pushedDown(query, limit: request.limit, within: request.within, control: control)
      ?? scan(query, limit: request.limit, within: request.within, control: control)
  }
}

/// A query ready to be compared with the rows.
struct SearchQuery {
  let vector: [Float]
  let metric: Metric
  /// The model that encoded it, for a text.
  let model: String?
}

/// Where a search looks: a relation that still has its key and the vector column.
struct SearchTarget {
  let relation: Relation
  let column: String
  /// The base column behind it, when the relation is built on a table.
  let origin: VectorColumn?

  init(_ request: SearchRequest) throws {
    relation = request.relation
    column = request.column
    guard let described = relation.columns.first(where: { $0.name == request.column }) else {
      let nearest = didYouMean(request.column, in: relation.columns.map(\.name))
      if let nearest {
        throw PipelineError.unknownColumn(request.column, table: relation.title, nearest: nearest)
      }
      throw PipelineError.columnLeftOut(request.column, job: "search")
    }
    origin = try vectorOrigin(of: request.column, in: relation.node, store: relation.store)
    switch described.type {
    case .vector: break
    // Computed, or a file's column without a type; a server's column of another type than vector is none.
    case .any where described.declaredType == nil: break
    case .blob where origin == nil: break
    default:
      throw PipelineError.notVector(column: column, table: relation.title, type: described.typeWords)
    }
    if relation.key.isEmpty { throw PipelineError.keylessQuery(job: "search") }
    for key in relation.key where !relation.columns.contains(where: { $0.name == key }) {
      throw PipelineError.columnLeftOut(key, job: "search")
    }
  }

  var store: any Store { relation.store }

  /// Key columns and the vector of the rows that have one, in key order.
  var scanned: Relation {
    let names = relation.key + [column]
    let kept = names.map { NamedExpression($0, .column($0)) }
    let node = Relation.Node.select(.filter(relation.node, column.column.isNotNull), kept)
    let order = relation.key.map { SortKey(.column($0)) }
    let columns = names.compactMap { name in relation.columns.first { $0.name == name } }
    return Relation(node: .sort(node, order), store: store, columns: columns, key: relation.key)
  }
}

extension Relation {
  /// What messages call it: its table's name, or `this query`.
  var title: String { baseTable(of: node) ?? "this query" }
}
