import Glibc

/// Where a server listens, or a client connects.
public enum SocketPlace: Sendable, Equatable {
  /// PostgreSQL's way: the socket `.s.PGSQL.5432` in this folder, whose path must stay under 90 bytes.
  case folder(String)
  /// A port of 127.0.0.1.
  case port(UInt16)

  /// A `postgresql:` URL of a database there, every part percent-encoded.
  public func url(
    _ database: String, user: String, password: String? = nil, host: String = "127.0.0.1",
    options: String = ""
  ) -> String {
    let name = PercentCoding.encode(database)
    let login = PercentCoding.encode(user)
    switch self {
    case .folder(let folder):
      let secret = password.map { "&password=\(PercentCoding.encode($0))" } ?? ""
      let more = options.isEmpty ? "" : "&\(options)"
      return "postgresql:///\(name)?host=\(PercentCoding.encode(folder))&user=\(login)\(secret)\(more)"
    case .port(let port):
      let secret = password.map { ":\(PercentCoding.encode($0))" } ?? ""
      let more = options.isEmpty ? "" : "?\(options)"
      return "postgresql://\(login)\(secret)@\(host):\(port)/\(name)\(more)"
    }
  }

  /// The same database and user at this place, out of a URL that ``url(_:user:password:host:options:)`` made.
  func url(replacingPlaceOf url: String) -> String {
    let parts = ConnectionParts(url)
    return self.url(parts.database, user: parts.user, password: parts.password)
  }
}

/// What the tests' own URLs of databases say.
struct ConnectionParts {
  var database = ""
  var user = "vnb"
  var password: String?

  init(_ url: String) {
    var rest = url.dropFirst("postgresql://".count)
    if let at = rest.firstIndex(of: "@") {
      let login = rest[..<at].split(separator: ":", maxSplits: 1)
      user = PercentCoding.decode(login.first ?? "")
      password = login.dropFirst().first.map { PercentCoding.decode($0) }
      rest = rest[at...].dropFirst()
    }
    let halves = rest.split(separator: "?", maxSplits: 1)
    let path = (halves.first ?? "").drop { $0 != "/" }.dropFirst()
    database = PercentCoding.decode(path)
    for pair in (halves.dropFirst().first ?? "").split(separator: "&") {
      let sides = pair.split(separator: "=", maxSplits: 1)
      guard sides.count == 2 else { continue }
      if sides[0] == "user" { user = PercentCoding.decode(sides[1]) }
      if sides[0] == "password" { password = PercentCoding.decode(sides[1]) }
    }
  }
}

/// Percent-encoding as URLs have it: letters, digits and `-._~` stay.
public enum PercentCoding {
  public static func encode(_ text: String) -> String {
    let digits = Array("0123456789ABCDEF")
    return text.utf8.reduce(into: "") { result, byte in
      let character = Character(UnicodeScalar(byte))
      if byte < 0x80, character.isLetter || character.isNumber || "-._~".contains(character) {
        result.append(character)
      } else {
        result += "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
      }
    }
  }

  public static func decode(_ text: some StringProtocol) -> String {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      let pair = String(decoding: rest.prefix(2), as: UTF8.self)
      if byte == UInt8(ascii: "%"), pair.utf8.count == 2, let value = UInt8(pair, radix: 16) {
        bytes.append(value)
        rest = rest.dropFirst(2)
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

/// A connected or listening stream socket, closed when the last reference goes. Calls block; ``shutdown()`` from
/// another thread wakes them.
final class StreamSocket: Sendable {
  let descriptor: Int32

  init(descriptor: Int32) throws {
    guard descriptor >= 0 else { throw FileProblem("cannot make", "a socket") }
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }

  private convenience init(family: Int32) throws {
    try self.init(descriptor: socket(family, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0))
  }

  static func connect(_ place: SocketPlace) throws -> StreamSocket {
    let (made, status) = try withAddress(place) { made, address, length in
      Glibc.connect(made.descriptor, address, length)
    }
    guard status == 0 else { throw FileProblem("cannot connect to", "\(place)") }
    return made
  }

  /// Listens at a folder's socket, or at a port; port 0 takes a free one, see ``port``.
  static func listen(_ place: SocketPlace) throws -> StreamSocket {
    let (made, status) = try withAddress(place) { made, address, length in
      var yes: Int32 = 1
      setsockopt(made.descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, 4)
      return bind(made.descriptor, address, length)
    }
    guard status == 0, Glibc.listen(made.descriptor, 64) == 0 else {
      throw FileProblem("cannot listen at", "\(place)")
    }
    return made
  }

  func accept() throws -> StreamSocket {
    let made = try StreamSocket(descriptor: Glibc.accept(descriptor, nil, nil))
    _ = fcntl(made.descriptor, F_SETFD, FD_CLOEXEC)
    return made
  }

  /// The port a TCP socket is bound to.
  var port: UInt16 {
    var address = sockaddr_in()
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { _ = getsockname(descriptor, $0, &length) }
    }
    return UInt16(bigEndian: address.sin_port)
  }

  /// At least one byte, or none at the end.
  func readSome(_ limit: Int = 1 << 16) throws -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: limit)
    while true {
      let count = recv(descriptor, &bytes, limit, 0)
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw FileProblem("cannot read", "a socket") }
      return Array(bytes[..<count])
    }
  }

  func write(_ bytes: [UInt8]) throws {
    var sent = 0
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes {
        send(descriptor, $0.baseAddress?.advanced(by: sent), $0.count - sent, Int32(MSG_NOSIGNAL))
      }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { throw FileProblem("cannot write", "a socket") }
      sent += count
    }
  }

  /// Reads and writes fail after so many seconds without progress.
  func setTimeout(seconds: Int) {
    var time = timeval(tv_sec: seconds, tv_usec: 0)
    for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
      setsockopt(descriptor, SOL_SOCKET, option, &time, socklen_t(MemoryLayout<timeval>.size))
    }
  }

  func shutdown() { _ = Glibc.shutdown(descriptor, Int32(SHUT_RDWR)) }

  /// Drops the connection and what is on its way: over TCP the other side gets a reset, not an end.
  func reset() {
    var rule = linger(l_onoff: 1, l_linger: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &rule, socklen_t(MemoryLayout<linger>.size))
    // Connecting to no address dissolves a TCP connection at once, though another thread still reads it.
    var nowhere = sockaddr(sa_family: sa_family_t(AF_UNSPEC), sa_data: sockaddr().sa_data)
    _ = Glibc.connect(descriptor, &nowhere, socklen_t(MemoryLayout<sockaddr>.size))
    shutdown()
  }

  private typealias Call = (StreamSocket, UnsafePointer<sockaddr>, socklen_t) -> Int32

  private static func withAddress(_ place: SocketPlace, _ call: Call) throws -> (StreamSocket, Int32) {
    switch place {
    case .port(let port):
      let made = try StreamSocket(family: AF_INET)
      var address = sockaddr_in()
      address.sin_family = sa_family_t(AF_INET)
      address.sin_port = port.bigEndian
      address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
      return (made, pass(&address, made, call))
    case .folder(let folder):
      let made = try StreamSocket(family: AF_UNIX)
      let path = Array("\(folder)/.s.PGSQL.5432".utf8)
      var address = sockaddr_un()
      address.sun_family = sa_family_t(AF_UNIX)
      guard path.count < MemoryLayout.size(ofValue: address.sun_path) else {
        errno = ENAMETOOLONG
        throw FileProblem("cannot use", folder)
      }
      withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path) }
      return (made, pass(&address, made, call))
    }
  }

  private static func pass<A>(_ address: inout A, _ made: StreamSocket, _ call: Call) -> Int32 {
    withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        call(made, $0, socklen_t(MemoryLayout<A>.size))
      }
    }
  }
}
