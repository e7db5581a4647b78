import Formats
import Stores

/// Why a load stopped, and what was kept. The words are in LoadError+Words.swift.
public struct LoadError: Error, Sendable {
  /// What stopped it.
  public enum Cause: Sendable {
    case file(FormatsError)
    /// One bad line more than `allowed`.
    case badLine(file: String, line: Int, reason: String, allowed: Int)
    case keyExists(file: String, line: Int, key: String)
    case lateField(file: String, line: Int, name: String)
    case namesDifferByCase(file: String, line: Int, String, String)
    /// The field's name is that of the key column that was made for this table.
    case nameTaken(file: String, line: Int, name: String)
    case tooManyColumns(file: String, line: Int, limit: Int)
    /// The store refused this record: a constraint of the table.
    case refused(StoreError, file: String, line: Int)
    /// The store cannot write: a full disk, another writer, a read-only file.
    case store(StoreError)
    /// The folder or file for the SQL text cannot be written.
    case cannotWrite(path: String, reason: String)
    case interrupted
    case isView(String)
    case otherKey(table: String, wanted: String, found: [String])
    case noSuchKey(String, columns: [String])
    case conflictNeedsKey(String)
    case badOption(name: String, problem: String)
  }

  /// What the table holds of this load after it stopped.
  public enum Kept: Sendable, Equatable {
    /// It stopped before it wrote anything.
    case untouched
    /// Everything was one transaction, and undone.
    case undone
    /// The records before the place named are stored: this many were read, of which so many are new.
    case records(Int, new: Int)
  }

  public var cause: Cause
  public var kept: Kept
  public var table: String

  public init(_ cause: Cause, kept: Kept = .untouched, table: String) {
    self.cause = cause
    self.kept = kept
    self.table = table
  }
}
