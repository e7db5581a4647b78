import Embedding
import Stores
import Vectors

/// One SQL statement that gives what `search` gives, with a placeholder for the query's vector and other values: what a
/// person would send by hand. `search` itself compares in its own loop, which is faster.
/// - Throws: as `search`.
public func searchSQL(
  _ request: SearchRequest, models: ModelLookup, control: JobControl = JobControl()
) throws -> String {
  let target = try SearchTarget(request)
  let query = try target.resolve(request.query, metric: request.metric, models: models, control: control)
  let distance = RowExpression.call(
    "distance",
    [.column(target.column), .value(.vector(query.vector)), .value(.text(query.metric.rawValue))])
  let name = SearchResult.distanceColumn.name
  let shown = target.shown
  var ranked = try target.relation.filter(target.column.column.isNotNull)
    .select([NamedExpression(name, distance)] + shown.map { NamedExpression($0.name, .column($0.name)) })
  if let bound = request.within {
    ranked = try ranked.filter(.binary(.lessOrEqual, .column(name), .value(.float(bound))))
  }
  ranked = try ranked.sort([SortKey(.column(name))] + target.relation.key.map { SortKey(.column($0)) })
    .limit(request.limit)
  return try target.store.dialect.compile(ranked).sql
}
