/// Why a store could not do it. The words are in StoreError+Words.swift.
public enum StoreError: Error, Sendable {
  case interrupted
  case unsupported(String)
}
