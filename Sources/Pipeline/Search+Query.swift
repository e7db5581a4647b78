import Embedding
import Stores
import Vectors

extension SearchTarget {
  /// Turns a text, a key or a vector into a checked vector with the metric to use: the one asked for, else the column's own.
  func resolve(
    _ query: SearchRequest.Query, metric: Metric?, models: ModelLookup, control: JobControl
  ) throws -> SearchQuery {
    switch query {
    case .vector(let vector):
      try checked(SearchQuery(vector: vector, metric: metric ?? origin?.metric ?? .l2, model: nil))
    case .key(let key):
      try checked(
        SearchQuery(vector: try storedVector(key), metric: metric ?? origin?.metric ?? .l2, model: nil))
    case .text(let text, let name):
      try checked(encode([text], model: name, metric: metric, models, control)[0])
    }
  }

  /// Texts as queries, by the model that made the column; as many as there are texts.
  func encode(
    _ texts: [String], model name: String?, metric: Metric?, _ models: ModelLookup, _ control: JobControl
  ) throws -> [SearchQuery] {
    let model = try queryModel(named: name, models)
    let vectors = try stoppable(job: "search", kept: { "nothing was changed" }) {
      try model.encode(texts, workers: 1, isCancelled: control.isCancelled)
    }
    guard vectors.rows == texts.count, vectors.columns == model.dimension else {
      throw PipelineError.modelDamaged(model: model.name, reason: "gave no vector for the query")
    }
    let own = origin?.lineage?.metric ?? (origin == nil ? model.metric : .l2)
    return texts.indices.map {
      SearchQuery(vector: vectors.rowArray($0), metric: metric ?? own, model: model.name)
    }
  }

  /// The query, if it can be compared with the rows.
  func checked(_ query: SearchQuery) throws -> SearchQuery {
    let dimension = origin?.dimension ?? query.vector.count
    if let fault = query.vector.withUnsafeBufferPointer({
      faultOf($0, dimension: dimension, metric: query.metric)
    }) {
      throw PipelineError.badQuery(fault)
    }
    return query
  }

  /// The model that made the column. A model the user named must be the same one.
  private func queryModel(named name: String?, _ models: ModelLookup) throws -> any EmbeddingModel {
    guard let lineage = origin?.lineage, lineage.model != ColumnLineage.fromFile else {
      guard let name else { throw PipelineError.noModel(column: column) }
      return try models(name)
    }
    let model = try models(name ?? lineage.model)
    if model.digest != lineage.digest || model.dimension != lineage.dimension {
      throw PipelineError.otherModel(
        column: lineage.column, table: lineage.table, has: lineage.model, asked: model.name,
        sameName: model.name == lineage.model)
    }
    return model
  }

  /// The vector of the row with this key: of the whole table, also when a filter leaves that row out.
  private func storedVector(_ key: SQLValue) throws -> [Float] {
    var place = self
    if let origin { place = try SearchTarget(base: origin, store: store) }
    guard let name = place.relation.key.first, place.relation.key.count == 1 else {
      throw PipelineError.compositeKey(table: relation.title, key: relation.key, job: "search by key")
    }
    var found = false
    var vector: [Float]?
    let matching = Relation.Node.filter(place.relation.node, name.column.equals(key))
    let kept = Relation.Node.select(matching, [NamedExpression(place.column, .column(place.column))])
    let columns = place.relation.columns.filter { $0.name == place.column }
    do {
      try store.read(Relation(node: kept, store: store, columns: columns, key: [])) { row in
        found = true
        if !row.isNull(0) { vector = try row.withVector(0) { Array($0) } }
        return false
      }
    } catch StoreError.typeMismatch {
      throw PipelineError.unknownKey(key.words, table: relation.title)
    }
    if let vector { return vector }
    throw found
      ? PipelineError.keyWithoutVector(key.words, column: column)
      : PipelineError.unknownKey(key.words, table: relation.title)
  }

  private init(base: VectorColumn, store: any Store) throws {
    let description = try existingTable(base.table, in: store)
    relation = Relation(
      node: .table(base.table), store: store, columns: description.columns, key: description.key)
    column = base.column
    origin = base
  }
}
