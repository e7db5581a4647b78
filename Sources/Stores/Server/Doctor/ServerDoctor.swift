import Basics
import CPostgres
import Dispatch
import Glibc
import Synchronization

/// Looks a server over by asking it, and tells what vnb can do there. Leaves nothing behind: what it writes is rolled back, or
/// dropped where the engine cannot roll back tables.
public final class ServerDoctor: @unchecked Sendable {
  let address: String
  let interruption = ServerInterrupt()
  private let isStopped = Atomic(false)
  /// What was made is being removed: no interrupt any more.
  let isEnding = Atomic(false)
  private let askPassword: (@Sendable (_ prompt: String) -> String?)?
  var report: DoctorReport
  var found = Found()

  /// What later steps build on.
  struct Found {
    var isCockroach = false
    var cockroachVersion: [Int] = []
    var hasVectors = false
    /// The extension is not there, and can be.
    var makesExtension = false
    var sumsVectors = false
    var mayCreate = true
    var copiesBinary = false
    var copiesText = false
    var indexKinds: [String] = []
    var claims = false
    var schema = ""
    var user = ""
  }

  /// A doctor for the server of a `postgresql://` URL; `askPassword` is asked when the server wants a password and none is given.
  public init(_ url: String, askPassword: (@Sendable (_ prompt: String) -> String?)? = nil) {
    address = url
    self.askPassword = askPassword
    report = DoctorReport(store: PasswordMask.masked(url))
  }

  /// From any thread: ends the examination with `StoreError.interrupted`; what was made is removed first.
  public func interrupt() {
    guard !isStopped.exchange(true, ordering: .acquiringAndReleasing) else { return }
    // Again and again until it is heard: between two statements nobody listens.
    DispatchQueue.global().async {
      while !self.isEnding.load(ordering: .acquiring) {
        self.interruption.interrupt()
        usleep(20_000)
      }
    }
  }

  /// Connects, looks and tells. A server that cannot be reached gives a report that says so.
  /// - Throws: `StoreError.interrupted` only.
  public func examine() throws -> DoctorReport {
    defer { isEnding.store(true, ordering: .releasing) }
    guard let connection = try reach() else { return report }
    defer { connection.close() }
    do {
      try lookAtSession(connection)
      try lookAtAbilities(connection)
      try lookAtRoom(connection)
      try tryOut(connection)
    } catch let failure as ServerFailure {
      report.add(
        "connection", "ended meanwhile: \(failure.message)", .fail,
        next: "look into the server's log, then run vnb doctor again")
    }
    conclude()
    return report
  }

  private func reach() throws -> ServerConnection? {
    do {
      let place = try ServerAddress(address)
      report.store = place.shown
      let made = try connect(place)
      report.store = made.address.shown
      return made
    } catch StoreError.interrupted {
      throw StoreError.interrupted
    } catch let problem as ServerOpenFailure {
      report.add("reach", problem.message, .fail, next: DoctorAdvice.problem(problem))
    } catch let failure as ServerFailure {
      report.add("reach", failure.message, .fail, next: DoctorAdvice.unreachable(failure))
    } catch {
      report.add("reach", "\(error)", .fail, next: "give a postgresql:// URL")
    }
    return nil
  }

  private func connect(_ place: ServerAddress) throws -> ServerConnection {
    do {
      return try ServerConnection(place, interrupt: interruption)
    } catch let failure as ServerFailure where failure.needsPassword {
      guard let password = askPassword?("Password for \(place.shown): ") else { throw failure }
      return try ServerConnection(place.with(password: password), interrupt: interruption)
    }
  }

  /// The first value of the first row as text; nil for NULL or no row.
  func ask(_ sql: String, _ connection: ServerConnection) throws -> String? {
    if isStopped.load(ordering: .acquiring) { throw StoreError.interrupted }
    var answer: String?
    try connection.run(sql, format: .text) { row in
      if answer == nil, !row.isNull(0) { answer = row.text(0) }
      return true
    }
    return answer
  }

  /// The same where the server may refuse: then why.
  func tryAsking(_ sql: String, _ connection: ServerConnection) throws -> Result<String?, ServerFailure> {
    do {
      return .success(try ask(sql, connection))
    } catch let failure as ServerFailure where !failure.connectionLost {
      return .failure(failure)
    }
  }

  /// The answer where there is one, and nil where the server refuses.
  func answer(_ sql: String, _ connection: ServerConnection) throws -> String? {
    if case .success(let text) = try tryAsking(sql, connection) { return text }
    return nil
  }

  /// Seconds of a monotonic clock.
  static func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}
