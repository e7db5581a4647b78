import Support
import Testing

/// A notebook of the tree, by its path from the checkout.
struct MatrixNotebook: Sendable, CustomTestStringConvertible {
  let path: String
  var testDescription: String { path }

  /// `Tests/Spec`, the modules, the demos and lessons; all of them.
  static let all = ["Tests/Spec", "stdlib", "notebooks"].flatMap(find).map { MatrixNotebook(path: $0) }
  /// Those that need nothing but the checkout.
  static let plain = all.filter { !$0.isTour }
  /// The tour runs on glosses made here, with the model of sentences.
  static let tour = all.filter(\.isTour)

  private static func find(in folder: String) -> [String] {
    Files.list("\(packageFolder)/\(folder)").flatMap { name -> [String] in
      let path = "\(folder)/\(name)"
      if Files.isFolder("\(packageFolder)/\(path)") { return find(in: path) }
      return name.hasSuffix(".vnb") ? [path] : []
    }
  }

  private var isTour: Bool { path == "notebooks/tour.vnb" }

  /// Values of its parameters.
  func parameters() throws -> [String] { isTour ? ["data=\(try Glosses.file.get())", "k=6"] : [] }
}
