import Language

/// Why a value could not be written.
public enum RenderError: CodedError, Sendable, Equatable {
  /// Lists or records nested beyond ``JSONRenderer/depthLimit``.
  case nestedTooDeeply(limit: Int)
  /// A list or record whose text is longer than ``JSONRenderer/bytesLimit``.
  case tooLong(limit: Int)
}
