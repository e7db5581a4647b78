import Basics
import Language

extension RunError {
  /// V0826 to V0837.
  var code: String {
    switch self {
    case .unknownParameter: "V0826"
    case .mistypedParameter: "V0830"
    case .inputNotUTF8: "V0829"
    case .cannotWriteOutput: "V0827"
    case .unexpected: "V0828"
    case .noStore: "V0831"
    case .noColumnToShow: "V0832"
    case .noCacheFolder: "V0833"
    case .cacheStays: "V0834"
    }
  }

  var message: String {
    switch self {
    case .unknownParameter(let name, _): "the notebook has no parameter `\(name)`"
    case .mistypedParameter(let name, let type, let got): "`\(name)` must be of type \(type), got `\(got)`"
    case .inputNotUTF8: "standard input is not UTF-8"
    case .noCacheFolder: "there is no cache: neither XDG_CACHE_HOME nor HOME names a folder for it"
    case .cacheStays(let files, let folder): "\(counted(files, "file")) in \(folder) cannot be removed"
    case .cannotWriteOutput(let reason): "cannot write standard output: \(reason)"
    case .unexpected(let description): description
    case .noStore(let store): "there is no store `\(store)`"
    case .noColumnToShow(let name, _): "the table has no column `\(name)` to show"
    }
  }

  var notes: [String] {
    if case .noStore = self { ["nothing was made"] } else { [] }
  }

  var help: String? {
    switch self {
    case .unknownParameter(let name, let known):
      didYouMean(name, in: known).map { "did you mean `\($0)`?" }
        ?? (known.isEmpty ? "the notebook has no `params` cell" : "it has \(known.joined(separator: ", "))")
    case .noStore: "`vnb load` makes one; -u names another"
    case .noColumnToShow(let name, let known):
      didYouMean(name, in: known).map { "did you mean `\($0)`?" }
        ?? "its columns are \(known.map { "`\($0)`" }.joined(separator: ", "))"
    case .noCacheFolder: "name one with `--cache-dir`"
    case .cacheStays: "look at the rights of the folder"
    case .mistypedParameter, .inputNotUTF8, .cannotWriteOutput, .unexpected: nil
    }
  }
}
