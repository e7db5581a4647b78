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
    let box = Unmanaged.passRetained(Reader(watcher: self, descriptor: descriptor))
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
    defer { pthread_attr_destroy(&attributes) }
    // The new thread leaves the signal to others, so that the main thread's read is the one that it stops.
    var all = sigset_t()
    var before = sigset_t()
    sigfillset(&all)
    pthread_sigmask(SIG_SETMASK, &all, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    var thread = pthread_t()
    let status = pthread_create(
      &thread, &attributes,
      { argument in
        guard let argument else { return nil }
        Unmanaged<Reader>.fromOpaque(argument).takeRetainedValue().run()
        return nil
      }, box.toOpaque())
    if status != 0 { box.release() }
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
