import Glibc
import Synchronization

/// Reads a terminal's output on a thread of its own and keeps screen and transcript.
final class TerminalFeed: Sendable {
  private struct State {
    var screen: TerminalScreen
    var bytes: [UInt8] = []
    var isStopped = false
  }
  private let state: Mutex<State>
  private let descriptor: Int32

  init(_ descriptor: Int32, columns: Int, rows: Int) {
    self.descriptor = descriptor
    state = Mutex(State(screen: TerminalScreen(columns: columns, rows: rows)))
    var thread = pthread_t()
    let box = Unmanaged.passRetained(self)
    let status = pthread_create(
      &thread, nil,
      { argument in
        if let argument { Unmanaged<TerminalFeed>.fromOpaque(argument).takeRetainedValue().run() }
        return nil
      }, box.toOpaque())
    if status == 0 { pthread_detach(thread) } else { box.release() }
  }

  func stop() { state.withLock { $0.isStopped = true } }

  func screen<T: Sendable>(_ body: (TerminalScreen) -> T) -> T { state.withLock { body($0.screen) } }

  func transcript() -> String { state.withLock { String(decoding: $0.bytes, as: UTF8.self) } }

  func resize(columns: Int, rows: Int) {
    state.withLock { $0.screen.resize(columns: columns, rows: rows) }
  }

  private func run() {
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while !state.withLock({ $0.isStopped }) {
      var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      let ready = poll(&request, 1, 20)
      if ready == 0 || (ready < 0 && errno == EINTR) { continue }
      if state.withLock({ $0.isStopped }) { return }
      let count = read(descriptor, &chunk, chunk.count)
      // EIO: every descriptor of the other side is closed, for now or for good.
      guard count > 0 else {
        usleep(5_000)
        continue
      }
      state.withLock { state in
        state.bytes += chunk[..<count]
        state.screen.feed(chunk[..<count])
      }
    }
  }
}
