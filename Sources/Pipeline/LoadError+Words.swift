import Basics
import Formats
import Stores

extension LoadError {
  /// V0420 to V0433, or the code of the reader's or store's own error.
  public var code: String {
    switch cause {
    case .file(let error): error.code
    case .badLine: "V0420"
    case .keyExists: "V0421"
    case .lateField: "V0422"
    case .namesDifferByCase: "V0423"
    case .nameTaken: "V0424"
    case .tooManyColumns: "V0425"
    case .refused(let error, _, _), .store(let error): error.code
    case .cannotWrite: "V0433"
    case .interrupted: "V0427"
    case .isView: "V0428"
    case .otherKey: "V0429"
    case .noSuchKey: "V0430"
    case .conflictNeedsKey: "V0431"
    case .badOption: "V0432"
    }
  }

  public var message: String {
    switch cause {
    case .file(let error): error.message
    case .badLine(let file, let line, let reason, _): "\(file):\(line): \(reason)"
    case .keyExists(let file, let line, let key): "\(file):\(line): the key \(key) is in `\(table)` already"
    case .lateField(let file, let line, let name):
      "\(file):\(line): the field `\(name)` is not among the columns of `\(table)`"
    case .namesDifferByCase(let file, let line, let first, let second):
      "\(file):\(line): the fields `\(first)` and `\(second)` differ only by case: SQL takes them for one column"
    case .nameTaken(let file, let line, let name):
      "\(file):\(line): the field `\(name)` has the name of the key column made for `\(table)`"
    case .tooManyColumns(let file, let line, let limit):
      "\(file):\(line): the records have more than \(limit) different fields"
    case .refused(let error, let file, let line): "\(file):\(line): \(error.message)"
    case .store(let error): error.message
    case .cannotWrite(let path, let reason): "cannot write `\(path)`: \(reason)"
    case .interrupted: "the load was stopped"
    case .isView(let name): "`\(name)` is a view: records can be loaded into a table only"
    case .otherKey(let table, let wanted, let found) where found.isEmpty:
      "`\(table)` has no primary key, so `\(wanted)` cannot tell its rows apart"
    case .otherKey(let table, let wanted, let found):
      "the primary key of `\(table)` is \(Self.list(found)), not `\(wanted)`"
    case .noSuchKey(let key, let columns): "no record has a field `\(key)`; there are \(Self.list(columns))"
    case .conflictNeedsKey(let conflict): "`\(conflict)` needs a key to find the rows it is about"
    case .badOption(let name, let problem): "`\(name)` \(problem)"
    }
  }

  public var notes: [String] {
    switch kept {
    case .untouched: ["nothing was written"]
    case .undone: ["all records are one transaction, and it was undone: `\(table)` is as it was"]
    case .records(let count, let new):
      ["the \(counted(count, "record")) before it are stored in `\(table)`, \(grouped(new)) of them new"]
    }
  }

  public var help: String? {
    switch cause {
    case .file(let error): error.help
    case .badLine(_, _, _, let allowed): "mend the line, or allow more of them: skip_bad: \(allowed + 1)"
    case .keyExists: "keep the stored row with conflict: \"skip\", or take the new one with \"replace\""
    case .lateField: "leave out `strict` to add the column"
    case .namesDifferByCase, .nameTaken: "rename the field in the file"
    case .tooManyColumns: "is every record's field name different? Make the names values of one field"
    case .refused(let error, _, _), .store(let error): error.help
    case .cannotWrite: "the folder must exist and be writable"
    case .interrupted:
      if case .records = kept { "repeat the load to finish it: stored records are skipped" } else { nil }
    case .isView: "load into a new table, or into the one the view reads"
    case .otherKey(_, _, let found) where found.count == 1:
      "give key: \"\(found[0])\", or load into another table"
    case .otherKey: "load into another table"
    case .noSuchKey: "name one of the fields as `key`"
    case .conflictNeedsKey: "add key: \"…\""
    case .badOption: nil
    }
  }

  private static func list(_ names: [String]) -> String {
    names.isEmpty ? "none" : names.map { "`\($0)`" }.joined(separator: ", ")
  }
}
