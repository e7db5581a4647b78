import Glibc

/// How long to wait before each new try: 20 ms, then twice as long each time, at most 5 s; nil when patience is at its end.
struct RetryPause {
  private var step = Duration.milliseconds(20)
  private var left: Duration
  private let until: ContinuousClock.Instant

  static let longest = Duration.seconds(5)

  init(patience: Duration) {
    left = patience
    until = .now + patience
  }

  mutating func next() -> Duration? {
    guard until > ContinuousClock.now, left > .zero else { return nil }
    let wait = min(step, left)
    left -= wait
    step = min(step * 2, RetryPause.longest)
    return wait
  }
}

extension ServerInterrupt {
  /// Waits; throws `StoreError.interrupted` when the wait is stopped.
  func sleep(_ duration: Duration) throws {
    begin()
    defer { end() }
    let deadline = ContinuousClock.now + duration
    while !isRequested {
      let left = ContinuousClock.now.duration(to: deadline)
      if left <= .zero { return }
      var place = pollfd(fd: wakeUp, events: Int16(POLLIN), revents: 0)
      if poll(&place, 1, milliseconds(left)) > 0 { clearWakeUp() }
    }
    throw StoreError.interrupted
  }
}
