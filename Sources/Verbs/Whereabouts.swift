import Basics
import Language
import Modules

/// Where a thing is that is called by a name that is not defined: in a module that was not loaded, or among the verbs of a
/// kind.
enum Whereabouts {
  /// A sentence for a person; nil when nothing of that name is known.
  static func of(_ name: String) -> String? {
    if Modules.names.contains(name) { return "`use \(name)` loads the module" }
    let found = functions.filter { $0.name == name || "\($0.module)_\($0.name)" == name }
    if !found.isEmpty {
      let calls = listed(found.map { "`\($0.module).\($0.name)`" }, "or")
      return "write \(calls), after \(listed(found.map { "`use \($0.module)`" }, "or"))"
    }
    guard name == "plot" || name == "plots" else { return nil }
    return "each plot is a verb: \(listed(VerbCatalog.plots.map { "`\($0.signature.name)`" }, "and"))"
  }

  /// The functions of the modules that are built in.
  private static let functions: [(module: String, name: String)] = Modules.names.flatMap { module in
    functions(of: module).map { (module, $0) }
  }

  private static func functions(of module: String) -> [String] {
    let text = (try? Modules.text(module).map(moduleProgram)) ?? ""
    return parse(SourceText(name: module, text: text)).program.statements.compactMap { statement in
      if case .function(let function) = statement.kind { function.name?.text } else { nil }
    }
  }

  private static func listed(_ words: [String], _ last: String) -> String {
    guard let end = words.last, words.count > 1 else { return words.first ?? "" }
    return words.dropLast().joined(separator: ", ") + " \(last) \(end)"
  }
}
