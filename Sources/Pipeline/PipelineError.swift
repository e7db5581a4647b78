import Stores
import Vectors

/// Why a job could not be done. The words are in PipelineError+Words.swift.
public enum PipelineError: Error, Sendable, Equatable {
  // Tables and columns.
  case unknownTable(String, store: String, nearest: String?)
  case isView(String, job: String)
  case noKey(table: String)
  case compositeKey(table: String, key: [String], job: String)
  /// SQLite takes NULL in some primary keys.
  case nullKey(table: String, key: String, rows: Int)
  case unknownColumn(String, table: String, nearest: String?)
  case notText(column: String, table: String, type: String)
  case sameColumn(String, table: String)
  case columnLeftOut(String, job: String)
  /// A query whose rows have no key: a `sql` text, a literal.
  case keylessQuery(job: String)

  // Vector columns and what is known of them.
  case notVector(column: String, table: String, type: String)
  case otherDimension(column: String, table: String, has: Int, model: String, gives: Int)
  case otherModel(column: String, table: String, has: String, asked: String, sameName: Bool)
  case modelDamaged(model: String, reason: String)
  case noVectors(column: String, table: String)
  case badVector(key: String, column: String, table: String, VectorFault)

  // Options.
  case badOption(name: String, value: String, must: String)

  // Clusterings.
  case tooFewRows(k: Int, rows: Int)
  case tooFewDistinct(k: Int, distinct: Int)
  case tooLargeForDensity(job: String, rows: Int, bytes: Int, limit: Int)
  /// What a row says it weighs is not a number of at least 0.
  case badWeight(key: String, column: String, table: String, value: String)
  case noCentroids(column: String, table: String)
  case unknownVersion(Int, column: String, table: String, latest: Int)
  case otherK(version: Int, has: Int, asked: Int)
  case brokenCentroids(version: Int, table: String, reason: String)

  // Searching.
  /// The store's engine cannot index this column so.
  case noIndex(column: String, table: String, reason: String)
  /// Two make the index of one column at once; this one began first.
  case otherIndexRun(column: String, table: String)
  /// An option of another kind of index.
  case otherOption(name: String, kind: String)
  case noModel(column: String)
  case badQuery(VectorFault)
  /// The same of one of several queries, counted from 0.
  case badQueryOf(number: Int, VectorFault)
  case unknownKey(String, table: String)
  case keyWithoutVector(String, column: String)

  // Sharing a job.
  /// A row of `vnb_chunks` whose bounds no build of vnb wrote.
  case badChunk(number: Int, table: String)
  case leaseTooShort(seconds: Double)

  // Files of vectors.
  /// Embeddings that are no table of numbers: (N, D) is the shape that is needed.
  case notTwoDimensional(shape: [Int])
  /// A type as NumPy writes it.
  case notFloat32(type: String)
  /// Memory that holds another number of bytes than its shape says.
  case otherByteCount(expected: Int, actual: Int)
  case idsLength(ids: Int, vectors: Int)
  case noBulkVectors(file: String)
  case badRow(file: String, row: Int, VectorFault)
  /// Bytes of one query, what the file has, and the dimension.
  case querySize(file: String, expected: Int, dimension: Int, actual: Int)
  // The cache of results. Told as warnings: no job ends by them.
  case cacheDamaged(file: String, CacheFault)
  /// Nothing more is kept there; nothing is read either, unless `isRead`.
  case cacheUnusable(folder: String, reason: String, isRead: Bool)

  /// The user stopped the job. `kept` says in a sentence what stays.
  case stopped(job: String, kept: String)
}

/// What is wrong with one vector.
public enum VectorFault: Sendable, Equatable {
  case notFinite(element: Int)
  /// A zero vector has no direction, so it has no cosine distance.
  case zero
  /// Its squared length is above ``Matrix/largestSquaredNorm``.
  case tooLong
  case dimension(has: Int, wanted: Int)
  /// Not a whole number of float32 elements.
  case notVector(bytes: Int)
}
