import Dispatch
import Synchronization

/// Runs `body` for 0 ..< count on at most `workers` threads. Each index is run exactly once, in no promised order: results must go
/// to places of their own and be combined in index order afterwards.
public func parallelFor(_ count: Int, workers: Int, _ body: @Sendable (Int) -> Void) {
  let threads = min(workers, count)
  if threads <= 1 {
    for index in 0..<max(0, count) { body(index) }
    return
  }
  let next = Atomic<Int>(0)
  DispatchQueue.concurrentPerform(iterations: threads) { _ in
    while true {
      let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
      if index >= count { return }
      body(index)
    }
  }
}

/// The same over consecutive ranges of at most `size` that together make 0 ..< total. The cut does not depend on the workers. Asks
/// `isCancelled` before each range and throws ``Cancelled`` once it said yes; ranges already begun are finished.
func parallelChunks(
  of total: Int, size: Int, workers: Int, isCancelled: CancelCheck?, _ body: @Sendable (Range<Int>) -> Void
) throws(Cancelled) {
  let stopped = Atomic<Bool>(false)
  parallelFor((total + size - 1) / size, workers: workers) { chunk in
    if stopped.load(ordering: .relaxed) { return }
    if let isCancelled, isCancelled() {
      stopped.store(true, ordering: .relaxed)
      return
    }
    body(chunk * size..<min(total, (chunk + 1) * size))
  }
  if stopped.load(ordering: .relaxed) { throw Cancelled() }
}

/// Room for one value an index, written by many threads at places of their own. Lives as long as the object.
final class Slots<Element: BitwiseCopyable>: @unchecked Sendable {
  let count: Int
  let base: UnsafeMutablePointer<Element>

  init(repeating value: Element, count: Int) {
    self.count = count
    base = .allocate(capacity: max(1, count))
    base.initialize(repeating: value, count: max(1, count))
  }

  deinit { base.deallocate() }

  /// Unchecked: for loops that stay within `count`.
  subscript(index: Int) -> Element {
    get { base[index] }
    set { base[index] = newValue }
  }

  func contains(where holds: (Element) -> Bool) -> Bool {
    for index in 0..<count where holds(base[index]) { return true }
    return false
  }

  var array: [Element] { Array(UnsafeBufferPointer(start: base, count: count)) }
}
