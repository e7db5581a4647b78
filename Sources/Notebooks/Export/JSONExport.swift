import Language
import Rendering

/// A document as data, for programs: prose, programs, outputs (tables as columns and rows), locks.
struct JSONExport {
  /// Raised when a program that reads this would have to change.
  static let version = 1

  let document: ExportDocument

  init(_ document: ExportDocument) { self.document = document }

  var text: String {
    let settings = document.frontMatter
    var fields: [(String, JSONTree)] = [
      ("format", .string("vnb-export")), ("version", .int(Self.version)),
      ("generator", .string(document.generator)), ("name", .string(document.name)),
      ("title", settings.title.map { .string($0) } ?? .null),
      ("seed", settings.seed.map { .raw(String($0)) } ?? .null),
    ]
    let parameters = document.parameters.map { parameter in
      JSONTree.object([
        ("name", .string(parameter.name)), ("type", .string(parameter.type)),
        ("value", .string(parameter.value)), ("given", .bool(parameter.isGiven)),
      ])
    }
    fields.append(("parameters", .list(parameters)))
    fields.append(("cells", .list(document.parts.map(Self.tree))))
    fields.append(("lock", document.lock.map(Self.tree) ?? .null))
    return JSONTree.object(fields).text
  }

  static func tree(_ lock: Lock) -> JSONTree {
    let data = lock.data.map { item in
      JSONTree.object([
        ("path", .string(item.path)), ("sha256", .string(item.sha256)), ("rows", .int(item.rows)),
      ])
    }
    let models = lock.models.map { item in
      JSONTree.object([
        ("name", .string(item.name)), ("sha256", .string(item.sha256)), ("dimension", .int(item.dimension)),
      ])
    }
    return .object([
      ("vnb", .string(lock.version)), ("engine", .int(lock.engine)), ("data", .list(data)),
      ("models", .list(models)),
    ])
  }

  private static func tree(_ part: ExportDocument.Part) -> JSONTree {
    switch part {
    case .prose(let text, _): return .object([("kind", .string("prose")), ("source", .string(text))])
    case .cell(let cell):
      var outputs = cell.shown.map(tree)
      if let failure = cell.failure {
        outputs.append(
          .object([
            ("kind", .string("error")), ("code", .string(failure.code)),
            ("message", .string(failure.message)),
            ("text", .string(failure.text)),
          ]))
      }
      return .object([
        ("kind", .string("code")), ("name", cell.name.map { .string($0) } ?? .null),
        ("hash", .string(cell.hash)), ("source", .string(cell.program)), ("skipped", .bool(cell.isSkipped)),
        ("outputs", .list(outputs)),
      ])
    }
  }

  private static func tree(_ shown: Shown) -> JSONTree {
    switch shown.content {
    case .text: return .object([("kind", .string("text")), ("text", .string(shown.text))])
    case .value(let json):
      return .object([
        ("kind", .string("value")), ("value", json.map { .raw($0) } ?? .null), ("text", .string(shown.text)),
      ])
    case .drawing(let svg, let json):
      return .object([
        ("kind", .string("plot")), ("data", json.map { .raw($0) } ?? .null), ("svg", .string(svg)),
        ("text", .string(shown.text)),
      ])
    case .table(let table, let json):
      let columns = table.columns.map { column in
        JSONTree.object([("name", .string(column.name)), ("type", .string(column.type))])
      }
      let rows = (json ?? []).map { JSONTree.raw($0) }
      return .object([
        ("kind", .string("table")), ("columns", .list(columns)), ("rows", .list(rows)),
        ("complete", .bool(!table.isCut)),
      ])
    }
  }
}
