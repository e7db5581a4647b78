import Language
import Notebooks
import Rendering
import Repl
import Synchronization
import Verbs

/// A session as the prompt sees it.
final class PromptSession: ReplSession {
  private let session: Session
  /// The store that was open at the start, as it was named.
  private let store: String?
  /// `_` before each of the latest statements that succeeded, for `:undo`.
  private let earlier = Mutex<[Value]>([])
  /// How many are kept: a value may be large.
  private static let earlierLimit = 20
  init(_ session: Session, store: String?) {
    self.session = session
    self.store = store
  }

  func isComplete(_ text: String) -> Bool {
    !parse(SourceText(name: "<prompt>", text: text), .prompt).isIncomplete
  }

  func run(_ text: String) -> ReplOutcome {
    let source = SourceText(name: "<prompt>", text: text)
    let parsed = parse(source, .prompt)
    guard parsed.diagnostics.isEmpty else { return .failed(parsed.diagnostics) }
    let before = lastValue ?? .null
    do {
      try session.run(source, options: .prompt)
      earlier.withLock {
        $0.append(before)
        if $0.count > Self.earlierLimit { $0.removeFirst() }
      }
      return .done
    } catch let stop as Interrupted {
      return .interrupted(stop.message)
    } catch {
      return .failed([Diagnostic(hostError: error)])
    }
  }

  func undoLastValue() { session.interpreter.scope.define("_", earlier.withLock { $0.popLast() } ?? .null) }

  func interrupt() { session.interrupt() }
  func complete(_ text: String, cursor: Int) -> [Completion] {
    let session = self.session
    let places = Completer.Places(
      tables: { session.tableNames }, models: { session.models.list().map(\.name) },
      modules: { Session.builtInModules })
    return Completer(
      signatures: signatures, variables: variables, last: lastValue, folder: session.settings.folder,
      places: places
    ).complete(text, cursor: cursor)
  }
  var signatures: [Signature] { session.signatures }
  var moduleSignatures: [Signature] { Session.moduleSignatures }
  func source(of name: String) -> String? { session.source(of: name) }
  var variables: [(name: String, value: Value)] { session.interpreter.variables() }
  var lastValue: Value? { session.interpreter.value(of: "_") }
  var origin: SessionOrigin {
    var origin = SessionOrigin()
    origin.seed = session.settings.seed
    origin.folder = session.settings.folder
    origin.store = store
    origin.lock = try? Lock(of: session, leavingOut: true)
    return origin
  }

  func check(_ cells: [SourceText]) -> [Diagnostic] {
    Session(settings: session.settings, output: session.output).check(cells)
  }

  var workAtRisk: String? {
    session.hasUnkeptWork
      ? "The private store holds tables that end with this session; `keep \"file.db\"` saves them." : nil
  }
}
