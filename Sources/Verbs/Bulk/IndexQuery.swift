import Basics
import Language
import Pipeline
import Stores
import Vectors

let indexQueryVerb = VerbDefinition(
  Signature(
    "index_query", "Find the vectors of an index file nearest to others", category: "vectors",
    details: """
      `query` is a file of one or more vectors (raw float32, or `.npy`), a vector, or a list of vectors. The result has a row for
      each neighbour: number of the query from 0, rank from 1, id, distance; nearer first, then the smaller row. A larger `ef` finds
      more and takes longer; `exact: true` compares every vector. Distances are those of `search`.
      """,
    parameters: [
      Parameter("index", .string, "a file that `index_build` made"),
      Parameter("query", .oneOf([.string, .vector, .list(.any)]), "file, vector, or list of vectors"),
      Parameter(
        "k", .int, "neighbours of each query", kind: .option(defaultText: "10", .int(10)),
        range: 1...1_000_000),
      Parameter(
        "ef", .optional(.int), "candidates of a search; null for 64, or `k` when that is more",
        kind: .option(defaultText: "null", .null), range: 1...1_000_000),
      Parameter("exact", .bool, "compare every vector", kind: .option(defaultText: "false", .bool(false))),
      workersParameter, quietParameter,
    ], returns: .table,
    examples: [
      Example("index_query \"embeddings.hnsw\", query: \"queries.npy\", k: 5"),
      Example("index_query \"embeddings.hnsw\", query: [0.1, 0.2, 0.3], exact: true"),
    ],
    searchTerms: ["nearest", "neighbours", "search", "knn", "hnsw", "bulk"])
) { session, call in
  let path = session.bulkPath(try call.string("index"))
  let workers = try session.workers(call)
  let open = try OpenBulkIndex(path, workers: workers)
  let queries: BulkEmbeddings
  if case .string(let name) = call["query"] {
    let file = session.bulkPath(name)
    queries = try open.queries(file)
    session.noteRead(file, rows: queries.rows.rows)
  } else {
    queries = try BulkEmbeddings(try queryVectors(call))
  }
  session.noteRead(path, rows: open.info.vectors)
  var request = BulkQueryRequest(queries: queries, workers: workers)
  request.limit = try call.int("k")
  request.ef = try call.optionalInt("ef")
  request.exact = try call.bool("exact")
  let found = try open.nearest(request, control: try session.control(call))
  if try !call.bool("quiet"), !request.exact { session.narrate(searchWords(open.info)) }
  return .table(
    try session.scratchTable(
      columns: ["query", "rank", "id", "distance"], rows: answerRows(found, open.index)))
}

/// Ids are whole numbers; text in an index that has one which no int holds.
private func answerRows(_ found: [[Neighbor]], _ index: HNSWIndex) -> [[SQLValue]] {
  let areInts = (0..<index.rowCount).allSatisfy { Int64(exactly: index.id(of: $0)) != nil }
  return found.enumerated().flatMap { query, neighbors in
    neighbors.enumerated().map { rank, one -> [SQLValue] in
      let id = index.id(of: one.index)
      return [
        .int(Int64(query)), .int(Int64(rank) + 1), areInts ? .int(Int64(clamping: id)) : .text(String(id)),
        .float(Double(one.distance)),
      ]
    }
  }
}

private func searchWords(_ info: HNSWInfo) -> String {
  guard let recall = info.recall else {
    return "index_query: through the graph, whose recall was not measured; `exact` compares every vector"
  }
  return "index_query: through the graph, recall@\(recall.limit) \(formatFixed(recall.value, digits: 3)) on "
    + "\(counted(recall.sample, "vector")) with ef \(recall.ef); `exact` compares every vector"
}

/// One vector, or a list of them.
private func queryVectors(_ call: Call) throws -> [[Float]] {
  switch call["query"] {
  case .vector(let elements): return [elements]
  case .list(let list) where list.isEmpty:
    throw call.fail(.notQueryVectors(type: "an empty list"), at: "query")
  case .list(let list):
    if let numbers = numbers(list) { return [numbers] }
    return try list.map { value in
      switch value {
      case .vector(let elements): return elements
      case .list(let inner):
        if let numbers = numbers(inner) { return numbers }
        fallthrough
      default: throw call.fail(.notQueryVectors(type: withArticle(value.typeName)), at: "query")
      }
    }
  default: throw call.fail(.notQueryVectors(type: withArticle(call["query"].typeName)), at: "query")
  }
}

private func numbers(_ list: [Value]) -> [Float]? {
  var numbers: [Float] = []
  for value in list {
    switch value {
    case .int(let number): numbers.append(Float(number))
    case .float(let number): numbers.append(Float(number))
    default: return nil
    }
  }
  return numbers.isEmpty ? nil : numbers
}
