import Language
import Stores

let tablesVerb = VerbDefinition(
  Signature(
    "tables", "List the tables of the store", category: "data", returns: .table,
    examples: [Example("tables")], searchTerms: ["list", "catalog", "schema"])
) { session, _ in
  let store = try session.store
  let rows = try store.tables(includeInternal: false).map { table in
    Record([
      ("table", .string(table.name)), ("kind", .string(table.isView ? "view" : "table")),
      ("key", table.key.isEmpty ? .null : .string(table.key.joined(separator: ", "))),
      ("columns", .int(Int64(table.columns.count))),
      ("rows", try readableCount(table.name, store)),
    ])
  }
  return .table(try session.scratchTable(rows, columns: ["table", "kind", "key", "columns", "rows"]))
}

/// Null for a table that is there and may not be read.
private func readableCount(_ table: String, _ store: any Store) throws -> Value {
  do { return .int(Int64(try Relation.table(store, table).count())) } catch let error as StoreError {
    guard case .notPermitted = error else { throw error }
    return .null
  }
}

let tableVerb = VerbDefinition(
  Signature(
    "table", "A table or view of the store, by name", category: "data",
    parameters: [Parameter("name", .string, "its name")], returns: .table,
    examples: [Example("table \"passage\" | head 5")], searchTerms: ["from", "open", "read"])
) { session, call in
  .table(try session.tableValue(named: try call.string("name")))
}

let describeVerb = VerbDefinition(
  Signature(
    "describe", "Describe the columns of a table, or the fields of a value", category: "data",
    parameters: [Parameter("value", .any, "a table, a record, a clustering …")], returns: .any,
    examples: [Example("table \"passage\" | describe")],
    searchTerms: ["columns", "types", "nulls", "summary", "info"])
) { session, call in
  switch call["value"] {
  case .table(let table):
    guard let relation = try (table as? RelationValue)?.relation() else { return .null }
    return .table(try session.scratchTable(try relation.profile().map(profileRecord)))
  case .handle(let handle):
    guard let relation = try (handle.asTable as? RelationValue)?.relation() else {
      return .record(handle.fields)
    }
    return .table(try session.scratchTable(try relation.profile().map(profileRecord)))
  case .list(let items) where !items.isEmpty && items.allSatisfy { $0.typeName == "record" }:
    guard
      let relation = try (session.table(of: items, at: call.span(of: "value")) as? RelationValue)?.relation()
    else {
      return .null
    }
    return .table(try session.scratchTable(try relation.profile().map(profileRecord)))
  case .record: return call["value"]
  case let other: return .record(Record([("type", .string(other.typeName)), ("value", other)]))
  }
}

/// One column of a table in `describe`.
private func profileRecord(_ profile: ColumnProfile) -> Record {
  let optional = { (value: SQLValue) -> Value in value == .null ? .null : .string(value.value.displayText) }
  return Record([
    ("column", .string(profile.column.name)), ("type", .string(profile.column.type.typeName)),
    ("nulls", .int(Int64(profile.nulls))), ("least", optional(profile.minimum)),
    ("most", optional(profile.maximum)),
    ("example", optional(profile.example)),
  ])
}
