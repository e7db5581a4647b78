import Glibc

/// Ends a server and removes its folder when this process ends, however it ends.
///
/// A small shell waits at a socket whose other end only this process holds. When that end closes, by ``end()``, by an
/// exit or by SIGKILL, the shell stops the server that `data/postmaster.pid` names and removes the folder.
final class ServerKeeper: Sendable {
  private let pid: pid_t
  private let pipeEnd: Int32

  /// The server is only signalled while it stands in the folder, since a stale file may name a later process.
  private static let script = """
    trap '' INT TERM HUP QUIT
    cat >/dev/null
    stop() {
      pid=$(head -n 1 "$1/data/postmaster.pid" 2>/dev/null)
      [ -n "$pid" ] && [ "$(readlink "/proc/$pid/cwd")" = "$1/data" ] || return
      kill -QUIT "$pid"
      tries=0
      while kill -0 "$pid" 2>/dev/null && [ $tries -lt 250 ]; do sleep 0.02; tries=$((tries + 1)); done
      ! kill -0 "$pid" 2>/dev/null || kill -KILL "$pid"
    }
    # An initdb or pg_ctl under way when its process was killed goes on for a moment.
    for _ in 1 2 3 4 5 6 7 8 9 10; do
      stop "$1"
      rm -rf "$1" 2>/dev/null
      [ -e "$1" ] || break
      sleep 0.5
    done
    """

  init(folder: String) throws {
    var ends: [Int32] = [0, 0]
    // A socket pair, since a pipe cannot be made close-on-exec in one step: a child that another thread starts just
    // now would hold it open.
    let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
    guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else { throw FileProblem("cannot make", "a pipe") }
    pipeEnd = ends[1]
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    posix_spawn_file_actions_adddup2(&actions, ends[0], 0)
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
    SpawnedProcess.closeOthers(&actions)
    var child: pid_t = 0
    let failure = withCStrings(["/bin/sh", "-c", Self.script, "keeper", folder]) { arguments in
      withCStrings(["PATH=\(environment("PATH") ?? "/usr/bin:/bin")"]) {
        posix_spawn(&child, "/bin/sh", &actions, nil, arguments, $0)
      }
    }
    posix_spawn_file_actions_destroy(&actions)
    close(ends[0])
    pid = child
    guard failure == 0 else {
      errno = failure
      throw FileProblem("cannot start", "/bin/sh")
    }
  }

  /// Stops the server at once and waits until it and its folder are gone. To be called once.
  func end() {
    close(pipeEnd)
    var status: Int32 = 0
    while waitpid(pid, &status, 0) < 0 && errno == EINTR {}
  }
}
