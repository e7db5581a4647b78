import Dispatch
import Synchronization

/// Calls back once after some seconds, on another thread, unless it is cancelled before.
final class Alarm: Sendable {
  private enum State { case waiting, rung, cancelled }
  private let state = Mutex(State.waiting)

  init(seconds: Double, _ ring: @escaping @Sendable () -> Void) {
    DispatchQueue.global().asyncAfter(deadline: .now() + seconds) { [weak self] in
      // Rings under the lock, so that after `cancel` nothing is on its way any more.
      self?.state.withLock { state in
        guard state == .waiting else { return }
        state = .rung
        ring()
      }
    }
  }

  var hasRung: Bool { state.withLock { $0 == .rung } }

  /// After this it does not ring any more.
  func cancel() {
    state.withLock { if $0 == .waiting { $0 = .cancelled } }
  }
}
