import Language
import Pipeline
import Stores
import Vectors

extension Interrupted {
  /// The stop behind an engine's error, with words on what was kept; nil when the error is no stop.
  init?(stopping error: any Error) {
    switch error {
    case let stop as Interrupted: self = stop
    case is Cancelled: self.init()
    case StoreError.interrupted:
      self.init("the running statement changed nothing; what was committed before it stays")
    case let error as PipelineError:
      guard case .stopped = error else { return nil }
      self.init(Self.joined([error.message], error.help))
    case let error as LoadError:
      guard case .interrupted = error.cause else { return nil }
      self.init(Self.joined([error.message] + error.notes, error.help))
    default: return nil
    }
  }

  private static func joined(_ parts: [String], _ help: String?) -> String {
    (parts + (help.map { [$0] } ?? [])).joined(separator: "; ")
  }
}

/// Runs work of the engine; when Ctrl-C stopped it, that is no error that `catch` could take.
func stoppable<T>(_ work: () throws -> T) throws -> T {
  do { return try work() } catch {
    throw Interrupted(stopping: error) ?? error
  }
}
