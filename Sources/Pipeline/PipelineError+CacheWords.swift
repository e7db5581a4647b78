extension PipelineError {
  /// What a cache tells, without its code.
  var cacheMessage: String {
    switch self {
    case .cacheDamaged(let file, let fault):
      "the cache's file \(file) \(fault.words); it is ignored, and its result made anew"
    case .cacheUnusable(let folder, let reason, false): "the cache \(folder) is not used: \(reason)"
    case .cacheUnusable(let folder, let reason, true): "the cache \(folder) takes no more results: \(reason)"
    default: ""
    }
  }

  /// A line for stderr: the job goes on.
  var warning: String { "warning[\(code)]: \(message)" }
}

extension CacheFault {
  /// What follows the name of the file.
  var words: String {
    switch self {
    case .cutShort: "is cut short"
    case .surplus(let bytes): "is longer than it says, by \(bytes) byte\(bytes == 1 ? "" : "s")"
    case .foreign: "is no file of a cache"
    case .otherFormat(let format): "has format \(format), this is \(CacheEntry.format)"
    case .otherKey: "holds another result than its name says"
    case .otherChecksum: "is damaged (SHA-256)"
    case .tooLong: "is longer than a result may be"
    case .otherContent: "does not hold what its step keeps"
    case .notAFile: "is not a file"
    case .unreadable(let reason): "cannot be read (\(reason))"
    }
  }
}
