import Language

/// What can go wrong around a run, outside the language and its engine. The words are in `RunError+Words.swift`.
enum RunError: CodedError, Equatable {
  case unknownParameter(String, known: [String])
  case mistypedParameter(String, type: String, got: String)
  case inputNotUTF8
  case noStore(String)
  /// The text column of a search.
  case noColumnToShow(String, known: [String])
  /// Neither an option nor the environment names a folder for the cache.
  case noCacheFolder
  /// Files of the cache that could not be removed.
  case cacheStays(files: Int, folder: String)
  case cannotWriteOutput(reason: String)
  /// An error that nothing below knows; its description is all there is to tell.
  case unexpected(description: String)

  var diagnostic: Diagnostic { Diagnostic(self) }
}
