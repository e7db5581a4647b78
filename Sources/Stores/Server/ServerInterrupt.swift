import Basics
import CPostgres
import Glibc
import Synchronization

/// Stops what a connection is doing, from any thread. Made before the connection, so that connecting can be stopped too.
final class ServerInterrupt: @unchecked Sendable {
  /// Readable when the waiting thread should look: an interrupt came, or a cancel request has been delivered.
  let wakeUp: Int32
  private let isRunning = Atomic(false)
  private let requested = Atomic(false)
  private let underWay = Atomic(0)
  private let target = Mutex<Target?>(nil)

  /// libpq's handle for cancelling. It stays valid when its connection is gone, and is used by several threads.
  private struct Target: @unchecked Sendable {
    let library: vnb_pq
    let handle: OpaquePointer
  }

  init() { wakeUp = vnb_wake_descriptor() }

  deinit {
    // Requests under way hold this object, so nobody uses the handle now.
    target.withLock { $0.map { $0.library.freeCancel($0.handle) } }
    if wakeUp >= 0 { close(wakeUp) }
  }

  /// Ends the running call with `StoreError.interrupted`; without one it does nothing.
  func interrupt() {
    guard isRunning.load(ordering: .acquiring) else { return }
    requested.store(true, ordering: .releasing)
    wake()
  }

  var isRequested: Bool { requested.load(ordering: .relaxed) }
  /// True while a request to cancel is on its way: it would hit the next statement.
  var isCancelling: Bool { underWay.load(ordering: .acquiring) > 0 }

  func begin() {
    requested.store(false, ordering: .releasing)
    isRunning.store(true, ordering: .releasing)
  }

  func end() { isRunning.store(false, ordering: .releasing) }

  func setTarget(_ library: vnb_pq, _ connection: OpaquePointer) {
    guard let handle = library.getCancel(connection) else { return }
    target.withLock { $0 = Target(library: library, handle: handle) }
  }

  /// Asks the server to stop the running statement: by another connection, on a thread of its own, as that may block.
  func sendCancel() {
    guard let target = target.withLock({ $0 }), !isCancelling else { return }
    underWay.add(1, ordering: .acquiringAndReleasing)
    let started = detachedThread {
      var error = [CChar](repeating: 0, count: 256)
      _ = target.library.cancel(target.handle, &error, Int32(error.count))
      self.underWay.subtract(1, ordering: .acquiringAndReleasing)
      self.wake()
    }
    if !started { underWay.subtract(1, ordering: .acquiringAndReleasing) }
  }

  func clearWakeUp() {
    var count: UInt64 = 0
    _ = read(wakeUp, &count, 8)
  }

  private func wake() {
    var one: UInt64 = 1
    _ = write(wakeUp, &one, 8)
  }
}
