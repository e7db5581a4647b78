import Basics
import CEdit
import Glibc
import Synchronization

/// Turns Ctrl-C into a call while work is running. While a line is being edited nothing is called: the editor's
/// read returns with EINTR instead.
///
/// One per process: it owns the handler of SIGINT.
public final class InterruptWatcher: Sendable {
  private let action: Mutex<(@Sendable () -> Void)?> = Mutex(nil)

  public init() {
    let descriptor = vnb_interrupt_install()
    guard descriptor >= 0 else { return }
    let reader = Reader(watcher: self, descriptor: descriptor)
    // It leaves the signal to others, so that the main thread's read is the one that it stops.
    detachedThread { reader.run() }
  }

  /// True once Ctrl-C was pressed since the work began.
  public static var isPending: Bool { vnb_interrupt_count() > 0 }

  /// Runs `work`; each Ctrl-C meanwhile calls `interrupt`, on another thread.
  public func during<T>(_ interrupt: @escaping @Sendable () -> Void, _ work: () throws -> T) rethrows -> T {
    vnb_interrupt_clear()
    action.withLock { $0 = interrupt }
    defer {
      action.withLock { $0 = nil }
      vnb_interrupt_clear()
    }
    return try work()
  }

  private func fire() {
    let interrupt = action.withLock { $0 }
    interrupt?()
  }

  private final class Reader: Sendable {
    let watcher: InterruptWatcher
    let descriptor: Int32
    init(watcher: InterruptWatcher, descriptor: Int32) {
      self.watcher = watcher
      self.descriptor = descriptor
    }

    func run() {
      var byte: UInt8 = 0
      while true {
        let count = read(descriptor, &byte, 1)
        if count == 1 {
          watcher.fire()
        } else if count == 0 || errno != EINTR {
          return
        }
      }
    }
  }
}
