import CSQLite

extension SQLiteStore {
  /// Functions that user statements and relations may call. All are deterministic and touch nothing.
  func registerFunctions(on connection: OpaquePointer) throws {
  }
}
