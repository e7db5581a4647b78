import Language
import Pipeline
import Verbs

/// The manual in Markdown, made from the signatures of verbs and modules and from the tables of options.
enum ReferencePages {
  /// File names with their texts, in the order of the index.
  static func all() throws -> [(name: String, text: String)] {
    let pages = categories.map { category in
      (name: "\(category).md", text: page(heading(category), signatures(category)))
    }
    let modules = try Session.builtInModules.sorted().map { module in
      (name: "module-\(module).md", text: try modulePage(module))
    }
    let rest = modules + [(name: "commands.md", text: CommandReference.page)]
    return [(name: "README.md", text: try index())] + pages + rest
  }

  private static var categories: [String] {
    var seen: [String] = []
    for verb in VerbCatalog.all where !seen.contains(verb.signature.category) {
      seen.append(verb.signature.category)
    }
    return seen
  }

  private static func signatures(_ category: String) -> [Signature] {
    VerbCatalog.all.map(\.signature).filter { $0.category == category }
  }

  private static func heading(_ category: String) -> String {
    "\(category.prefix(1).uppercased())\(category.dropFirst())"
  }

  private static func index() throws -> String {
    var text =
      note + "# Reference\n\n[The language](../language.md) in one page, and what can be called in it:\n"
    for category in categories {
      text +=
        "\n## [\(heading(category))](\(category).md)\n\n" + list(signatures(category), page: "\(category).md")
    }
    for module in Session.builtInModules.sorted() {
      text += "\n## [Module `\(module)`](module-\(module).md)\n\n"
      text += list(try Session.signatures(ofModule: module), page: "module-\(module).md")
    }
    return text + "\n## [Commands](commands.md)\n\n" + CommandReference.list
  }

  private static func list(_ signatures: [Signature], page: String) -> String {
    signatures.map { "- [`\($0.name)`](\(page)#\($0.name)): \(sentence($0.summary))\n" }.joined()
  }

  private static func page(_ title: String, _ signatures: [Signature]) -> String {
    note + "# \(title)\n" + signatures.map { "\n" + SignatureReference($0).text }.joined()
  }

  private static func modulePage(_ module: String) throws -> String {
    let head =
      "Module `\(module)`\n\n`use \(module)` loads it; its functions are called with its name before theirs."
    return page(head, try Session.signatures(ofModule: module))
  }

  static let note = "<!-- Made by `vnb docs`: change the signatures, not this file. -->\n\n"

  static func sentence(_ text: String) -> String {
    text.hasSuffix(".") ? text : text + "."
  }
}

/// One verb or function of the manual.
struct SignatureReference {
  private let signature: Signature
  init(_ signature: Signature) { self.signature = signature }

  var text: String {
    var text = "## \(signature.name)\n"
    if !signature.summary.isEmpty { text += "\n\(ReferencePages.sentence(signature.summary))\n" }
    text += "\n```\n\(signature.usage)\n```\n"
    if !signature.details.isEmpty { text += "\n\(signature.details)\n" }
    return text + parameters + examples
  }

  private var parameters: String {
    guard !signature.parameters.isEmpty else { return "" }
    let rows = signature.parameters.map { parameter in
      let type = parameter.type.text.replacing("|", with: "\\|")
      return "| `\(parameter.name)` | \(type) | \(preset(parameter)) | \(words(parameter)) |\n"
    }
    return "\n| parameter | type | default | |\n|---|---|---|---|\n" + rows.joined()
  }

  private func preset(_ parameter: Parameter) -> String {
    switch parameter.kind {
    case .required: "required"
    case .option(let text, _): "`\(text)`"
    case .rest, .named: "any number"
    }
  }

  private func words(_ parameter: Parameter) -> String {
    var parts = parameter.doc.isEmpty ? [] : [parameter.doc]
    if !parameter.choices.isEmpty {
      parts.append("one of " + parameter.choices.map { "`\($0)`" }.joined(separator: ", "))
    }
    if let range = parameter.range { parts.append("\(range.lowerBound) to \(range.upperBound)") }
    return parts.joined(separator: "; ").replacing("|", with: "\\|")
  }

  private var examples: String {
    signature.examples.map { example in
      var text = example.note.isEmpty ? "\n" : "\n\(ReferencePages.sentence(example.note))\n\n"
      text += Self.fenced(example.code, "vnb")
      if let output = example.output { text += "\n" + Self.fenced(output, "text") }
      return text
    }.joined()
  }

  static func fenced(_ text: String, _ kind: String) -> String {
    "```\(kind)\n\(text)\(text.hasSuffix("\n") ? "" : "\n")```\n"
  }
}

/// The page of commands.
enum CommandReference {
  static var list: String {
    CommandEntry.all.map { "- [`vnb \($0.name)`](commands.md#vnb-\($0.name)): \($0.summary).\n" }.joined()
  }

  static var page: String {
    var text = ReferencePages.note + "# Commands\n\n" + SignatureReference.fenced(Usage.page(nil), "text")
    for command in CommandEntry.all {
      text += "\n## vnb \(command.name)\n\n" + SignatureReference.fenced(Usage.page(command.name), "text")
    }
    return text
  }
}
