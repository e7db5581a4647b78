import Glibc
import Synchronization

extension TemporaryFolder {
  private static let kept = Mutex<[String]?>(nil)

  /// A folder for all tests of the process, as a static property holds one: removed when the process ends.
  public static func untilExit() -> TemporaryFolder {
    let folder = TemporaryFolder()
    kept.withLock { paths in
      if paths == nil { atexit { TemporaryFolder.removeKept() } }
      paths = (paths ?? []) + [folder.path]
    }
    return folder
  }

  private static func removeKept() {
    for path in kept.withLock({ $0 ?? [] }) { Files.remove(path) }
  }
}
