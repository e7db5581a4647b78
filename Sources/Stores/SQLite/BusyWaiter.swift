import CSQLite
import Glibc
import Synchronization

/// Waits for another connection's lock, at most `limit` seconds, in short sleeps so that Ctrl-C is heard.
final class BusyWaiter: Sendable {
  let limit: Double
  let wasInterrupted = Atomic<Bool>(false)
  private let deadline = Atomic<Int>(0)

  init(limit: Double) { self.limit = limit }

  /// The context pointer is this object, which the store keeps alive for as long as the connection.
  func attach(to connection: OpaquePointer) {
    let callback: @convention(c) (UnsafeMutableRawPointer?, Int32) -> Int32 = { context, round in
      guard let context else { return 0 }
      let waiter = Unmanaged<BusyWaiter>.fromOpaque(context).takeUnretainedValue()
      return waiter.shouldRetry(round: Int(round)) ? 1 : 0
    }
    sqlite3_busy_handler(connection, callback, Unmanaged.passUnretained(self).toOpaque())
  }

  private func shouldRetry(round: Int) -> Bool {
    let now = BusyWaiter.milliseconds()
    if round == 0 {
      wasInterrupted.store(false, ordering: .relaxed)
      deadline.store(now + Int(limit * 1000), ordering: .relaxed)
    }
    let left = deadline.load(ordering: .relaxed) - now
    if left <= 0 || wasInterrupted.load(ordering: .relaxed) { return false }
    usleep(UInt32(min(left, min(1 + round * 2, 25)) * 1000))
    return true
  }

  static func milliseconds() -> Int {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return time.tv_sec * 1000 + time.tv_nsec / 1_000_000
  }
}
