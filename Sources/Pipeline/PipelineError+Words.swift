import Basics

extension PipelineError {
  /// `V0620` to `V0699`, one for each cause; never reused. (`Vectors` has those below.)
  public var code: String {
    switch self {
    case .unknownTable: "V0621"
    case .isView: "V0622"
    case .noKey: "V0623"
    case .compositeKey: "V0624"
    case .unknownColumn: "V0625"
    case .notText: "V0626"
    case .sameColumn: "V0627"
    case .columnLeftOut: "V0628"
    case .nullKey: "V0629"
    case .keylessQuery: "V0637"
    case .tooLargeForDensity: "V0636"
    case .notVector: "V0630"
    case .otherDimension: "V0631"
    case .otherModel: "V0632"
    case .modelDamaged: "V0633"
    case .noVectors: "V0634"
    case .badVector: "V0635"
    case .badOption: "V0640"
    case .tooFewRows: "V0650"
    case .tooFewDistinct: "V0651"
    case .badWeight: "V0674"
    case .noCentroids: "V0653"
    case .unknownVersion: "V0654"
    case .otherK: "V0655"
    case .brokenCentroids: "V0656"
    case .noModel: "V0660"
    case .noIndex: "V0664"
    case .otherOption: "V0665"
    case .otherIndexRun: "V0666"
    case .badQuery: "V0661"
    case .badQueryOf: "V0676"
    case .unknownKey: "V0662"
    case .keyWithoutVector: "V0663"
    case .badChunk: "V0670"
    case .leaseTooShort: "V0671"
    case .notTwoDimensional, .notFloat32, .otherByteCount, .idsLength, .noBulkVectors: "V0677"
    case .badRow: "V0678"
    case .querySize: "V0679"
    case .cacheDamaged: "V0672"
    case .cacheUnusable: "V0673"
    case .stopped: "V0690"
    }
  }

  public var message: String {
    switch self {
    case .unknownTable(let table, _, _): "there is no table `\(table)`"
    case .isView(let view, let job): "`\(view)` is a view; `\(job)` writes to tables only"
    case .noKey(let table): "table `\(table)` has no primary key, so its rows cannot be told apart"
    case .compositeKey(let table, let key, let job):
      "table `\(table)` has a key of \(key.count) columns (\(listed(key))); `\(job)` needs a key of one column"
    case .nullKey(let table, let key, let rows):
      "\(counted(rows, "row")) of table `\(table)` \(rows == 1 ? "has" : "have") NULL as key `\(key)`"
    case .unknownColumn(let column, let table, _): "no column `\(column)` in table `\(table)`"
    case .notText(let column, let table, let type):
      "column `\(column)` of table `\(table)` holds \(type) values, which have no text to embed"
    case .sameColumn(let column, let table):
      "input and output are the same column, `\(column)` of table `\(table)`"
    case .columnLeftOut(let column, let job):
      "`\(job)` needs column `\(column)`, which these rows no longer have"
    case .keylessQuery(let job): "`\(job)` needs rows with a key, and this query gives none"
    case .notVector(let column, let table, let type):
      "column `\(column)` of table `\(table)` has type \(type), not VECTOR"
    case .otherDimension(let column, let table, let has, let model, let gives):
      "column `\(column)` of table `\(table)` holds \(has)-dimensional vectors, \(model) gives \(gives)"
    case .otherModel(let column, let table, ColumnLineage.fromFile, _, _):
      "column `\(column)` of table `\(table)` was loaded from a file"
    case .otherModel(let column, let table, let has, let asked, _):
      "column `\(column)` of table `\(table)` was made by model \(has), not by \(asked)"
    case .modelDamaged(let model, let reason): "model \(model) \(reason)"
    case .noVectors(let column, let table): "column `\(column)` of table `\(table)` holds no vectors yet"
    case .badVector(let key, let column, let table, let fault):
      "row \(key) of table `\(table)`: `\(column)` \(fault.words)"
    case .badOption(let name, let value, let must): "`\(name)` must be \(must), got \(value)"
    case .tooFewRows(let k, let rows):
      "`k` is \(grouped(k)), but there \(rows == 1 ? "is" : "are") only \(counted(rows, "vector"))"
    case .tooFewDistinct(let k, let distinct):
      "`k` is \(grouped(k)), but there \(distinct == 1 ? "is" : "are") only \(counted(distinct, "distinct vector"))"
    case .tooLargeForDensity(let job, let rows, let bytes, let limit):
      "\(counted(rows, "vector")) need \(megabytes(bytes)) of memory for `\(job)`; the bound is \(megabytes(limit))"
    case .badWeight(let key, let column, let table, let value):
      "row \(key) of table `\(table)`: its weight `\(column)` is \(value), not a number of at least 0"
    case .noCentroids(let column, let table): "column `\(column)` of table `\(table)` has no centroids yet"
    case .unknownVersion(let version, let column, let table, _):
      "column `\(column)` of table `\(table)` has no clustering with version \(version)"
    case .otherK(let version, let has, let asked):
      "version \(version) has \(counted(has, "centroid")), so it cannot be refined with k = \(grouped(asked))"
    case .brokenCentroids(let version, let table, let reason):
      "centroids of version \(version) in `\(table)`: \(reason)"
    case .noModel(let column):
      "which model made `\(column)` is not recorded, so a text cannot be compared with it"
    case .noIndex(let column, let table, let reason):
      "column `\(column)` of table `\(table)` cannot have this index: \(reason)"
    case .otherIndexRun(let column, let table):
      "somebody else began to make an index on `\(column)` of table `\(table)` meanwhile"
    case .otherOption(let name, let kind): "an index of kind `\(kind)` has no option `\(name)`"
    case .badQuery(let fault): "the query vector \(fault.words)"
    case .badQueryOf(let number, let fault): "the vector of query \(grouped(number)) \(fault.words)"
    case .unknownKey(let key, let table): "no row with key \(key) in table `\(table)`"
    case .keyWithoutVector(let key, let column): "row \(key) has no vector in `\(column)`"
    case .badChunk(let number, let table): "the bounds of chunk \(number) in `\(table)` are damaged"
    case .leaseTooShort(let seconds):
      "other workers took over one chunk after another, because a batch takes longer than the lease of \(seconds) s"
    case .notTwoDimensional, .notFloat32, .otherByteCount, .idsLength, .noBulkVectors, .badRow, .querySize:
      bulkMessage
    case .cacheDamaged, .cacheUnusable: cacheMessage
    case .stopped(let job, let kept): "`\(job)` was stopped; \(kept)"
    }
  }
}

extension PipelineError {
  /// Facts, first of all what stayed unchanged.
  public var notes: [String] {
    switch self {
    case .otherModel(_, _, _, _, true):
      ["both have this name, but their files differ (SHA-256)", "nothing was changed"]
    case .unknownTable(_, let store, _): ["the store is \(store)"]
    case .otherDimension, .otherModel, .notVector, .otherK, .tooFewDistinct, .badWeight:
      ["nothing was changed"]
    default: []
    }
  }

  /// The next step.
  public var help: String? {
    switch self {
    case .unknownTable(_, _, let nearest?), .unknownColumn(_, _, let nearest?): "did you mean `\(nearest)`?"
    case .unknownTable: "`tables` lists what there is; `load` makes a table from files"
    case .unknownColumn(_, let table, _): "`describe` shows the columns of `\(table)`"
    case .isView: "name the table that the view reads"
    case .noKey: "load the rows again with `key:`, or make a table with a PRIMARY KEY and copy them"
    case .compositeKey: "copy the rows into a table whose key is one column"
    case .nullKey(let table, let key, _):
      "give them a key, or: sql \"delete from \(table) where \(key) is null\""
    case .notText: "choose a column of text or numbers"
    case .sameColumn: "give the vectors a column of their own with `into:`"
    case .columnLeftOut(let column, _): "keep `\(column)` and the key in `select`"
    case .keylessQuery: "begin with a table, or with `table \"name\"`, and filter it with `where`"
    case .notVector: "choose another name for the vectors, or a column made by `embed`"
    case .otherDimension, .otherModel: "put the vectors of another model into a new column with `into:`"
    case .modelDamaged: nil
    case .noVectors: "run `embed` first"
    case .badVector(_, let column, _, _):
      "set `\(column)` of that row to NULL, or run `embed` on it again"
    case .badOption: nil
    case .tooFewRows, .tooFewDistinct: "choose a smaller `k`"
    case .tooLargeForDensity: "cluster a part of the rows with `batches`, or use `kmeans`"
    case .badWeight: "correct the row, or leave out `weight`"
    case .noCentroids: "run `kmeans` first"
    case .unknownVersion(_, _, _, let latest): "the latest version is \(latest)"
    case .otherK(_, let has, _): "use k: \(has), or leave out `increment` for a new clustering"
    case .brokenCentroids: "run `kmeans` again for a new version"
    case .noModel: "name it with `model:`"
    case .noIndex: "search compares every row without one"
    case .otherOption:
      "the embedded store takes `m`, `ef_construction`, `ef_search` and `codes`; `?index` says what is whose"
    case .otherIndexRun: "the other one goes on; search compares every row until it is done"
    case .badQuery(.dimension), .badQueryOf(_, .dimension): "use a vector from the same model as the column"
    case .badQuery, .badQueryOf, .keyWithoutVector: nil
    case .unknownKey: "keys are compared with their type: 7 is not \"7\""
    case .badChunk(_, let table):
      "begin the sharing anew: sql \"delete from \(table)\"; the rows that are done stay done"
    case .cacheDamaged: nil
    case .cacheUnusable: "name another folder with `--cache-dir`"
    case .leaseTooShort: "use a longer `--lease` or a smaller `--batch-size`"
    case .notFloat32: "convert them first; in Python: a.astype('<f4')"
    case .notTwoDimensional: "give one row for each vector"
    case .idsLength: "there must be one id for each vector, in the same order"
    case .querySize: "queries are vectors of the index's dimension, one after another"
    case .badRow(_, _, .zero): "leave the row out, or use the metric `l2`"
    case .badRow: "leave the row out, or make it again"
    case .otherByteCount, .noBulkVectors: nil
    case .stopped: "run it again to go on from there"
    }
  }
}

extension VectorFault {
  var words: String {
    switch self {
    case .notFinite(let element): "has a NaN or infinite element at position \(element)"
    case .zero: "has length zero, which has no cosine distance"
    case .tooLong: "is so long that its squared length overflows float32"
    case .notVector(let bytes): "holds \(counted(bytes, "byte")), which are no float32 elements"
    case .dimension(let has, let wanted): "has \(has) elements, not \(wanted)"
    }
  }
}

private func listed(_ names: [String]) -> String { names.map { "`\($0)`" }.joined(separator: ", ") }

private func megabytes(_ bytes: Int) -> String { "\(grouped((bytes + 999_999) / 1_000_000)) MB" }
