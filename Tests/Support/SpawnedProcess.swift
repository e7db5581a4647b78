import Glibc

/// A running child. Input and outputs are unlinked temporary files, so a full pipe can never hang a test.
final class SpawnedProcess {
  let pid: pid_t
  let stdout: ScratchFile
  let stderr: ScratchFile

  init(program: String, arguments: [String], input: [UInt8], environment: [String], folder: String?) throws {
    let stdin = try ScratchFile()
    try stdin.fill(input)
    stdout = try ScratchFile()
    stderr = try ScratchFile()
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, stdin.descriptor, 0)
    posix_spawn_file_actions_adddup2(&actions, stdout.descriptor, 1)
    posix_spawn_file_actions_adddup2(&actions, stderr.descriptor, 2)
    Self.closeOthers(&actions)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    Self.resetSignals(&attributes)
    var child: pid_t = 0
    // coreutils' `env -C` changes the folder; posix_spawn's own way is not visible to Swift.
    let command = (folder.map { ["/usr/bin/env", "-C", $0] } ?? []) + [program] + arguments
    let failure = withCStrings(command) { arguments in
      withCStrings(environment) { posix_spawn(&child, command[0], &actions, &attributes, arguments, $0) }
    }
    guard failure == 0 else {
      errno = failure
      throw FileProblem("cannot start", program)
    }
    pid = child
  }

  /// The child has its three descriptors only: what other tests hold open, as one end of a terminal or a socket, must
  /// not stay open in a child that lives on, as a server does. Closing one that is not open is no error here.
  static func closeOthers(_ actions: inout posix_spawn_file_actions_t) {
    var limit = rlimit()
    getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    for descriptor in 3..<Int32(min(limit.rlim_cur, 1024)) {
      posix_spawn_file_actions_addclose(&actions, descriptor)
    }
  }

  /// The child starts with default signals and nothing blocked, whatever the test runner has set.
  private static func resetSignals(_ attributes: inout posix_spawnattr_t) {
    var all = sigset_t()
    sigfillset(&all)
    sigdelset(&all, SIGKILL)
    sigdelset(&all, SIGSTOP)
    posix_spawnattr_setsigdefault(&attributes, &all)
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))
  }

  struct Ending {
    var code: Int32 = 0
    var signal: Int32?
    var seconds = 0.0
    var wasStopped = false
  }

  /// Waits for the end, sending the rule's signal once when due and SIGKILL at the limit.
  func wait(limit: Double, stop: StopRule?) -> Ending {
    let clock = ContinuousClock()
    let start = clock.now
    var pending = stop
    var ending = Ending()
    var status: Int32 = 0
    while waitpid(pid, &status, WNOHANG) == 0 {
      let seconds = Self.seconds(clock.now - start)
      if seconds > limit {
        kill(pid, SIGKILL)
        ending.wasStopped = true
      } else if let rule = pending, rule.isDue(state(seconds)) {
        kill(pid, rule.signal)
        ending.wasStopped = true
        pending = nil
      }
      usleep(seconds < 0.1 ? 300 : 3000)
    }
    ending.seconds = Self.seconds(clock.now - start)
    let low = status & 0x7F
    if low == 0 { ending.code = (status >> 8) & 0xFF } else { ending.signal = low }
    return ending
  }

  private func state(_ seconds: Double) -> StopRule.State {
    let (out, err) = (stdout, stderr)
    return StopRule.State(
      seconds: seconds,
      stdout: { String(decoding: (try? out.contents()) ?? [], as: UTF8.self) },
      stderr: { String(decoding: (try? err.contents()) ?? [], as: UTF8.self) })
  }

  private static func seconds(_ duration: Duration) -> Double {
    Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
  }
}

/// A file without a name, gone when closed.
final class ScratchFile: Sendable {
  let descriptor: Int32

  init() throws {
    var template = Array("\(environment("TMPDIR") ?? "/tmp")/vnb-run-XXXXXX".utf8CString)
    descriptor = mkstemp(&template)
    guard descriptor >= 0 else { throw FileProblem("cannot make", "a temporary file") }
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    unlink(template)
  }

  deinit { close(descriptor) }

  func fill(_ bytes: [UInt8]) throws {
    try Files.writeAll(descriptor, bytes, "standard input")
    lseek(descriptor, 0, SEEK_SET)
  }

  /// Everything written so far; the offset, which the child shares, stays as it is.
  func contents() throws -> [UInt8] {
    var info = stat()
    guard fstat(descriptor, &info) == 0 else { throw FileProblem("cannot read", "output") }
    var bytes = [UInt8](repeating: 0, count: Int(info.st_size))
    var filled = 0
    while filled < bytes.count {
      let count = bytes.withUnsafeMutableBytes {
        pread(descriptor, $0.baseAddress?.advanced(by: filled), $0.count - filled, filled)
      }
      guard count > 0 else { break }
      filled += count
    }
    return Array(bytes[..<filled])
  }
}

/// Strings as a null-terminated array of C strings, alive during `body`.
func withCStrings<R>(
  _ strings: [String], _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> R
) -> R {
  var pointers: [UnsafeMutablePointer<CChar>?] = strings.map { strdup($0) }
  pointers.append(nil)
  defer { for pointer in pointers { free(pointer) } }
  return pointers.withUnsafeMutableBufferPointer { buffer in
    guard let base = buffer.baseAddress else { preconditionFailure("never empty") }
    return body(base)
  }
}
