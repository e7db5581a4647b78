import Support
import Testing

/// A notebook of the tree, by its path from the checkout.
struct MatrixNotebook: Sendable, CustomTestStringConvertible {
  let path: String
  var testDescription: String { path }

  /// A part of a path, to look at few notebooks while something is being found out.
  static let wanted = environment("VNB_MATRIX")
  /// `Tests/Spec`, the modules, the demos and lessons; all of them unless `VNB_MATRIX` says which.
  static let all = ["Tests/Spec", "stdlib", "notebooks"].flatMap(find).filter { path in
    wanted.map { path.contains($0) } ?? true
  }.map { MatrixNotebook(path: $0) }
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
