import Basics
import Embedding
import Language
import Pipeline
import Stores
import Synchronization

/// Everything a notebook run or a prompt has: a store, models, settings and the interpreter. One session, one thread, but for
/// ``interrupt()``.
public final class Session: @unchecked Sendable {
  /// What a session is started with.
  public struct Settings: Sendable {
    /// Seed of every random verb unless it has its own.
    public var seed: UInt64 = 42
    /// Relative paths start here: a notebook's folder, or the working folder.
    public var folder: String
    public var workers: Int
    /// Rows a commit where a call names none (tests prove that results do not depend on it).
    public var batchSize: Int?
    /// Folders searched for `use name` before the modules that are built in.
    public var modulePaths: [String] = []
    /// True for a notebook, which must come to an end by itself.
    public var isNotebook = false
    /// Where `embed` and `kmeans` look for results and keep them; nil for nowhere.
    public var cache: ResultCache?
    /// Asks a person for a password without showing it; nil where nobody can be asked.
    public var askPassword: (@Sendable (_ prompt: String) -> String?)?
    public init(folder: String, workers: Int) {
      self.folder = folder
      self.workers = workers
    }
  }

  public var settings: Settings
  public let output: any SessionOutput
  public let models: ModelRegistry
  /// Files that were loaded so far, in order of first use.
  public internal(set) var filesRead: [FileRead] = []
  /// Paths of vector files that the session wrote: they are results and belong in no lock.
  var filesWritten: Set<String> = []
  /// What came from the cache, in order; a job that found nothing there is left out.
  public private(set) var cacheUses: [CacheUse] = []
  let interruption = InterruptFlag()
  private var openStore: (any Store)?
  private var interpreterMade: Interpreter?

  /// Opens nothing: the private store is made when first needed.
  public init(settings: Settings, output: any SessionOutput, models: ModelRegistry = ModelRegistry()) {
    self.settings = settings
    self.output = output
    self.models = models
  }

  /// The interpreter of this session, with every verb bound to it.
  public var interpreter: Interpreter {
    if let interpreterMade { return interpreterMade }
    let made = Interpreter(host: SessionHost(self), verbs: VerbCatalog.all.map { $0.bound(to: self) })
    interpreterMade = made
    return made
  }

  /// The store that verbs work on: the open one, else a private one that is gone at the end.
  var store: any Store {
    get throws {
      if let openStore { return openStore }
      let store = try SQLiteStore.privateStore()
      openStore = store
      interruption.attach(store)
      return store
    }
  }

  /// What the current store is called, nil before one was needed.
  public var storeName: String? { openStore?.name }

  /// True when a private store holds something that ends with the session.
  public var hasUnkeptWork: Bool { openStore.map { $0.isPrivate && $0.hasChanges } ?? false }

  /// Opens a store in place of the current one: a path or `sqlite:path`; nil for a private one.
  public func open(_ location: String?) throws {
    let next: any Store =
      try location.map { try store(at: $0) } ?? SQLiteStore.privateStore()
    interruption.attach(next)
    let last = openStore
    openStore = next
    try last?.close()
  }

  /// Notes what came from the cache.
  func note(_ use: CacheUse?) {
    if let use, use.rows > 0 { cacheUses.append(use) }
  }

  /// Works on this store from now on, whatever it is.
  func use(_ store: any Store) { openStore = store }

  /// Closes the current store. What runs next gets a private one.
  public func close() throws {
    interruption.attach(nil)
    let last = openStore
    openStore = nil
    try last?.close()
  }

  /// Copies the current store into a new file and goes on there, tables in variables included.
  func keep(_ path: String) throws {
    let file = resolvedPath(path, in: settings.folder)
    let last = try store
    try last.copy(to: file)
    let next = try SQLiteStore.open(path: file)
    interruption.attach(next)
    openStore = next
    try last.handOver(to: next)
  }

  /// From any thread: Ctrl-C. Stops the running verb; committed batches stay.
  public func interrupt() { interruption.set() }
}

/// Ctrl-C, seen by loops through a flag and by a running statement through the store.
final class InterruptFlag: Sendable {
  private let flag = Atomic<Bool>(false)
  private let store = Mutex<(any Store)?>(nil)
  /// Stops a store that is being opened.
  private let stopOpening = Mutex<(@Sendable () -> Void)?>(nil)

  var isSet: Bool { flag.load(ordering: .acquiring) }

  func set() {
    flag.store(true, ordering: .releasing)
    store.withLock { $0 }?.interrupt()
    stopOpening.withLock { $0 }?()
  }

  func clear() { flag.store(false, ordering: .releasing) }

  func attach(_ next: (any Store)?) { store.withLock { $0 = next } }
  func opening(_ stop: (@Sendable () -> Void)?) { stopOpening.withLock { $0 = stop } }
}

/// Where a session's values, lines, warnings and progress go.
public protocol SessionOutput: AnyObject, Sendable {
  /// The value of an expression statement, for stdout.
  func show(_ value: Value) throws
  /// A line of `print`, for stdout.
  func print(_ text: String) throws
  /// A warning or a narration, for stderr.
  func warn(_ text: String)
  func progress(_ progress: Progress)
}
