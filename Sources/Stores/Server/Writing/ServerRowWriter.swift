/// Gathers rows column by column and sends them many at a time: by COPY while no key of theirs is there, else as arrays.
final class ServerRowWriter: RowWriter {
  let store: PostgresStore
  let plan: WritePlan
  let columns: [ColumnBuffer]
  let statements: ArrayStatements
  let limits: Limits
  /// False where COPY cannot be, or where keys were found to be there.
  var mayCopy: Bool
  /// Settled rows since the last flush.
  var counts = WriteCounts()
  /// Finished rows that are not sent yet.
  private(set) var rows = 0
  /// Keys of these, where rows of the same key must not meet in one statement.
  private var keys: Set<[UInt8]> = []
  private let keyColumns: [ColumnBuffer]
  /// Why the row under way cannot be stored.
  private var refusal: StoreError?

  /// What one statement takes.
  struct Limits {
    var rows = 5_000
    var bytes = 8 << 20
  }

  /// - Throws: ``StoreError/unknownTable(_:known:)``, ``StoreError/unknownColumn(_:known:)``.
  init(_ plan: WritePlan, in store: PostgresStore) throws {
    guard let table = try store.catalogTable(plan.table) else {
      throw StoreError.unknownTable(plan.table, known: [])
    }
    let isCockroach = store.facts.isCockroach
    columns = try plan.columns.map { column in
      guard let found = table.columns.first(where: { $0.name == column.name }) else {
        throw StoreError.unknownColumn(column.name, known: table.columns.map(\.name))
      }
      return ColumnBuffer(column.name, ColumnForm(found, binaryVectors: !isCockroach))
    }
    self.store = store
    self.plan = plan
    let needsKeys = plan.action == .update || plan.action == .insert(.replace)
    let all = columns
    keyColumns = needsKeys ? plan.key.compactMap { name in all.first { $0.name == name } } : []
    statements = ArrayStatements(dialect: store.facts.dialect, plan: plan, forms: columns.map(\.form))
    limits = isCockroach ? Limits(rows: 500, bytes: 1 << 20) : Limits()
    mayCopy =
      plan.action != .update && !isCockroach && table.takesCopy && columns.allSatisfy(\.form.isBinary)
      && !store.crowded.contains(plan.table)
  }

  func bind(_ index: Int, _ value: SQLValue) throws {
    switch value {
    case .null: try bindNull(index)
    case .int(let number): try bindInt(index, number)
    case .float(let number): try bindFloat(index, number)
    case .text(let text):
      var text = text
      try text.withUTF8 { try bindUTF8(index, $0) }
    case .vector(let elements): try elements.withUnsafeBufferPointer { try bindVector(index, $0) }
    case .bool(let flag): try put(index, "a bool") { $0.put(bool: flag) }
    case .blob(let bytes): try put(index, "bytes") { $0.put(blob: bytes) }
    }
  }

  func bindUTF8(_ index: Int, _ bytes: UnsafeBufferPointer<UInt8>) throws {
    if bytes.contains(0) { throw StoreError.nulInText(place: "the text of parameter \(index)") }
    try put(index, "this string") { $0.put(utf8: bytes) }
  }

  func bindInt(_ index: Int, _ value: Int64) throws { try put(index, "\(value)") { $0.put(int: value) } }

  func bindFloat(_ index: Int, _ value: Double) throws {
    if value.isNaN { throw StoreError.notANumber(place: "the value of parameter \(index)") }
    try put(index, "\(value)") { $0.put(float: value) }
  }

  func bindNull(_ index: Int) throws {
    try put(index, "null") {
      $0.null()
      return true
    }
  }

  /// A vector of another dimension, or with an element that is not finite, refuses its row.
  func bindVector(_ index: Int, _ elements: UnsafeBufferPointer<Float>) throws {
    try put(index, "a vector") { column in
      if elements.contains(where: { !$0.isFinite }) {
        refusal = refusal ?? .notANumber(place: "the vector for column `\(column.name)`")
      }
      if case .vector(let dimension?) = column.form, dimension != elements.count {
        refusal =
          refusal
          ?? .vectorLength(column: column.name, bytes: elements.count * 4, dimension: dimension)
      }
      return refusal == nil ? column.put(vector: elements) : column.putNothing()
    }
  }

  private func put(_ index: Int, _ what: String, _ body: (ColumnBuffer) -> Bool) throws {
    guard columns.indices.contains(index - 1) else {
      throw StoreError.parameterCount(expected: columns.count, given: index)
    }
    let column = columns[index - 1]
    if column.isBound { column.rewind() }
    if body(column) { return }
    column.rewind()
    let type = column.form
    refusal =
      refusal
      ?? .constraint(kind: .type, message: "\(what) cannot be stored in `\(column.name)` (\(type.words))")
  }

  func endRow() throws {
    if let cause = refusal {
      refusal = nil
      for column in columns { column.rewind() }
      try send()
      throw RowRefusal(row: counts.rows, cause: cause)
    }
    for column in columns { column.endRow() }
    rows += 1
    if !keyColumns.isEmpty { try noteKey() }
    if rows >= limits.rows || columns.reduce(0, { $0 + $1.count }) >= limits.bytes { try send() }
  }

  /// Rows of the same key count as if written one by one: those before go first.
  private func noteKey() throws {
    let row = rows - 1
    var key: [UInt8] = []
    for column in keyColumns { key.append(contentsOf: column.values(row..<rows)) }
    if keys.insert(key).inserted { return }
    let last = columns.map { Array($0.values(row..<rows)) }
    for column in columns { column.removeLast() }
    rows -= 1
    try send()
    for (column, bytes) in zip(columns, last) { column.restore(bytes) }
    rows = 1
    keys = [key]
  }

  @discardableResult func flush() throws -> WriteCounts {
    for column in columns { column.rewind() }
    refusal = nil
    try send()
    defer { counts = WriteCounts() }
    return counts
  }

  func finish() { reset() }

  /// Sends the finished rows. A refused one ends it: those before it are stored, those after it are dropped.
  private func send() throws {
    guard rows > 0 else { return }
    let given = rows
    defer { reset() }
    do {
      try store.writing { try sendRows(0..<given) }
      counts.rows += given
    } catch let refusal as RowRefusal {
      counts.rows += refusal.row
      throw RowRefusal(row: counts.rows, cause: refusal.cause)
    }
  }

  private func reset() {
    for column in columns { column.clear() }
    rows = 0
    keys.removeAll(keepingCapacity: true)
  }
}

extension ServerRowWriter {
  /// What writing by a plan may send, with the columns' own types, but for savepoints.
  static func texts(_ plan: WritePlan, _ dialect: any ServerDialect) -> [String] {
    let forms = plan.columns.map { column in
      ColumnForm(CatalogColumn(describing: column), binaryVectors: !dialect.facts.isCockroach)
    }
    let statements = ArrayStatements(dialect: dialect, plan: plan, forms: forms)
    switch plan.action {
    case .update: return [statements.update]
    case .insert(let conflict):
      let copies = !dialect.facts.isCockroach && forms.allSatisfy(\.isBinary)
      let counts = conflict == .replace && !plan.key.isEmpty && plan.columns.count > plan.key.count
      return (copies ? [statements.copy] : []) + (counts ? [statements.countPresent] : [])
        + [statements.insert(conflict)]
    }
  }
}

extension CatalogColumn {
  /// A column as the catalogue would have it.
  fileprivate init(describing column: ColumnDescription) {
    let type: ServerType
    var modifier: Int32 = -1
    switch column.type {
    case .int: type = .int8
    case .float: type = .float8
    case .text: type = .text
    case .bool: type = .bool
    case .blob: type = .bytea
    case .vector(let dimension):
      type = .vector
      modifier = dimension.map { Int32(clamping: $0) } ?? -1
    case .any: type = column.declaredType == "uuid" ? .uuid : .other
    }
    self.init(
      place: 1, name: column.name, oid: 0, modifier: modifier, declared: column.declaredType ?? "text",
      isRequired: !column.isNullable, isGenerated: false, type: type)
  }
}
