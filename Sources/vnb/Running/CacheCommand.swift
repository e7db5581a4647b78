import Basics
import Language
import Pipeline

/// `vnb cache`.
struct CacheCommand {
  let folder: String?
  let clears: Bool
  private let narrator = Narrator()

  init(folder: String?, clears: Bool) {
    self.folder = folder
    self.clears = clears
  }

  func perform() -> ExitCode {
    narrator.guarding {
      guard let path = folder ?? CacheChoice.usualFolder else { throw RunError.noCacheFolder.diagnostic }
      let cache = ResultCache(path: path)
      guard clears else {
        let found = cache.contents()
        try narrator.stdout.write(
          "\(path): \(Self.words(found)) of at most \(Self.size(ResultCache.bytesLimit))\n")
        return .ok
      }
      let (removed, stayed) = cache.clear()
      try narrator.stdout.write("\(path): \(Self.words(removed)) removed\n")
      guard stayed == 0 else { throw RunError.cacheStays(files: stayed, folder: path).diagnostic }
      return .ok
    }
  }

  private static func words(_ contents: ResultCache.Contents) -> String {
    "\(counted(contents.results, "result")), \(size(contents.bytes))"
  }

  /// Megabytes, rounded up.
  private static func size(_ bytes: Int) -> String { "\(grouped((bytes + 999_999) / 1_000_000)) MB" }
}
