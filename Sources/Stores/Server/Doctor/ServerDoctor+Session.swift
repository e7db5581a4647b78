import CPostgres
import Glibc

/// Who answers, how far away, and as whom we are there.
extension ServerDoctor {
  func lookAtSession(_ connection: ServerConnection) throws {
    try lookAtDistance(connection)
    try lookAtEngine(connection)
    lookAtEncryption(connection)
    try lookAtUser(connection)
    try lookAtDatabase(connection)
    try lookAtClock(connection)
  }

  private func lookAtDistance(_ connection: ServerConnection) throws {
    var seconds: [Double] = []
    for _ in 0..<11 {
      let start = Self.now()
      _ = try ask(DoctorStatements.ping, connection)
      seconds.append(Self.now() - start)
    }
    seconds.sort()
    let median = seconds[seconds.count / 2]
    // Work goes in batches of 1,000 rows and more: a far server costs a round trip for each.
    report.add(
      "reach", "\(report.store), a round trip takes \(DoctorText.time(median))", median > 0.2 ? .warn : .ok)
  }

  private func lookAtEngine(_ connection: ServerConnection) throws {
    let library = Int(connection.library.libVersion())
    report.add("client library", "libpq \(library / 10_000).\(library % 10_000)")
    if let text = connection.parameterStatus("crdb_version") {
      found.isCockroach = true
      found.cockroachVersion = Self.version(text)
      let isOld = found.cockroachVersion.lexicographicallyPrecedes([25, 2])
      let shown = found.cockroachVersion.map { "\($0)" }.joined(separator: ".")
      report.add(
        "engine", "CockroachDB \(shown)", isOld ? .fail : .ok,
        next: isOld ? "upgrade the cluster to CockroachDB 25.2 or later" : nil)
      return
    }
    let version = connection.serverVersion
    let isOld = version < 130_000
    report.add(
      "engine", "PostgreSQL \(version / 10_000).\(version % 10_000)", isOld ? .fail : .ok,
      next: isOld ? "upgrade the server to PostgreSQL 13 or later" : nil)
  }

  /// The first dotted number in a text: `CockroachDB CCL v25.4.1 (…)` gives 25, 4, 1.
  static func version(_ text: String) -> [Int] {
    for word in text.split(separator: " ") {
      let bare = word.first == "v" ? word.dropFirst() : word
      let parts = bare.split(whereSeparator: { $0 == "." || $0 == "-" }).map { Int($0) }
      if parts.count > 1, parts[0] != nil { return parts.prefix { $0 != nil }.compactMap { $0 } }
    }
    return []
  }

  private func lookAtEncryption(_ connection: ServerConnection) {
    let address = connection.address
    let mode = address.verification
    guard connection.usesTLS else {
      let why =
        address.isRemote
        ? "none (sslmode=\(mode)): everyone on the way can read along"
        : "none, as the server is on this machine"
      report.add("TLS", why, address.isRemote ? .warn : .ok, next: address.isRemote ? Self.verifying : nil)
      return
    }
    let name = connection.encryption
    switch mode {
    case "verify-full": report.add("TLS", "\(name), the server's certificate and name are verified")
    case "verify-ca":
      report.add("TLS", "\(name), the certificate is verified, the name is not", .warn, next: Self.verifying)
    default:
      report.add("TLS", "\(name), nothing proves who answers (sslmode=\(mode))", .warn, next: Self.verifying)
    }
  }

  private static let verifying = "add sslmode=verify-full and sslrootcert=FILE to the URL"

  private func lookAtUser(_ connection: ServerConnection) throws {
    found.user = try answer(DoctorStatements.user, connection) ?? ""
    var text = found.user
    if !found.isCockroach, try answer(DoctorStatements.isSuperuser, connection) == "t" {
      text += ", a superuser"
    }
    report.add("user", text)
    let readOnly = try answer(DoctorStatements.isReadOnly, connection) == "on"
    let isStandby = !found.isCockroach ? try answer(DoctorStatements.isStandby, connection) == "t" : false
    if isStandby {
      report.add("writing", "refused: the server is a standby", .fail, next: "connect to the primary server")
    } else if readOnly {
      report.add(
        "writing", "refused: default_transaction_read_only is on", .fail,
        next: "ALTER ROLE \(DoctorAdvice.quoted(found.user)) SET default_transaction_read_only = off")
    }
  }

  private func lookAtDatabase(_ connection: ServerConnection) throws {
    let name = connection.address.value("dbname") ?? found.user
    let encoding = connection.parameterStatus("server_encoding") ?? "UTF8"
    let isUTF8 = encoding == "UTF8"
    report.add(
      "database", "\(name), encoding \(encoding)", isUTF8 ? .ok : .fail,
      next: isUTF8 ? nil : "make a database in UTF8: CREATE DATABASE name ENCODING 'UTF8' TEMPLATE template0")
    let collation = try answer(DoctorStatements.collation, connection) ?? "unknown"
    report.add("collation", "\(collation); vnb orders text by its bytes whatever it is")
  }

  /// Leases of shared work are kept by the server's clock alone, so this only tells.
  private func lookAtClock(_ connection: ServerConnection) throws {
    func wall() -> Double {
      var time = timespec()
      clock_gettime(CLOCK_REALTIME, &time)
      return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }
    let before = wall()
    guard let text = try answer(DoctorStatements.clock, connection), let server = Double(text) else { return }
    let skew = server - (before + wall()) / 2
    let size = skew.magnitude
    let words =
      size < 0.05 ? "the same as ours" : "\(DoctorText.time(size)) \(skew > 0 ? "ahead of" : "behind") ours"
    report.add(
      "clock", words, size > 60 ? .warn : .ok,
      next: size > 60 ? "set the clock of this machine or the server" : nil)
  }
}

extension ServerConnection {
  /// `TLSv1.3`; empty without TLS.
  var encryption: String {
    guard let handle, usesTLS else { return "" }
    return library.sslAttribute(handle, "protocol").map { String(cString: $0) } ?? "TLS"
  }
}
