import CPostgres

/// libpq, loaded once when the first server is opened.
enum ServerLibrary {
  /// The library's name since PostgreSQL 8.2; Debian packages it as `libpq5`.
  static let fileName = "libpq.so.5"

  private static let loaded = Result { try load(fileName) }

  /// Its functions. Throws ``ServerOpenFailure/libraryMissing(detail:)`` every time when it cannot be loaded.
  static func functions() throws -> vnb_pq { try loaded.get() }

  /// Apart from `functions` for tests of what a missing library gives.
  static func load(_ name: String) throws -> vnb_pq {
    var error = [CChar](repeating: 0, count: 512)
    guard let table = vnb_pq_open(name, &error, error.count) else {
      let words = error.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
      throw ServerOpenFailure.libraryMissing(detail: String(decoding: words, as: UTF8.self))
    }
    return table.pointee
  }
}

/// Why no server could be asked at all.
enum ServerOpenFailure: Error, Equatable {
  /// libpq is not installed: Debian's package is `libpq5`.
  case libraryMissing(detail: String)
  /// The address cannot be read. `reason` holds no password.
  case badAddress(reason: String)
  /// Nothing answered within the time for connecting.
  case noAnswer(address: String, seconds: Double)

  /// One sentence for a person.
  var message: String {
    switch self {
    case .libraryMissing(let detail):
      "talking to a PostgreSQL or CockroachDB server needs libpq: install the Debian package libpq5 (\(detail))"
    case .badAddress(let reason): "this is no server address: \(reason)"
    case .noAnswer(let address, let seconds): "\(address) did not answer within \(shortSeconds(seconds))"
    }
  }
}
