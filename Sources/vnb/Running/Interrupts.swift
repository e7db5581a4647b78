import Dispatch
import Glibc

/// Turns Ctrl-C into a call while work is running.
enum Interrupts {
  /// Runs `work`; a SIGINT or SIGTERM meanwhile calls `stop` on another thread. The second one ends the program at once, in
  /// case the work cannot be stopped.
  static func during<T>(_ stop: @escaping @Sendable () -> Void, _ work: () throws -> T) rethrows -> T {
    let sources = [SIGINT, SIGTERM].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global(qos: .userInteractive))
      source.setEventHandler {
        signal(number, SIG_DFL)
        stop()
      }
      source.resume()
      return source
    }
    defer {
      for source in sources { source.cancel() }
      signal(SIGINT, SIG_DFL)
      signal(SIGTERM, SIG_DFL)
    }
    return try work()
  }
}
