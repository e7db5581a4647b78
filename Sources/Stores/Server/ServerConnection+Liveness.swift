import CPostgres
import Glibc

extension ServerConnection {
  /// True when the server has ended an idle connection, as after a restart: seen without asking it anything.
  var isGone: Bool {
    guard !isBusy, let handle, !isLost else { return !isBusy }
    // The server's last words come before the end, so the socket is looked at again after them.
    for _ in 0..<4 {
      var place = pollfd(fd: library.socket(handle), events: Int16(POLLIN), revents: 0)
      guard poll(&place, 1, 0) > 0 else { break }
      if library.consumeInput(handle) == 0 || library.status(handle) != 0 {
        lose()
        return true
      }
      // Lets libpq take in what it has read.
      _ = library.isBusy(handle)
    }
    return isLost
  }
}
