import Glibc

/// Runs `body` on a thread with ``Limits/stackBytes`` of stack and waits for it. Deep recursion in a program then ends in an error
/// at ``Limits/callDepth``, the same on every machine. Without such a thread it runs on the current one.
public func runOnLargeStack<T>(_ body: @escaping () throws -> T) throws -> T {
  let job = StackJob(body)
  var attributes = pthread_attr_t()
  guard pthread_attr_init(&attributes) == 0 else { return try body() }
  defer { pthread_attr_destroy(&attributes) }
  var thread = pthread_t()
  let retained = Unmanaged.passRetained(job as StackWork)
  let started =
    pthread_attr_setstacksize(&attributes, Limits.stackBytes) == 0
    && pthread_create(
      &thread, &attributes,
      { context in
        guard let context else { return nil }
        Unmanaged<StackWork>.fromOpaque(context).takeRetainedValue().run()
        return nil
      }, retained.toOpaque()) == 0
  guard started else {
    retained.release()
    return try body()
  }
  pthread_join(thread, nil)
  return try job.result()
}

private class StackWork {
  func run() {}
}

private final class StackJob<T>: StackWork {
  private let body: () throws -> T
  private var outcome: Result<T, any Error>?

  init(_ body: @escaping () throws -> T) { self.body = body }

  override func run() {
    StackGuard.markLargeStack()
    outcome = Result { try body() }
  }

  func result() throws -> T {
    guard let outcome else { return try body() }
    return try outcome.get()
  }
}

/// The lowest address that a run may reach on its thread's stack. Known exactly on the threads of ``runOnLargeStack(_:)``;
/// elsewhere half of the system's usual stack is taken to be free.
struct StackGuard {
  private let floor: UInt

  /// Holds the floor on our own threads; nil elsewhere.
  private static let ownFloor: pthread_key_t = {
    var key = pthread_key_t()
    pthread_key_create(&key, nil)
    return key
  }()

  init() {
    if let own = pthread_getspecific(StackGuard.ownFloor) {
      floor = UInt(bitPattern: own)
      return
    }
    var limit = rlimit()
    let known = getrlimit(__rlimit_resource_t(RLIMIT_STACK.rawValue), &limit) == 0
    let usual = UInt(2 << 20)
    let size =
      known && limit.rlim_cur < rlim_t(Limits.stackBytes) ? max(UInt(limit.rlim_cur), usual / 8) : usual
    let here = StackGuard.here
    floor = here > size / 2 ? here - size / 2 : 0
  }

  /// Marks the current thread as one with ``Limits/stackBytes`` of stack; to be called at its start.
  static func markLargeStack() {
    let used = UInt(64 << 10)
    let free = UInt(Limits.stackBytes) - UInt(Limits.stackReserve) - used
    pthread_setspecific(ownFloor, UnsafeRawPointer(bitPattern: here - free))
  }

  @inline(__always)
  private static var here: UInt {
    var local: UInt8 = 0
    return withUnsafeMutablePointer(to: &local) { UInt(bitPattern: $0) }
  }

  /// True when less than the reserve is left.
  @inline(__always)
  var isLow: Bool { StackGuard.here < floor }
}
