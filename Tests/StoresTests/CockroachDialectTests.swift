import Testing

@testable import Stores

/// CockroachDB's statements hold to what its grammar takes. They are never run on one here.
@Suite struct CockroachDialectTests {
  /// What the grammar of 25.2 refuses.
  static let rejected = [
    "USING ivfflat", "<+>", "<~>", "<%>", "halfvec", "sparsevec", "PARTITION BY HASH", "TABLESAMPLE",
    "MERGE ", "VACUUM",
    "LOCK TABLE", "ON COMMIT DROP", "FREEZE", "BUFFERS", "PER SESSION CACHE", "COLLATE", "SET STORAGE",
    "float8send",
    "UPSERT", "BINARY", "FORMAT binary",
  ]
  let dialect = CockroachDialect(.newestCockroach)
  let vector = ColumnDescription(name: "v", type: .vector(dimension: 384))
  let key = ColumnDescription(name: "k", type: .text)

  private func plan(_ metric: String) -> VectorIndexPlan {
    VectorIndexPlan(
      name: "i", table: "t", column: "v", dimension: 3, metric: metric, kind: "cspann",
      options: ["min_partition_size": 16, "beam_size": 64])
  }

  private func statements() throws -> [String] {
    let table = TableDefinition(
      name: "s.t", columns: [key, vector], key: ["k"],
      foreignKeys: [ForeignKey(columns: ["k"], table: "u", referenced: ["k"])])
    var all = [
      dialect.createTable(table), dialect.addColumn(vector, to: "s.t"), dialect.generatedKey("id"),
      dialect.createIndex("s.i", on: "s.t", columns: ["k"], whereNotNull: "v"), dialect.createSequence("s.q"),
      dialect.advanceSequence("s.q"), dialect.sequenceValue("s.q"), dialect.dropIndex("s.i", of: "s.t"),
      dialect.selectPage("s.t", columns: ["k"], key: [key], after: true, whereNull: "v"),
      dialect.update("t", set: ["v"], key: ["k"]), dialect.delete(from: "t", matching: ["k"]),
    ]
    for metric in ["l2", "cosine", "ip"] {
      all += dialect.createVectorIndex(plan(metric))
    }
    return all + dialect.vectorSearchSettings(plan("l2"), rows: 64) + (try expressions())
  }

  private func expressions() throws -> [String] {
    var all: [String] = []
    let types: [ColumnType] = [.int, .float, .text, .bool, .vector(dimension: 3)]
    let columns = types.enumerated().map {
      ExpressionCompiler.Column(name: "c\($0)", fragment: SQLFragment("c\($0)"), type: $1)
    }
    let compiler = ExpressionCompiler(columns: columns, dialect: dialect, aggregates: .window)
    let arguments = columns.map { RowExpression.column($0.name) }
    for function in RowFunctions.all {
      for argument in arguments {
        let rest = function.parameters.dropFirst().map { parameter -> RowExpression in
          switch parameter.kind {
          case .string: .value(.text("x"))
          case .int, .number: .value(.int(2))
          default: argument
          }
        }
        if let sql = try? compiler.compile(.call(function.name, [argument] + rest)).sql {
          all.append(sql.rendered(dialect).sql)
        }
      }
    }
    for function in AggregateFunctions.all {
      for argument in arguments {
        if let sql = try? compiler.compile(.aggregate(function.name, [argument])).sql {
          all.append(sql.rendered(dialect).sql)
        }
      }
    }
    return all
  }

  @Test func nothingIsSentThatItRejects() throws {
    let all = try statements()
    #expect(all.count > 60)
    for word in Self.rejected {
      for statement in all {
        #expect(!statement.uppercased().contains(word.uppercased()), "\(word): \(statement)")
      }
    }
  }

  @Test func versionsDecide() throws {
    let index = VectorIndexPlan(
      name: "i", table: "s.t", column: "v", dimension: nil, metric: "cosine", kind: "cspann")
    #expect(
      dialect.createVectorIndex(index) == [
        "CREATE VECTOR INDEX IF NOT EXISTS \"i\" ON \"s\".\"t\" (\"v\" vector_cosine_ops)"
      ])
    let older = CockroachDialect(ServerFacts(serverVersion: 130_000, cockroachVersion: [25, 2, 1]))
    #expect(older.vectorIndexProblem(index) != nil)
    var plain = index
    plain.metric = "l2"
    #expect(older.vectorIndexProblem(plain) == nil)
    #expect(older.createVectorIndex(plain).count == 3)
    #expect(ServerFacts.newestCockroach.dialect.engine == "cockroachdb")
    #expect(ServerFacts.newestPostgres.dialect.engine == "postgresql")
  }

  @Test func distancesAreItsOwnInFloat32() throws {
    let columns = ["v", "w"].map {
      ExpressionCompiler.Column(name: $0, fragment: SQLFragment($0), type: vector.type)
    }
    let compiler = ExpressionCompiler(columns: columns, dialect: dialect, aggregates: .forbidden)
    func sql(_ name: String, _ arguments: [RowExpression]) throws -> String {
      try compiler.compile(.call(name, arguments)).sql.rendered(dialect).sql
    }
    let both = [RowExpression.column("v"), .column("w")]
    #expect(try sql("norm", [.column("v")]) == "vector_norm(v)::float4::float8")
    #expect(try sql("distance", both) == "(v <-> w)::float4::float8")
    #expect(try sql("distance", both + [.value(.text("ip"))]) == "(v <#> w)::float4::float8")
    let cosine = try sql("distance", both + [.value(.text("cosine"))])
    #expect(cosine.contains("v <=> w") && cosine.contains("<> 'NaN'"))
    #expect(try sql("distance", both + [.value(.text("l1"))]) == "l1_distance(v, w)::float4::float8")
    #expect(throws: StoreError.unsupported("`distance` by \"hamming\"")) {
      try sql("distance", both + [.value(.text("hamming"))])
    }
  }
}
