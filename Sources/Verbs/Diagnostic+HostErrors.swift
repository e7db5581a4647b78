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
    if let known = error as? any CodedError {
      self.init(known, at: span)
    } else {
      self = VerbError.unexpected(description: "\(error)").diagnostic(at: span)
    }
  }
}

// The engine knows nothing of the language: here its errors become some of the language's.
extension EmbeddingError: CodedError {}
extension FormatsError: CodedError {}
extension LoadError: CodedError {}
extension PipelineError: CodedError {}
extension StoreError: CodedError {}
extension VectorFileError: CodedError {}
extension VectorsError: CodedError {}
