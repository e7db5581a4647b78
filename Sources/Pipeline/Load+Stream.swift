import Dispatch
import Formats
import Synchronization

/// The records of several files, read and parsed on a thread of its own a few chunks ahead of the reader of this stream.
final class LoadStream: Sendable {
  enum Event {
    case chunk(RecordChunk)
    case fault(FormatsError)
    case end
  }

  private struct State {
    var events: [Event] = []
    var spare: [RecordChunk] = []
    var isStopped = false
  }

  /// Chunks ahead: bounds the memory, and evens out a commit's pause.
  private static let depth = 6
  private let state = Mutex(State())
  private let filled = DispatchSemaphore(value: 0)
  private let room = DispatchSemaphore(value: 0)
  private let done = DispatchSemaphore(value: 0)
  private let files: [MatchedFile]
  private let limits: ReaderLimits
  private let hasQuotes: Bool?
  private let isCancelled: (@Sendable () -> Bool)?

  init(
    _ files: [MatchedFile], limits: ReaderLimits, hasQuotes: Bool?, isCancelled: (@Sendable () -> Bool)? = nil
  ) {
    self.isCancelled = isCancelled
    self.files = files
    self.limits = limits
    self.hasQuotes = hasQuotes
    for _ in 0..<Self.depth { room.signal() }
    DispatchQueue.global().async { [self] in produce() }
  }

  /// Waits for the next event. After a fault or the end there is none.
  func next() -> Event {
    filled.wait()
    return state.withLock { $0.events.removeFirst() }
  }

  /// Gives a chunk back to be filled again; nil when it is kept, so that another can be made in its place.
  func recycle(_ chunk: RecordChunk?) {
    if let chunk { state.withLock { $0.spare.append(chunk) } }
    room.signal()
  }

  /// Ends the reading thread and waits for it.
  func stop() {
    state.withLock { $0.isStopped = true }
    room.signal()
    done.wait()
  }

  private func produce() {
    var last = Event.end
    do throws(FormatsError) {
      let keys = KeyTable()
      for (index, file) in files.enumerated() {
        let reader = try RecordReader(
          path: file.path, display: file.display, hasQuotes: hasQuotes, keys: keys, limits: limits,
          isCancelled: { [self] in isCancelled?() == true || state.withLock { $0.isStopped } })
        while let chunk = emptyChunk(), try reader.next(chunk) {
          chunk.fileIndex = index
          post(.chunk(chunk))
        }
      }
    } catch {
      last = .fault(error)
    }
    post(last)
    done.signal()
  }

  /// Waits for room; nil when the stream was stopped. A chunk that was not posted gives its room back.
  private func emptyChunk() -> RecordChunk? {
    room.wait()
    return state.withLock { state in
      if state.isStopped { return nil }
      return state.spare.popLast() ?? RecordChunk(capacity: limits.chunk)
    }
  }

  private func post(_ event: Event) {
    state.withLock { $0.events.append(event) }
    filled.signal()
  }
}
