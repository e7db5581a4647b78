extension PostgresStore {
  /// The oldest servers that everything here runs on.
  static let oldestServer = 130_000
  static let oldestExtension = [0, 5]
  static let oldestCockroach = [25, 2]

  /// How a store gets what only a person can tell, and tells what only a person can judge.
  public struct Hooks: Sendable {
    /// Asks for a password without showing it; nil when nobody can be asked.
    public var askPassword: (@Sendable (_ prompt: String) -> String?)?
    public var onWarning: @Sendable (String) -> Void
    /// Gets, before anything is waited for, what stops the opening from any thread.
    public var onStart: @Sendable (_ stop: @escaping @Sendable () -> Void) -> Void = { _ in }
    public init(
      askPassword: (@Sendable (_ prompt: String) -> String?)? = nil,
      onWarning: @escaping @Sendable (String) -> Void = { _ in }
    ) {
      self.askPassword = askPassword
      self.onWarning = onWarning
    }
  }

  /// Connects to the server of a `postgresql://` URL. A server that is starting or has no place left is asked again for some
  /// seconds. Warns when nothing proves who answers.
  /// - Throws: ``StoreError``; no message holds the password.
  public static func open(_ url: String, hooks: Hooks = Hooks()) throws -> PostgresStore {
    let interrupt = ServerInterrupt()
    hooks.onStart { interrupt.interrupt() }
    var address = try plain { try ServerAddress(url) }
    var pause = RetryPause(patience: .seconds(5))
    while true {
      let connection = try connect(&address, interrupt, hooks)
      do {
        return try ready(connection, address, interrupt, hooks)
      } catch let failure as ServerFailure {
        connection.close()
        // Gone again before it was of use.
        guard failure.connectionLost, let wait = pause.next() else {
          throw StoreError.connecting(failure, to: address)
        }
        try interrupt.sleep(wait)
      } catch {
        connection.close()
        throw error
      }
    }
  }

  /// Asks a fresh connection what it can do, and makes a store of it.
  private static func ready(
    _ connection: ServerConnection, _ address: ServerAddress, _ interrupt: ServerInterrupt, _ hooks: Hooks
  ) throws -> PostgresStore {
    let facts = try plain { try ServerFacts(asking: connection) }
    try check(facts, connection)
    // Resolved already, the service file read: the next connection goes to the same place.
    if let warning = connection.address.warning { hooks.onWarning(warning) }
    let store = PostgresStore(
      connection, address: address, facts: facts, interrupt: interrupt, onWarning: hooks.onWarning)
    try store.dress(connection)
    return store
  }

  private static func connect(_ address: inout ServerAddress, _ interrupt: ServerInterrupt, _ hooks: Hooks)
    throws -> ServerConnection
  {
    do {
      return try patientConnection(address, interrupt)
    } catch let failure as ServerFailure where failure.needsPassword {
      guard let ask = hooks.askPassword, let password = ask("Password for \(address.shown): ") else {
        throw StoreError.connecting(failure, to: address)
      }
      address = address.with(password: password)
      do { return try patientConnection(address, interrupt) } catch let failure as ServerFailure {
        throw StoreError.connecting(failure, to: address)
      }
    } catch let failure as ServerFailure {
      throw StoreError.connecting(failure, to: address)
    }
  }

  /// Tries again while the server is starting, stopping or full.
  private static func patientConnection(_ address: ServerAddress, _ interrupt: ServerInterrupt) throws
    -> ServerConnection
  {
    var pause = RetryPause(patience: .seconds(5))
    while true {
      do {
        return try plain { try ServerConnection(address, interrupt: interrupt) }
      } catch let failure as ServerFailure {
        // Full, starting, or gone again while it was set up.
        let isPassing = failure.sqlState == "57P03" || failure.sqlState == "53300"
        guard isPassing || failure.stage == .running && failure.connectionLost else { throw failure }
        guard let wait = pause.next() else { throw failure }
        try interrupt.sleep(wait)
      }
    }
  }

  /// A new connection in place of a lost one; patient, as a server that restarts takes a while.
  func newConnection(patience: Duration = .seconds(20), _ interrupt: ServerInterrupt? = nil) throws
    -> ServerConnection
  {
    var pause = RetryPause(patience: patience)
    while true {
      do {
        let made = try plain { try ServerConnection(address, interrupt: interrupt ?? interruption) }
        try dress(made)
        return made
      } catch let failure as ServerFailure {
        let mayHelp = failure.faultClass(.nothingFinal) == .reconnect || failure.connectionLost
        guard mayHelp, !failure.needsPassword, !failure.isRefusedLogin, let wait = pause.next() else {
          throw StoreError.connecting(failure, to: address)
        }
        try interruption.sleep(wait)
      }
    }
  }

  /// What every connection of this store gets.
  func dress(_ connection: ServerConnection) throws {
    connection.vectors.areBinary = facts.takesBinaryVectors
    if facts.isCockroach { try PostgresStore.allowTemporaryTables(connection) }
    for setting in settings { try connection.script(setting) }
  }

  /// CockroachDB has them on request; where it has not, the statement that makes one says so.
  private static func allowTemporaryTables(_ connection: ServerConnection) throws {
    do { try connection.script(SessionText.allowTemporary) } catch let failure
      as ServerFailure where !failure.connectionLost
    { return }
  }

  private static func check(_ facts: ServerFacts, _ connection: ServerConnection) throws {
    let shown = connection.address.shown
    if facts.isCockroach {
      guard facts.cockroachVersion.lexicographicallyPrecedes(oldestCockroach) else { return }
      throw StoreError.serverTooOld(
        server: shown, has: "CockroachDB \(ServerFacts.words(facts.cockroachVersion))",
        needs: "CockroachDB \(ServerFacts.words(oldestCockroach))")
    }
    if facts.serverVersion < oldestServer {
      throw StoreError.serverTooOld(
        server: shown, has: "PostgreSQL \(ServerFacts.postgres(facts.serverVersion))", needs: "PostgreSQL 13")
    }
    if !facts.pgvectorVersion.isEmpty, facts.pgvectorVersion.lexicographicallyPrecedes(oldestExtension) {
      throw StoreError.serverTooOld(
        server: shown, has: "pgvector \(ServerFacts.words(facts.pgvectorVersion))", needs: "pgvector 0.5")
    }
  }

  /// What stands below a connection fails in words of its own.
  static func plain<T>(_ body: () throws -> T) throws -> T {
    do { return try body() } catch let problem as ServerOpenFailure { throw StoreError.problem(problem) }
  }

  private func plain<T>(_ body: () throws -> T) throws -> T { try PostgresStore.plain(body) }
}

extension ServerFailure {
  /// The server knows us well enough to say no.
  var isRefusedLogin: Bool {
    stage == .connecting && ["28", "3D", "42"].contains { sqlState?.hasPrefix($0) == true } || isAboutTrust
  }
}

extension ServerFacts {
  /// Asks a connection that has just been made.
  init(asking connection: ServerConnection) throws {
    let cockroach = connection.parameterStatus("crdb_version").map { ServerFacts.numbers($0) } ?? []
    var extensionVersion: [Int] = []
    if cockroach.isEmpty {
      try connection.run(SessionText.vectorVersion, format: .text) { row in
        extensionVersion = ServerFacts.numbers(row.text(0))
        return true
      }
    }
    let isBinary = cockroach.isEmpty || !cockroach.lexicographicallyPrecedes([25, 3])
    connection.vectors.areBinary = isBinary
    self.init(
      serverVersion: connection.serverVersion, cockroachVersion: cockroach, pgvectorVersion: extensionVersion,
      vectorOID: connection.vectors.oid, takesBinaryVectors: isBinary)
  }

  /// The first dotted number in a text: `CockroachDB CCL v25.4.1 (…)` gives 25, 4, 1.
  static func numbers(_ text: String) -> [Int] {
    for word in text.split(whereSeparator: { $0 == " " || $0 == "-" }) {
      let bare = word.first == "v" ? word.dropFirst() : word
      let parts = bare.split(separator: ".").map { Int($0) }
      if parts.count > 1, let first = parts[0] {
        return [first] + parts.dropFirst().prefix { $0 != nil }.compactMap { $0 }
      }
    }
    return []
  }

  static func words(_ version: [Int]) -> String { version.map { "\($0)" }.joined(separator: ".") }
  /// `180006` is 18.6.
  static func postgres(_ number: Int) -> String { "\(number / 10_000).\(number % 10_000)" }
}
