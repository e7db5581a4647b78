/// Certificates of the tests' own, made by the openssl command in a folder that goes with the last reference.
public final class Certificates: Sendable {
  private let folder = TemporaryFolder()

  /// The authority that signed the server's certificate, and one that signed nothing: `sslrootcert`'s right and wrong
  /// value.
  public var authority: String { folder.file("ca.crt") }
  public var foreignAuthority: String { folder.file("foreign.crt") }

  /// A server's certificate for `localhost` only, so that 127.0.0.1 is a wrong name.
  let server: (certificate: [UInt8], key: [UInt8])

  init() throws {
    for (file, name) in [("ca", "Test authority"), ("foreign", "Foreign authority")] {
      try Self.openssl(
        folder, "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2",
        ["-subj", "/CN=\(name)", "-keyout", "\(file).key", "-out", "\(file).crt"])
    }
    try folder.write("names", "subjectAltName=DNS:localhost\n")
    try Self.sign("server", commonName: "localhost", ["-extfile", "names"], in: folder)
    server = (try Files.read(folder.file("server.crt")), try Files.read(folder.file("server.key")))
  }

  /// The paths of a certificate and key, signed by the authority, that log in as this role: `sslcert` and `sslkey`.
  public func client(_ role: String) throws -> (certificate: String, key: String) {
    try Self.sign("client-\(role)", commonName: role, [], in: folder)
    return (folder.file("client-\(role).crt"), folder.file("client-\(role).key"))
  }

  private static func sign(
    _ file: String, commonName: String, _ more: [String], in folder: TemporaryFolder
  ) throws {
    try openssl(
      folder, "req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes",
      ["-subj", "/CN=\(commonName)", "-keyout", "\(file).key", "-out", "\(file).csr"])
    try openssl(
      folder, "x509 -req -CA ca.crt -CAkey ca.key -CAcreateserial -days 2",
      ["-in", "\(file).csr", "-out", "\(file).crt"] + more)
  }

  private static func openssl(_ folder: TemporaryFolder, _ words: String, _ more: [String]) throws {
    let arguments = words.split(separator: " ").map(String.init) + more
    let run = try CommandLineRun(arguments, program: "openssl", folder: folder.path)
    guard run.exitCode == 0 else {
      throw ServerProblem(command: ["openssl"] + arguments, summary: run.summary, log: "")
    }
  }
}
