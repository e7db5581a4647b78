import Embedding
import Language

let modelsVerb = VerbDefinition(
  Signature(
    "models", "List the embedding models at hand", category: "vectors", returns: .table,
    examples: [Example("models")], searchTerms: ["embedding", "list"])
) { session, _ in
  let rows = session.models.list().map { model in
    Record([
      ("name", .string(model.name)), ("dimension", model.dimension.map { .int(Int64($0)) } ?? .null),
      ("label", .string(model.label)),
    ])
  }
  return .table(try session.scratchTable(rows, columns: ["name", "dimension", "label"]))
}

let modelVerb = VerbDefinition(
  Signature(
    "model", "Describe one embedding model", category: "vectors",
    parameters: [Parameter("name", .string, "name or folder")], returns: .handle("model"),
    examples: [Example("(model \"hash\").dimension", output: "384")], searchTerms: ["describe", "embedding"])
) { session, call in
  let name = try call.string("name")
  let model: any EmbeddingModel
  do {
    model = try session.models.model(named: name)
  } catch let error as EmbeddingError {
    guard case .unknownModel = error else { throw error }
    throw call.fail(.noModel(name, help: error.help), at: "name")
  }
  return .handle(
    Report(
      kind: "model",
      fields: Record([
        ("name", .string(model.name)), ("label", .string(model.label)),
        ("dimension", .int(Int64(model.dimension))), ("metric", .string(model.metric.rawValue)),
        ("normalized", .bool(model.normalized)), ("digest", .string("sha256:" + model.digest)),
        ("description", .string(model.description.replacing("\n", with: " "))),
      ])))
}
