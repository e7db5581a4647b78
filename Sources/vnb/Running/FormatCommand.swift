import Language
import Notebooks

/// `vnb fmt`.
enum FormatCommand {
  /// Formats each file; one that cannot be is told of and left alone, and the others go on.
  static func perform(_ paths: [String], checkOnly: Bool) -> ExitCode {
    var code = ExitCode.ok
    for path in paths {
      var source: SourceText?
      do {
        let bytes = try TextFile.read(path)
        source = SourceText(name: path, text: String(decoding: bytes, as: UTF8.self))
        let after = try formatted(bytes, path)
        if after == bytes { continue }
        if checkOnly {
          StandardError.line("\(path): not formatted")
          if code == .ok { code = .failed }
        } else {
          try TextFile.replace(path, with: after)
        }
      } catch let problems as NotebookProblems {
        Narrator.tell(problems.diagnostics(in: source))
        code = .usage
      } catch let problems as FormatRefused {
        Narrator.tell(problems.diagnostics)
        code = .usage
      } catch let error as NotebookError {
        Narrator.tell(error)
        code = .usage
      } catch {
        Narrator.tell([RunError.unexpected(description: "\(path): \(error)").diagnostic])
        code = .failed
      }
    }
    return code
  }

  /// A notebook's cells, or a plain program.
  private static func formatted(_ bytes: [UInt8], _ path: String) throws -> [UInt8] {
    if path.hasSuffix(".vnb") || path.hasSuffix(".md") {
      return try Notebook(parsing: bytes, name: path).formatted { try Language.format($0) }
    }
    guard let text = String(validating: bytes, as: UTF8.self) else { throw NotebookError.invalidUTF8 }
    return Array(try Language.format(SourceText(name: path, text: text)).utf8)
  }
}
