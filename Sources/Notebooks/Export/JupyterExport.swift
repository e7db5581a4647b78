import Basics
import Rendering

/// A document as a Jupyter notebook, nbformat 4.5 (https://nbformat.readthedocs.io/en/latest/format_description.html).
///
/// The language is `vnb`, which has no Jupyter kernel: the notebook opens with its outputs and is not run there.
struct JupyterExport {
  let document: ExportDocument

  init(_ document: ExportDocument) { self.document = document }

  var text: String {
    JSONTree.object([
      ("cells", .list(cells)), ("metadata", metadata), ("nbformat", .int(4)), ("nbformat_minor", .int(5)),
    ]).text
  }

  private var metadata: JSONTree {
    let language: [(String, JSONTree)] = [
      ("file_extension", .string(".vnb")), ("mimetype", .string("text/x-vnb")), ("name", .string("vnb")),
    ]
    var own: [(String, JSONTree)] = [
      ("generator", .string(document.generator)), ("source", .string(document.name)),
    ]
    let parameters = document.parameters.map { ($0.name, JSONTree.string($0.value)) }
    if !parameters.isEmpty { own.append(("parameters", .object(parameters))) }
    if let lock = document.lock { own.append(("lock", JSONExport.tree(lock))) }
    var fields: [(String, JSONTree)] = [
      (
        "kernelspec",
        .object([("display_name", .string("vnb")), ("language", .string("vnb")), ("name", .string("vnb"))])
      ),
      ("language_info", .object(language)),
    ]
    if let title = document.frontMatter.title { fields.append(("title", .string(title))) }
    return .object(fields + [("vnb", .object(own))])
  }

  /// A cell's id is made of its text, and of its number among cells of the same text, so that it is the same every time
  /// and moves with its cell.
  private var cells: [JSONTree] {
    var seen: [String: Int] = [:]
    var runs = 0
    return document.parts.map { part in
      let stem: String
      switch part {
      case .prose(let text, _): stem = "text-\(SHA256.hex(Array(text.utf8), digits: 8))"
      case .cell(let cell): stem = "cell-\(cell.hash)"
      }
      let count = seen[stem, default: 0] + 1
      seen[stem] = count
      let id = JSONTree.string(count == 1 ? stem : "\(stem)-\(count)")
      switch part {
      case .prose(let text, _):
        return .object([
          ("cell_type", .string("markdown")), ("id", id), ("metadata", .object([])), ("source", .lines(text)),
        ])
      case .cell(let cell):
        if cell.hasRun { runs += 1 }
        return Self.code(cell, id, run: cell.hasRun ? runs : nil)
      }
    }
  }

  private static func code(_ cell: ExportDocument.Cell, _ id: JSONTree, run: Int?) -> JSONTree {
    var metadata: [(String, JSONTree)] = []
    if let name = cell.name { metadata.append(("name", .string(name))) }
    let tags = [
      cell.isParams ? "parameters" : nil, cell.expectsError ? "raises-exception" : nil,
      cell.isSkipped ? "skip-execution" : nil,
    ].compactMap { $0.map { JSONTree.string($0) } }
    if !tags.isEmpty { metadata.append(("tags", .list(tags))) }
    return .object([
      ("cell_type", .string("code")), ("execution_count", run.map { .int($0) } ?? .null), ("id", id),
      ("metadata", .object(metadata)), ("outputs", .list(outputs(cell))), ("source", .lines(cell.program)),
    ])
  }

  private static func outputs(_ cell: ExportDocument.Cell) -> [JSONTree] {
    var outputs: [JSONTree] = []
    var printed = ""
    func flush() {
      if !printed.isEmpty { outputs.append(stream(printed)) }
      printed = ""
    }
    for shown in cell.shown {
      guard let data = bundle(shown) else {
        printed += shown.text
        continue
      }
      flush()
      outputs.append(
        .object([
          ("data", .object(data)), ("metadata", .object([])), ("output_type", .string("display_data")),
        ]))
    }
    flush()
    if let failure = cell.failure { outputs.append(error(failure)) }
    return outputs
  }

  /// The forms of a value, by media type; nil for printed lines.
  private static func bundle(_ shown: Shown) -> [(String, JSONTree)]? {
    let text = shown.text.hasSuffix("\n") ? String(shown.text.dropLast()) : shown.text
    let plain = ("text/plain", JSONTree.lines(text))
    switch shown.content {
    case .text: return nil
    case .value: return [plain]
    case .table(let table, _): return [("text/html", .lines(HTMLTable.plain(table))), plain]
    case .drawing(let svg, _): return [("image/svg+xml", .lines(svg)), plain]
    }
  }

  private static func stream(_ text: String) -> JSONTree {
    .object([("name", .string("stdout")), ("output_type", .string("stream")), ("text", .lines(text))])
  }

  private static func error(_ failure: ExportDocument.Failure) -> JSONTree {
    let lines = failure.text.split(separator: "\n").map { JSONTree.string(String($0)) }
    return .object([
      ("ename", .string(failure.code)), ("evalue", .string(failure.message)),
      ("output_type", .string("error")),
      ("traceback", .list(lines)),
    ])
  }
}
