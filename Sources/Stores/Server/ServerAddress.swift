import Basics
import CPostgres

/// Where a server is and who asks, read by libpq itself: a `postgresql://` URL or `keyword=value` pairs, with what the
/// environment adds (`PGHOST`, `PGPASSWORD`, `PGPASSFILE`, `PGSERVICE`, …).
/// (https://www.postgresql.org/docs/15/libpq-connect.html#LIBPQ-CONNSTRING)
///
/// It holds the password when one was given, and shows it nowhere: neither in `shown` nor when printed.
public struct ServerAddress: Sendable, Equatable {
  /// What was given, by libpq's keywords.
  private(set) var options: [String: String]
  /// What counts where nothing was given: from the environment, and libpq's own.
  private let defaults: [String: String]

  /// Throws ``ServerOpenFailure`` when the text cannot be read or libpq is missing.
  public init(_ text: String) throws {
    let library = try ServerLibrary.functions()
    guard !text.utf8.contains(0) else { throw ServerOpenFailure.badAddress(reason: "it holds a NUL byte") }
    var error: UnsafeMutablePointer<CChar>?
    guard let list = library.conninfoParse(text, &error) else {
      let reason = error.map { String(cString: $0) } ?? "libpq cannot read it"
      library.freemem(error)
      throw ServerOpenFailure.badAddress(reason: PasswordMask.reason(reason, of: text))
    }
    defer { library.conninfoFree(list) }
    options = ServerAddress.read(list)
    var found: [String: String] = [:]
    if let list = library.conndefaults() {
      found = ServerAddress.read(list)
      library.conninfoFree(list)
    }
    defaults = found
  }

  /// From what a connection really uses: the service file is read by then.
  init(resolved list: UnsafePointer<vnb_pq_option>, of address: ServerAddress) {
    options = ServerAddress.read(list)
    defaults = address.defaults
  }

  /// True for text that `open` should take for a server: a URL of PostgreSQL.
  public static func isServer(_ text: String) -> Bool {
    let lower = text.prefix(16).lowercased()
    return lower.hasPrefix("postgresql://") || lower.hasPrefix("postgres://")
  }

  private static func read(_ list: UnsafePointer<vnb_pq_option>) -> [String: String] {
    var options: [String: String] = [:]
    var next = list
    while let keyword = next.pointee.keyword {
      if let value = next.pointee.val { options[String(cString: keyword)] = String(cString: value) }
      next += 1
    }
    return options
  }

  /// What counts for a keyword; nil when nothing does.
  func value(_ keyword: String) -> String? {
    let value = options[keyword] ?? defaults[keyword]
    return value?.isEmpty == true ? nil : value
  }

  /// The same with this password, for a caller that asked a person.
  public func with(password: String) -> ServerAddress {
    var copy = self
    copy.options["password"] = password
    return copy
  }

  /// The name for messages: `user@host:port/database`, without any password. A socket's folder stands for its host.
  public var shown: String {
    if value("host") == nil, value("hostaddr") == nil, let service = value("service") {
      return "service \(service)"
    }
    let hosts = parts("host").isEmpty ? parts("hostaddr") : parts("host")
    let ports = parts("port")
    let places = hosts.enumerated().map { index, host in
      let host = host.contains(":") ? "[\(host)]" : host
      let port = ports.count == 1 ? ports[0] : index < ports.count ? ports[index] : ""
      return port.isEmpty || port == "5432" ? host : "\(host):\(port)"
    }
    let user = value("user").map { "\($0)@" } ?? ""
    let place = places.isEmpty ? "local socket" : places.joined(separator: ",")
    return PasswordMask.masked(user + place + (value("dbname") ?? value("user")).map { "/\($0)" }.orEmpty)
  }

  private func parts(_ keyword: String) -> [String] {
    // One of several may be empty; without a value there is none.
    value(keyword)?.split(separator: ",", omittingEmptySubsequences: false).map(String.init) ?? []
  }

  /// True when a host is neither a Unix socket nor this machine.
  public var isRemote: Bool {
    let hosts = parts("hostaddr").isEmpty ? parts("host") : parts("hostaddr")
    return hosts.contains { host in
      !(host.isEmpty || host.hasPrefix("/") || host.hasPrefix("@") || ServerAddress.isLoopback(host))
    }
  }

  private static func isLoopback(_ host: String) -> Bool {
    let host = host.lowercased()
    if host == "localhost" || host.hasSuffix(".localhost") || host == "::1" { return true }
    let numbers = host.split(separator: ".").map { UInt8($0) }
    return numbers.count == 4 && numbers[0] == 127 && !numbers.contains(nil)
  }

  /// libpq's `sslmode`: `disable`, `allow`, `prefer`, `require`, `verify-ca` or `verify-full`.
  public var verification: String { value("sslmode") ?? "prefer" }

  /// What to tell about a connection whose other end is not proven to be the server; nil when there is nothing to tell.
  public var warning: String? {
    guard isRemote, verification != "verify-full" else { return nil }
    return "the connection to \(shown) does not check who answers (sslmode=\(verification)): "
      + "add sslmode=verify-full and sslrootcert=FILE"
  }

  /// Seconds for connecting; libpq leaves this to us, as it does not wait itself.
  var connectSeconds: Double {
    guard let given = value("connect_timeout").flatMap({ Int($0) }), given > 0 else { return 10 }
    return Double(min(max(given, 2), 86_400))
  }

  /// What to connect with: what was given, and ours where nothing was. Names and values in one order.
  var parameters: [(keyword: String, value: String)] {
    var all = options
    // Text is UTF-8 on both sides, whatever the environment says.
    all["client_encoding"] = "UTF8"
    for (keyword, value) in ServerAddress.ours where all[keyword] == nil && defaults[keyword] == nil {
      all[keyword] = value
    }
    return all.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  /// A dead network is noticed after about a minute while waiting, and after 30 s while sending.
  private static let ours = [
    "fallback_application_name": "vnb", "keepalives_idle": "30", "keepalives_interval": "10",
    "keepalives_count": "3", "tcp_user_timeout": "30000",
  ]
}

extension ServerAddress: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  public var description: String { shown }
  public var debugDescription: String { shown }
  /// Nothing inside is shown: a dump would show the password.
  public var customMirror: Mirror { Mirror(self, children: [:]) }
}

extension Optional where Wrapped == String {
  fileprivate var orEmpty: String { self ?? "" }
}
