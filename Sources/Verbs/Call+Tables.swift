import Language
import Stores

extension Session {
  /// The relation behind a table argument: a query, or a list of records.
  func relationValue(_ call: Call, _ name: String) throws -> RelationValue {
    if case .table(let table) = call[name], let value = table as? RelationValue { return value }
    throw call.fail(.notATable(parameter: name, got: call[name].typeName), at: name)
  }

  func relation(_ call: Call, _ name: String) throws -> Relation { try relationValue(call, name).relation() }

  /// The name of the stored table behind an argument, for verbs that write beside it.
  func plainTable(_ call: Call, _ name: String, for verb: String) throws -> String {
    let relation = try relation(call, name)
    if case .table(let table) = relation.node { return table }
    throw call.fail(.notStoredTable(verb: verb), at: name)
  }
}

extension Call {
  /// The name of the column given as `.name` or, for names that are no words, as a string.
  func columnName(_ parameter: String) throws -> String {
    if case .string(let name) = self[parameter] { return name }
    return try column(parameter)
  }

  /// The names of columns given as `.a`, `"a"` or a list of them.
  func columnNames(_ parameter: String) throws -> [String] {
    if case .list(let items) = self[parameter] { return try items.map { try columnName(of: $0, parameter) } }
    if case .row(let function) = self[parameter], case .list(let items) = function.expression.ungrouped.kind {
      return try items.map { item in
        if let name = item.itemFieldName { return name }
        if case .string(let name) = item.ungrouped.kind { return name }
        throw fail(.notAColumnName, at: parameter)
      }
    }
    return [try columnName(parameter)]
  }

  private func columnName(of value: Value, _ parameter: String) throws -> String {
    if case .string(let name) = value { return name }
    if case .row(let function) = value, let name = function.columnName { return name }
    throw fail(.notAColumnName, at: parameter)
  }
}

/// A parameter for the name of a column.
func columnParameter(_ name: String, _ doc: String) -> Parameter {
  Parameter(name, .oneOf([.column, .string]), doc)
}
