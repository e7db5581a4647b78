import Basics
import Synchronization

/// Results of expensive steps, each in a file named by the SHA-256 of everything it was made from (``CacheKey``). A file
/// that is damaged or of another program is told of and never used. No trouble with the cache ends a job: what cannot be
/// read is computed, what cannot be written is not kept. Any number of runs may share a folder.
public final class ResultCache: Sendable {
  /// Bytes of all files together, when nothing else is said: about 1.3 million vectors of 384 elements. Files that were not
  /// used for longest go first.
  public static let bytesLimit = 2_000_000_000
  /// Damaged files that are told of by name.
  private static let toldFaults = 3

  private struct State {
    /// Nil before the folder was looked at.
    var isUsable: Bool?
    var isWritable = true
    /// What this run has used or written, which it never drives out, and its bytes.
    var claimed: Set<CacheKey> = []
    var claimedBytes = 0
    /// Bytes written since the folder was last shrunk; nil before the first time.
    var unswept: Int?
    var faults = 0
  }

  /// A folder for this purpose, made when it is absent.
  public let path: String
  private let folder: CacheFolder
  private let limit: Int
  private let warn: @Sendable (String) -> Void
  private let state = Mutex(State())

  /// Looks at nothing before the first use.
  /// - Parameters:
  ///   - path: the folder.
  ///   - limit: bytes of all files together.
  ///   - warn: takes a sentence for stderr about a damaged file or a folder that cannot be used.
  public init(
    path: String, limit: Int = ResultCache.bytesLimit, warn: @escaping @Sendable (String) -> Void = { _ in }
  ) {
    self.path = path
    folder = CacheFolder(path: path)
    self.limit = limit
    self.warn = warn
  }

  /// The result kept for `key`, as `read` makes it of the payload, and how many seconds it had taken to make. Nil when there
  /// is none, and, with a warning, when the file is unfit or `read` returns nil.
  public func take<Result>(
    _ key: CacheKey, _ read: (UnsafeRawBufferPointer) -> Result?
  ) -> (result: Result, seconds: Double)? {
    guard isUsable else { return nil }
    do throws(CacheFault) {
      guard let file = try folder.read(key) else { return nil }
      let found = try file.withUnsafeBytes { bytes in Self.content(of: bytes, key, read) }.get()
      state.withLock { state in
        if state.claimed.insert(key).inserted { state.claimedBytes += file.count }
      }
      return found
    } catch {
      tell(error, key)
      return nil
    }
  }

  private static func content<Result>(
    of file: UnsafeRawBufferPointer, _ key: CacheKey, _ read: (UnsafeRawBufferPointer) -> Result?
  ) -> Swift.Result<(result: Result, seconds: Double), CacheFault> {
    Swift.Result { () throws(CacheFault) in
      let entry = try CacheEntry(file, key: key)
      guard let result = read(entry.payload) else { throw .otherContent }
      return (result, entry.seconds)
    }
  }

  /// Keeps a result in place of what was there. Does nothing when it has no room or cannot be written.
  public func keep(_ payload: [UInt8], for key: CacheKey, seconds: Double) {
    let size = payload.count + CacheEntry.headBytes
    guard payload.count <= CacheEntry.payloadLimit, isUsable, claim(size, key) else { return }
    do throws(CacheFolderFault) {
      try folder.write(CacheEntry.bytes(payload, key: key, seconds: seconds), for: key)
    } catch {
      stopWriting(error.words)
    }
  }

  private var isUsable: Bool {
    var trouble: String?
    let isUsable = state.withLock { state in
      if let known = state.isUsable { return known }
      do throws(CacheFolderFault) { try folder.prepare() } catch { trouble = error.words }
      state.isUsable = trouble == nil
      return trouble == nil
    }
    if let trouble { warn(PipelineError.cacheUnusable(folder: path, reason: trouble, isRead: false).warning) }
    return isUsable
  }

  /// Room for a file of so many bytes: nine tenths of the limit are for this run, and older files go when they must.
  private func claim(_ bytes: Int, _ key: CacheKey) -> Bool {
    let room = limit / 10 * 9
    var sweeps = false
    var isFull = false
    let isGranted = state.withLock { state in
      guard state.isWritable else { return false }
      guard bytes <= room - state.claimedBytes else {
        state.isWritable = false
        isFull = true
        return false
      }
      if state.claimed.insert(key).inserted { state.claimedBytes += bytes }
      // The first file of a run, and then each sixteenth of the limit.
      sweeps = state.unswept.map { $0 + bytes > limit / 16 } ?? true
      state.unswept = sweeps ? 0 : (state.unswept ?? 0) + bytes
      return true
    }
    if isFull { tellUnwritable("this run alone would fill its \(grouped(limit)) bytes") }
    if sweeps { folder.shrink(to: room) }
    return isGranted
  }

  private func stopWriting(_ reason: String) {
    let isFirst = state.withLock { state in
      defer { state.isWritable = false }
      return state.isWritable
    }
    if isFirst { tellUnwritable(reason) }
  }

  private func tellUnwritable(_ reason: String) {
    warn(PipelineError.cacheUnusable(folder: path, reason: reason, isRead: true).warning)
  }

  private func tell(_ fault: CacheFault, _ key: CacheKey) {
    let number = state.withLock { state in
      state.faults += 1
      return state.faults
    }
    if number <= Self.toldFaults {
      warn(PipelineError.cacheDamaged(file: folder.path(of: key), fault).warning)
    } else if number == Self.toldFaults + 1 {
      warn("cache: more files in \(path) are unfit; they are ignored and replaced, too")
    }
  }
}

extension ResultCache {
  /// What lies in the folder.
  public struct Contents: Sendable, Equatable {
    public var results = 0
    public var bytes = 0
  }

  /// Counts the results in the folder; none where there is no folder.
  public func contents() -> Contents {
    folder.entries().reduce(into: Contents()) { sum, entry in
      sum.results += entry.isDraft ? 0 : 1
      sum.bytes += entry.bytes
    }
  }

  /// Removes them. Files that are not the cache's stay.
  /// - Returns: what was removed, and how many files could not be.
  public func clear() -> (removed: Contents, stayed: Int) {
    var (removed, stayed) = (Contents(), 0)
    for entry in folder.entries() {
      guard folder.remove(entry) else {
        stayed += 1
        continue
      }
      removed.results += entry.isDraft ? 0 : 1
      removed.bytes += entry.bytes
    }
    return (removed, stayed)
  }
}
