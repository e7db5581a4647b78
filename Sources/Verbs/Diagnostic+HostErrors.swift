import Embedding
import Formats
import Language
import Pipeline
import Stores
import Vectors

extension Diagnostic {
  /// An error of the engine, told at the call that ran into it.
  public init(hostError error: any Error, at span: SourceSpan? = nil) {
    if let known = error as? Diagnostic {
      self = known
      if labels.isEmpty, let span { labels = [Label(span)] }
      return
    }
    let cause = EngineCause(error)
    self.init(cause.code, cause.message, at: span, notes: cause.notes, help: cause.help)
  }
}

/// The words of an engine error, whichever target it comes from.
private struct EngineCause {
  var code: String
  var message: String
  var notes: [String] = []
  var help: String?

  init(_ error: any Error) {
    switch error {
    case let error as StoreError:
      (code, message, notes, help) = (error.code, error.message, error.notes, error.help)
    case let error as PipelineError:
      (code, message, notes, help) = (error.code, error.message, error.notes, error.help)
    case let error as LoadError:
      (code, message, notes, help) = (error.code, error.message, error.notes, error.help)
    case let error as FormatsError:
      (code, message, notes, help) = (error.code, error.message, error.notes, error.help)
    case let error as EmbeddingError:
      (code, message, notes, help) = (error.code, error.message, error.notes, error.help)
    case let error as VectorsError:
      (code, message, notes, help) = (error.code, error.message, error.notes, error.help)
    default:
      (code, message) = ("V0999", "\(error)")
    }
  }
}
