import Language
import Pipeline

extension Session {
  /// The functions of a module that is built in, as `use` makes them, in its order; each is named `module.function`.
  ///
  /// - Throws: `Diagnostic` when there is no such module.
  public static func signatures(ofModule module: String) throws -> [Signature] {
    let session = Session(settings: Settings(folder: "/nonexistent", workers: 1), output: SilentOutput())
    defer { try? session.close() }
    try session.run(SourceText(name: "<docs>", text: "use \(module)"))
    guard case .record(let record)? = session.interpreter.value(of: module) else { return [] }
    return zip(record.names, record.values).compactMap { name, value in
      guard case .function(let function) = value else { return nil }
      var signature = function.signature
      signature.name = "\(module).\(name)"
      return signature
    }
  }

  /// Those of all modules that are built in.
  public static let moduleSignatures: [Signature] = builtInModules.flatMap {
    (try? signatures(ofModule: $0)) ?? []
  }
}

/// For sessions that show nothing.
private final class SilentOutput: SessionOutput {
  func show(_ value: Value) throws {}
  func print(_ text: String) throws {}
  func warn(_ text: String) {}
  func progress(_ progress: Progress) {}
}
