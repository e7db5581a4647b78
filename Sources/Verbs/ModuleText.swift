import Basics
import Glibc
import Language
import Modules

extension Session {
  /// The source of `use name`: `name.vnb` beside the notebook, in the module folders, or built in.
  func moduleSource(_ name: String) throws -> SourceText? {
    for folder in [settings.folder] + settings.modulePaths {
      let path = resolvedPath(name + ".vnb", in: folder)
      if access(path, R_OK) == 0 {
        return SourceText(name: path, text: try moduleProgram(readTextFile(path)))
      }
    }
    return try Modules.text(name).map { SourceText(name: "\(name).vnb", text: try moduleProgram($0)) }
  }

  /// Names that `use` finds without a file.
  public static var builtInModules: [String] { Modules.names }
}

/// The `vnb` cells of a notebook as one program. All other lines become empty, so that line numbers stay those of the file.
func moduleProgram(_ notebook: String) throws -> String {
  var program = ""
  var fence: (length: Int, isCode: Bool)?
  for line in notebook.split(separator: "\n", omittingEmptySubsequences: false) {
    let ticks = line.prefix { $0 == "`" }.count
    let rest = line.dropFirst(ticks).filter { $0 != "\r" }
    if let open = fence {
      if ticks >= open.length, rest.allSatisfy(\.isWhitespace) {
        fence = nil
      } else if open.isCode {
        program += line
      }
    } else if ticks >= 3 {
      fence = (ticks, rest == "vnb" || rest.hasPrefix("vnb "))
    }
    program += "\n"
  }
  return program
}

/// A whole text file; UTF-8 only, at most as large as a source text may be. Errors call it `name`.
func readTextFile(_ path: String, called name: String? = nil) throws -> String {
  let name = name ?? path
  guard let file = fopen(path, "rb") else {
    throw VerbError.unreadableFile(path: name, reason: String(cString: strerror(errno))).diagnostic(at: nil)
  }
  defer { fclose(file) }
  var bytes = [UInt8](repeating: 0, count: Limits.sourceBytes + 1)
  let count = fread(&bytes, 1, bytes.count, file)
  guard ferror(file) == 0 else {
    throw VerbError.unreadableFile(path: name, reason: String(cString: strerror(errno))).diagnostic(at: nil)
  }
  guard count <= Limits.sourceBytes else {
    throw VerbError.fileTooLarge(path: name, limit: Limits.sourceBytes).diagnostic(at: nil)
  }
  guard let text = String(validating: bytes[..<count], as: UTF8.self) else {
    throw VerbError.notUTF8(path: name).diagnostic(at: nil)
  }
  return text
}

extension Session {
  /// A text file named in a call, relative to the session's folder.
  func textFile(_ path: String, _ call: Call) throws -> String {
    do { return try readTextFile(resolvedPath(path, in: settings.folder), called: path) } catch var error
      as Diagnostic
    {
      error.labels = [Diagnostic.Label(call.span(of: "file"))]
      throw error
    }
  }
}
