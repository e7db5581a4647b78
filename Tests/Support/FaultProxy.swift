import Synchronization

/// Stands before a server and does what a bad network and a busy server do, when and as often as a test says.
///
///     let proxy = try FaultProxy(before: server.place)
///     proxy.inject(.loseReply, at: .statement("COMMIT"))
///     … open proxy.url(for: url) …
///     #expect(proxy.count("COMMIT") == 2)
///
/// Clients reach it without TLS. Cancel requests pass. It lasts as long as
/// the process, or until ``stop()``.
public final class FaultProxy: Sendable {
  private let proxy: WireProxy
  private let plan: FaultPlan

  /// Before a server without TLS, on a unix socket; `overTCP` at a free port of 127.0.0.1 instead, where a cut is a
  /// reset.
  public init(before server: SocketPlace, overTCP: Bool = false) throws {
    let plan = FaultPlan()
    self.plan = plan
    proxy = try WireProxy(before: server, overTCP: overTCP, filters: [FaultFilter(plan: plan)])
  }

  public var place: SocketPlace { proxy.place }

  /// The URL of the same database through the proxy, out of one that ``DatabaseServer`` gave.
  public func url(for url: String) -> String { place.url(replacingPlaceOf: url) }

  /// From now on: after `skipped` moments of this kind, the next `times` of them bring the fault. Faults at the same
  /// moment take their turns in the order they were set.
  public func inject(_ fault: Fault, at moment: Fault.Moment, after skipped: Int = 0, times: Int = 1) {
    plan.add(fault, at: moment, after: skipped, times: times)
  }

  /// Forgets all faults not yet due.
  public func clear() { plan.clear() }

  /// Cuts all present connections.
  public func cutAll() { proxy.resetAll() }

  /// Cuts them and takes no more.
  public func stop() { proxy.stop() }

  /// Every statement that began, in order of arrival: texts of queries, and of prepared statements for each time they
  /// were bound.
  public var statements: [String] { plan.statements }

  /// How many of them contain this text, in any case.
  public func count(_ text: String) -> Int { plan.count(text) }

  /// How many connections were made, refused and cancelling ones included.
  public var connections: Int { proxy.connections }
}

/// What can go wrong between a client and a server.
public enum Fault: Sendable {
  /// The connection is gone before the statement reaches the server.
  case cut
  /// The server runs the statement and answers, the answer is lost, then the connection is gone.
  case loseReply
  /// The statement reaches the server; no answer comes, ever, and the connection stays.
  case silence
  /// The server refuses the statement with this SQLSTATE; its transaction fails, the session lives.
  case error(code: String, message: String)
  /// The server says this and ends the session, as 57P01 and 53300.
  case fatal(code: String, message: String)

  /// When it goes wrong.
  public enum Moment: Sendable, Equatable {
    /// At a statement that contains this text, in any case: a simple query, or each time a prepared one is bound.
    case statement(String)
    /// As a client logs in.
    case connection
    /// When a connection's COPY data, in either direction, pass so many bytes.
    case copyBytes(Int)
  }
}

/// The faults still to come, and what has gone by; of all connections together.
final class FaultPlan: Sendable {
  private struct Entry {
    let fault: Fault
    let moment: Fault.Moment
    var skipped: Int
    var times: Int
  }
  private struct State {
    var entries: [Entry] = []
    var statements: [String] = []
  }
  private let state = Mutex(State())

  func add(_ fault: Fault, at moment: Fault.Moment, after skipped: Int, times: Int) {
    state.withLock { $0.entries.append(Entry(fault: fault, moment: moment, skipped: skipped, times: times)) }
  }
  func clear() { state.withLock { $0.entries = [] } }
  var statements: [String] { state.withLock { $0.statements } }
  func count(_ text: String) -> Int { statements.count { Self.contains($0, text) } }

  func atConnection() -> Fault? { due { $0 == .connection } }

  func atStatement(_ text: String) -> Fault? {
    state.withLock { $0.statements.append(text) }
    return due {
      if case .statement(let part) = $0 { Self.contains(text, part) } else { false }
    }
  }

  func atCopy(total: Int) -> Fault? {
    due { if case .copyBytes(let bytes) = $0 { total >= bytes } else { false } }
  }

  private func due(_ matches: (Fault.Moment) -> Bool) -> Fault? {
    state.withLock { state in
      for index in state.entries.indices where state.entries[index].times > 0 {
        guard matches(state.entries[index].moment) else { continue }
        if state.entries[index].skipped > 0 {
          state.entries[index].skipped -= 1
          continue
        }
        state.entries[index].times -= 1
        return state.entries[index].fault
      }
      return nil
    }
  }

  private static func contains(_ text: String, _ part: String) -> Bool {
    text.lowercased().contains(part.lowercased())
  }
}

/// Brings a plan's faults about.
struct FaultFilter: WireFilter {
  let plan: FaultPlan

  func fromClient(_ message: WireMessage, _ session: ProxySession) -> [WireStep] {
    if session.remember({ $0.isSilent }) { return [] }
    guard let fault = fault(message, session) else { return [.pass(message)] }
    switch fault {
    case .cut: return [.reset]
    case .loseReply:
      session.remember { $0.losesReplies = true }
      return [.pass(message)]
    case .silence:
      session.remember { $0.isSilent = true }
      return [.pass(message)]
    case .error(let code, let text):
      let problem = WireProblem(code: code, message: text)
      guard message.kind == "Q" || message.kind == "B" else {
        return [.answer(.error(code, text, severity: "FATAL")), .close]
      }
      return [.pass(session.refused(message, problem))]
    case .fatal(let code, let text): return [.answer(.error(code, text, severity: "FATAL")), .close]
    }
  }

  func fromServer(_ message: WireMessage, _ session: ProxySession) -> [WireStep] {
    let (isSilent, losesReplies) = session.remember { ($0.isSilent, $0.losesReplies) }
    if isSilent { return [] }
    if losesReplies { return message.kind == "Z" ? [.reset] : [] }
    if message.kind == "d", copyFault(message, session) != nil { return [.reset] }
    return [.pass(message)]
  }

  private func fault(_ message: WireMessage, _ session: ProxySession) -> Fault? {
    // A cancel request has no user.
    if message.tag == 0 { return session.remember { $0.startup["user"] } == nil ? nil : plan.atConnection() }
    if message.kind == "d" { return copyFault(message, session) }
    return session.statement(message).flatMap(plan.atStatement)
  }

  private func copyFault(_ message: WireMessage, _ session: ProxySession) -> Fault? {
    let total = session.remember { memory in
      memory.copied += message.body.count
      return memory.copied
    }
    return plan.atCopy(total: total)
  }
}
