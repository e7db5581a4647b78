/// What the engine's SQL can do, and how much room there is.
extension ServerDoctor {
  func lookAtAbilities(_ connection: ServerConnection) throws {
    if !found.isCockroach { try lookAtExtension(connection) }
    if found.makesExtension { return try lookAtLanguage(connection) }
    var missing: [String] = []
    for question in DoctorStatements.vectorQuestions {
      if let problem = try ask(question, connection) { missing.append("\(question.what): \(problem)") }
    }
    found.hasVectors = missing.isEmpty
    if missing.isEmpty {
      let kinds = DoctorStatements.vectorQuestions.map(\.what).joined(separator: ", ")
      report.add("vectors", "\(kinds) answer right")
      try lookAtExtras(connection)
    } else {
      let isExplained = report.findings.contains { $0.what == "pgvector" && $0.verdict == .fail }
      report.add(
        "vectors", missing.first ?? "", .fail,
        next: isExplained ? nil : "use PostgreSQL with pgvector, or CockroachDB 25.2 or later")
    }
    try lookAtLanguage(connection)
  }

  private func lookAtExtension(_ connection: ServerConnection) throws {
    if let version = try answer(DoctorStatements.extensionVersion, connection) {
      let numbers = version.split(separator: ".").compactMap { Int($0) }
      let isOld = numbers.lexicographicallyPrecedes([0, 5])
      report.add(
        "pgvector", version, isOld ? .fail : .ok,
        next: isOld ? "install pgvector 0.5 or later, then: ALTER EXTENSION vector UPDATE" : nil)
    } else if let version = try answer(DoctorStatements.availableExtension, connection) {
      try lookAtMakingExtension(version, connection)
    } else {
      let major = connection.serverVersion / 10_000
      report.add(
        "pgvector", "not installed on the server", .fail,
        next:
          "apt-get install postgresql-\(major)-pgvector there, then CREATE EXTENSION vector; in this database"
      )
    }
  }

  private func lookAtMakingExtension(_ version: String, _ connection: ServerConnection) throws {
    try connection.script(DoctorStatements.begin)
    let isRefused: Bool
    if case .failure = try tryAsking(DoctorStatements.makeExtension, connection) {
      isRefused = true
    } else {
      isRefused = false
    }
    try connection.script(DoctorStatements.rollback)
    found.makesExtension = !isRefused
    report.add(
      "pgvector",
      isRefused
        ? "\(version) is on the server, not in this database, and this role may not put it there"
        : "\(version) is on the server; vnb puts it into this database when it is first needed",
      isRefused ? .fail : .ok,
      next: isRefused ? "as a superuser, in this database: CREATE EXTENSION vector;" : nil)
  }

  /// Nil when the answer is right, else what is wrong.
  private func ask(_ question: DoctorStatements.Question, _ connection: ServerConnection) throws -> String? {
    switch try tryAsking(question.sql, connection) {
    case .success(let text): return text == question.answer ? nil : "it gives \(text ?? "NULL")"
    case .failure(let failure): return failure.message
    }
  }

  private func lookAtExtras(_ connection: ServerConnection) throws {
    found.sumsVectors = try ask(DoctorStatements.vectorSum, connection) == nil
    report.add(
      "sum(vector)", found.sumsVectors ? "there" : "not there; k-means reads the vectors and sums them here")
    if !found.isCockroach {
      let hasHalf = try ask(DoctorStatements.halfVector, connection) == nil
      report.add("halfvec", hasHalf ? "there; vnb keeps float32" : "not there; vnb does not need it")
    }
    try lookAtIndexKinds(connection)
  }

  private func lookAtIndexKinds(_ connection: ServerConnection) throws {
    if found.isCockroach {
      found.indexKinds = ["cspann"]
      return
    }
    try connection.run(DoctorStatements.indexKinds, format: .text) { row in
      found.indexKinds.append(row.text(0))
      return true
    }
    let kinds = found.indexKinds.joined(separator: ", ")
    report.add("vector indexes", kinds.isEmpty ? "none" : kinds, kinds.isEmpty ? .warn : .ok)
  }

  private func lookAtLanguage(_ connection: ServerConnection) throws {
    var wrong: [String] = []
    for question in DoctorStatements.languageQuestions {
      if let problem = try ask(question, connection) { wrong.append("\(question.what): \(problem)") }
    }
    if wrong.isEmpty {
      report.add(
        "row verbs", DoctorStatements.languageQuestions.map(\.what).joined(separator: ", ") + " answer right")
    } else {
      report.add(
        "row verbs", wrong.joined(separator: "; "), .fail,
        next: "use PostgreSQL 13 or later, or CockroachDB 25.2 or later")
    }
  }

  // MARK: Room

  func lookAtRoom(_ connection: ServerConnection) throws {
    var settings: [String] = []
    var limits: [String] = []
    for (name, endsWork) in DoctorStatements.settings {
      guard let value = try answer(DoctorStatements.setting(name), connection), !value.isEmpty else {
        continue
      }
      settings.append("\(name) \(value)")
      if endsWork, !["0", "0s", "00:00:00"].contains(value) { limits.append(name) }
    }
    report.add(
      "settings", settings.joined(separator: ", "), limits.isEmpty ? .ok : .warn,
      next: limits.isEmpty
        ? nil
        : "long work ends at them: ALTER ROLE \(DoctorAdvice.quoted(found.user)) SET \(limits[0]) = 0")
    if !found.isCockroach { try lookAtConnections(connection) }
    try lookAtPrivileges(connection)
  }

  private func lookAtConnections(_ connection: ServerConnection) throws {
    guard let places = try answer(DoctorStatements.places, connection).flatMap({ Int($0) }),
      let used = try answer(DoctorStatements.connections, connection).flatMap({ Int($0) })
    else { return }
    let free = max(0, places - used)
    report.add(
      "connections", "\(free) of \(places) free", free < 3 ? .warn : .ok,
      next: free < 3 ? "end other sessions, or raise max_connections: each vnb process uses up to two" : nil)
  }

  private func lookAtPrivileges(_ connection: ServerConnection) throws {
    found.schema = try answer(DoctorStatements.schema, connection) ?? ""
    guard !found.schema.isEmpty else {
      found.mayCreate = false
      return report.add(
        "schema", "none: no schema of the search_path is there", .fail,
        next: "CREATE SCHEMA name; or add options=-csearch_path%3Dname to the URL")
    }
    found.mayCreate = try answer(DoctorStatements.mayCreate, connection) == "t"
    report.add(
      "schema",
      found.mayCreate ? "\(found.schema), tables can be made" : "\(found.schema), no table can be made there",
      found.mayCreate ? .ok : .fail,
      next: found.mayCreate
        ? nil
        : "GRANT CREATE ON SCHEMA \(DoctorAdvice.quoted(found.schema)) TO \(DoctorAdvice.quoted(found.user));"
    )
    guard !found.isCockroach else { return }
    let mayMakeTemporary = try answer(DoctorStatements.mayMakeTemporary, connection) == "t"
    report.add(
      "temporary tables", mayMakeTemporary ? "can be made" : "cannot be made", mayMakeTemporary ? .ok : .fail,
      next: mayMakeTemporary
        ? nil
        : "GRANT TEMPORARY ON DATABASE \(DoctorAdvice.quoted(connection.address.value("dbname") ?? "")) "
          + "TO \(DoctorAdvice.quoted(found.user));")
  }
}
