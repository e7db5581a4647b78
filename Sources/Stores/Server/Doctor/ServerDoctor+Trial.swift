import Glibc

/// A table of 1,000 vectors, written, read and locked, then gone. PostgreSQL rolls all of it back; CockroachDB rolls back no
/// tables, so there it is dropped, at the latest by the next doctor.
extension ServerDoctor {
  static let trialRows = 1000
  static let dimension = 384
  /// Seconds after which a table in another doctor's name counts as left behind.
  private static let patience = 3600

  func tryOut(_ connection: ServerConnection) throws {
    guard found.mayCreate || !found.isCockroach else { return }
    let name = "vnb_doctor_\(time(nil))_\(getpid())"
    let statements = DoctorStatements(isCockroach: found.isCockroach, table: name)
    if found.isCockroach {
      try sweep(connection)
      defer { remove(statements, connection) }
      try connection.script(statements.createTable(vectors: found.hasVectors))
      try trial(statements, connection)
    } else {
      try connection.script(DoctorStatements.begin)
      defer { _ = try? connection.script(DoctorStatements.rollback) }
      try connection.script(
        found.mayCreate
          ? statements.createTable(vectors: found.hasVectors)
          : statements.createTemporaryTable(vectors: found.hasVectors))
      try trial(statements, connection)
    }
  }

  /// On the connection there is, or on a new one where an interrupt has ended it.
  private func remove(_ statements: DoctorStatements, _ connection: ServerConnection) {
    isEnding.store(true, ordering: .releasing)
    if !connection.isLost, (try? connection.script(statements.dropTable)) != nil { return }
    _ = try? ServerConnection(connection.address).script(statements.dropTable)
  }

  private func sweep(_ connection: ServerConnection) throws {
    var names: [String] = []
    try connection.run(DoctorStatements.leftovers, format: .text) { row in
      names.append(row.text(0))
      return true
    }
    for name in names where Self.isLeftOver(name, at: time(nil)) {
      try connection.script(DoctorStatements(isCockroach: true, table: name).dropTable)
    }
  }

  /// True for `vnb_doctor_SECONDS_PROCESS` of more than an hour ago: letters, digits and `_` only.
  static func isLeftOver(_ name: String, at now: Int) -> Bool {
    let parts = name.split(separator: "_", omittingEmptySubsequences: false)
    guard parts.count == 4, parts[0] == "vnb", parts[1] == "doctor", let made = Int(parts[2]),
      Int(parts[3]) != nil
    else { return false }
    return now - made > patience
  }

  private func trial(_ statements: DoctorStatements, _ connection: ServerConnection) throws {
    let elements = (0..<Self.trialRows).map { Self.elements($0) }
    let binary = try write(statements, connection, elements, isBinary: true)
    found.copiesBinary = binary != nil
    if let binary { try read(statements, connection, elements, after: binary, how: "COPY binary") }
    try alone(connection) { try connection.script(statements.empty) }
    let text = try write(statements, connection, elements, isBinary: false)
    found.copiesText = text != nil
    if binary == nil, let text { try read(statements, connection, elements, after: text, how: "COPY text") }
    let ways = [binary.map { _ in "binary" }, text.map { _ in "text" }].compactMap { $0 }
    report.add(
      "COPY in", ways.isEmpty ? "refused" : ways.joined(separator: " and "), ways.isEmpty ? .warn : .ok)
    found.claims = try alone(connection) { _ = try ask(statements.claim, connection) } == nil
    report.add(
      "FOR UPDATE SKIP LOCKED", found.claims ? "there" : "refused", found.claims ? .ok : .warn,
      next: found.claims ? nil : "run one vnb worker at a time")
    if found.isCockroach { try tryIndex(statements, connection) }
  }

  private func tryIndex(_ statements: DoctorStatements, _ connection: ServerConnection) throws {
    let failure = try alone(connection) { try connection.script(statements.createCockroachIndex) }
    guard let failure else { return report.add("vector indexes", "cspann") }
    found.indexKinds = []
    report.add(
      "vector indexes", "refused: \(failure.message)", .warn,
      next: "SET CLUSTER SETTING feature.vector_index.enabled = true; as an administrator")
  }

  /// Runs a step that may fail without ending the rest; the failure.
  @discardableResult
  private func alone(_ connection: ServerConnection, _ body: () throws -> Void) throws -> ServerFailure? {
    let hasSavepoint = !found.isCockroach
    if hasSavepoint { try connection.script(DoctorStatements.savepoint) }
    do {
      try body()
      if hasSavepoint { try connection.script(DoctorStatements.release) }
      return nil
    } catch let failure as ServerFailure where !failure.connectionLost {
      if hasSavepoint { try connection.script(DoctorStatements.rollbackToSavepoint) }
      return failure
    }
  }

  // MARK: Speed

  /// Seconds to write the rows, or nil where the server refuses.
  private func write(
    _ statements: DoctorStatements, _ connection: ServerConnection, _ elements: [[Float]], isBinary: Bool
  ) throws
    -> Double?
  {
    let start = Self.now()
    let failure = try alone(connection) {
      try connection.copyIn(isBinary ? statements.copyBinary : statements.copyText) { sink in
        if isBinary { try writeBinary(sink, elements) } else { try writeText(sink, elements) }
      }
    }
    return failure == nil ? Self.now() - start : nil
  }

  /// Values that differ from row to row, and that float32 holds exactly.
  private static func elements(_ row: Int) -> [Float] {
    (0..<dimension).map { Float((row * 31 + $0 * 17) % 1009) / 1024 - 0.5 }
  }

  private func writeBinary(_ sink: CopySink, _ elements: [[Float]]) throws {
    let encoder = CopyBinaryEncoder(sink: sink)
    encoder.begin()
    for (row, elements) in elements.enumerated() {
      encoder.row(columns: 2)
      encoder.int(Int64(row))
      elements.withUnsafeBufferPointer {
        if found.hasVectors { encoder.vector($0) } else { encoder.bytes(UnsafeRawBufferPointer($0)) }
      }
      try encoder.endRow()
    }
    encoder.end()
  }

  private func writeText(_ sink: CopySink, _ elements: [[Float]]) throws {
    var encoder = CopyTextEncoder(sink: sink)
    for (row, elements) in elements.enumerated() {
      encoder.row()
      encoder.int(Int64(row))
      elements.withUnsafeBufferPointer {
        if found.hasVectors { encoder.vector($0) } else { encoder.bytes(UnsafeRawBufferPointer($0)) }
      }
      try encoder.endRow()
    }
  }

  /// Tells of the writing, and reads the rows back.
  private func read(
    _ statements: DoctorStatements, _ connection: ServerConnection, _ elements: [[Float]],
    after written: Double, how: String
  ) throws {
    let rows = DoctorText.grouped(Self.trialRows)
    let what = found.hasVectors ? "vectors of \(Self.dimension)" : "values of 1,536 bytes"
    let speed = DoctorText.rate(Self.trialRows, written)
    report.add("writing", "\(rows) \(what) in \(DoctorText.time(written)) by \(how), \(speed)")
    var back: [[Float]] = []
    var count = 0
    let start = Self.now()
    try connection.run(statements.read, format: .binary) { row in
      if found.hasVectors { back.append(try row.withVector(1) { Array($0) }) }
      count += 1
      return true
    }
    let seconds = Self.now() - start
    if count == Self.trialRows, !found.hasVectors || back == elements {
      report.add("reading", "the same in \(DoctorText.time(seconds)), \(DoctorText.rate(count, seconds))")
    } else {
      report.add(
        "reading", "\(DoctorText.grouped(count)) rows came back, with other values", .fail,
        next: "report it to the makers of vnb, with the server's version")
    }
  }
}
