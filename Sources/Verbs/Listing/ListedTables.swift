import Pipeline
import Stores

/// The tables that listed programs work on.
enum ListedTables {
  private static let vector = ColumnType.vector(dimension: 384)

  private static func passage(_ name: String, vector: Bool = true, isView: Bool = false) -> TableDescription {
    var columns = [
      ColumnDescription(name: "pid", type: .text, isNullable: isView),
      ColumnDescription(name: "passage", type: .text),
      ColumnDescription(name: "n", type: .int),
    ]
    if vector { columns.append(ColumnDescription(name: "passage_vector", type: self.vector)) }
    return TableDescription(name: name, columns: columns, key: isView ? [] : ["pid"], isView: isView)
  }

  static let all = [
    passage("passage"), passage("s.passage"), passage("fresh_text", vector: false),
    passage("passage_view", isView: true),
    TableDescription(
      name: "book",
      columns: [
        ColumnDescription(name: "id", type: .int, isNullable: false),
        ColumnDescription(name: "title", type: .text),
        ColumnDescription(name: "price", type: .float), ColumnDescription(name: "ok", type: .bool),
        ColumnDescription(name: "v", type: vector),
      ], key: ["id"], isView: false),
    TableDescription(
      name: "event",
      columns: [
        ColumnDescription(name: "id", type: .any, isNullable: false, declaredType: "uuid"),
        ColumnDescription(name: "note", type: .text), ColumnDescription(name: "v", type: vector),
      ], key: ["id"], isView: false),
    TableDescription(
      name: "x\"; drop table t; --",
      columns: [
        ColumnDescription(name: "select", type: .text, isNullable: false),
        ColumnDescription(name: "表 \"q\"", type: .text),
      ], key: ["select"], isView: false),
  ]

  /// What jobs have made: centroids come before clusters, and indexes last.
  static func made(_ what: ListedPrograms.Made) -> [TableDescription] {
    switch what {
    case .nothing: []
    case .centroids: all(made, but: ["_clusters", "vnb_indexes"])
    case .everything: made
    }
  }

  private static func all(_ tables: [TableDescription], but ends: [String]) -> [TableDescription] {
    tables.filter { table in !ends.contains { table.name.hasSuffix($0) } }
  }

  private static let made =
    MadeTables.records
    + [
      ("passage", "passage_vector", "pid", ColumnType.text), ("s.passage", "passage_vector", "pid", .text),
      ("book", "v", "id", .int), ("event", "v", "id", .any),
    ].flatMap { table, column, key, type in
      MadeTables.of(
        table, column: column,
        key: ColumnDescription(
          name: key, type: type, isNullable: false, declaredType: type == .any ? "uuid" : nil),
        dimension: 384)
    }
}
