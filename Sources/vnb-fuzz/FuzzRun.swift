import Glibc
import Language

/// Something that eats text. `seeds` are whole, right inputs to start from, `words` what mutations put in.
struct FuzzTarget: Sendable {
  let name: String
  let seeds: [String]
  var words = Mutator.words
  /// Throws ``BrokenPromise`` when the text breaks one; any other outcome is right. True for text without errors.
  let feed: @Sendable ([UInt8]) throws -> Bool
}

/// What must hold for every input and did not.
struct BrokenPromise: Error, CustomStringConvertible {
  let description: String
}

/// One run over all targets. A crash leaves the input in a file named on the last line of the output.
final class FuzzRun {
  private let options: FuzzOptions
  private let targets: [FuzzTarget]
  /// Of processor time, so that a busy machine is not mistaken for a hang.
  private let hangSeconds = 2.0
  /// Programs without errors in their text.
  private var accepted = 0

  init(_ options: FuzzOptions, targets: [FuzzTarget]) {
    self.options = options
    self.targets = targets.filter { options.only == nil || $0.name == options.only }
  }

  /// True when a promise was broken.
  func start() throws -> Bool {
    guard !targets.isEmpty else { throw FuzzUsage(description: "no target of that name") }
    var failed = false
    for target in targets where try runOnLargeStack({ try self.run(target) }) { failed = true }
    return failed
  }

  private func run(_ target: FuzzTarget) throws -> Bool {
    var mutator = Mutator(seed: options.seed, seeds: target.seeds + options.seeds, words: target.words)
    let log = CrashLog(name: target.name)
    say(
      "\(target.name): seed \(options.seed), \(options.count) programs; the input being run is in \(log.path)"
    )
    let start = FuzzRun.now()
    var longest = 0.0
    accepted = 0
    for number in 0..<options.count {
      let bytes = mutator.next()
      let text = String(decoding: bytes, as: UTF8.self)
      log.write(bytes)
      let before = FuzzRun.now(CLOCK_PROCESS_CPUTIME_ID)
      do {
        if try target.feed(bytes) { accepted += 1 }
      } catch let broken as BrokenPromise {
        say("\(target.name): program \(number): \(broken)\n--- input\n\(text)\n---")
        return true
      }
      let taken = FuzzRun.now(CLOCK_PROCESS_CPUTIME_ID) - before
      longest = max(longest, taken)
      if taken > hangSeconds {
        say(
          "\(target.name): program \(number) took \(formatFixed(taken, digits: 2)) s\n--- input\n\(text)\n---"
        )
        return true
      }
      if FuzzRun.now() - start > Double(options.seconds) {
        return finish(target, number + 1, start, longest, log)
      }
    }
    return finish(target, options.count, start, longest, log)
  }

  private func finish(
    _ target: FuzzTarget, _ count: Int, _ start: Double, _ longest: Double, _ log: CrashLog
  ) -> Bool {
    let taken = FuzzRun.now() - start
    say(
      "\(target.name): \(groupedDigits(Int64(count))) programs in \(formatFixed(taken, digits: 1)) s, "
        + "\(groupedDigits(Int64(accepted))) of them without syntax errors, longest \(formatFixed(longest, digits: 3)) s, no promise broken"
    )
    log.remove()
    return false
  }

  static func now(_ clock: clockid_t = CLOCK_MONOTONIC) -> Double {
    var time = timespec()
    clock_gettime(clock, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}

/// The input being run, in a shared mapping of a file: it outlives a crash and costs no system call.
final class CrashLog {
  let path: String
  private let size = 1 << 20
  private let memory: UnsafeMutableRawPointer?

  init(name: String) {
    path = "/tmp/vnb-fuzz-\(name)-\(getpid())"
    let file = open(path, O_RDWR | O_CREAT | O_TRUNC, 0o600)
    guard file >= 0, ftruncate(file, size) == 0 else {
      memory = nil
      return
    }
    let mapped = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0)
    close(file)
    memory = mapped == MAP_FAILED ? nil : mapped
  }

  func write(_ input: [UInt8]) {
    guard let memory else { return }
    let bytes = input.prefix(size - 1)
    bytes.withUnsafeBytes { source in
      if let base = source.baseAddress { memory.copyMemory(from: base, byteCount: source.count) }
    }
    memory.storeBytes(of: 0, toByteOffset: bytes.count, as: UInt8.self)
  }

  func remove() { unlink(path) }

  deinit { if let memory { munmap(memory, size) } }
}

/// Writes a line at once: a crash must not swallow it.
func say(_ text: String) {
  var bytes = Array((text + "\n").utf8)[...]
  while !bytes.isEmpty {
    let count = bytes.withUnsafeBytes { Glibc.write(1, $0.baseAddress, $0.count) }
    guard count > 0 else { return }
    bytes = bytes.dropFirst(count)
  }
}
