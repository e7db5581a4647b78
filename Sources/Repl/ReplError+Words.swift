import Glibc
import Language
import Rendering

extension ReplError {
  /// V0850 to V0879.
  public var code: String {
    switch self {
    case .cannotWrite: "V0858"
    case .unknownCommand: "V0850"
    case .notInThisVersion: "V0851"
    case .unknownFormat: "V0852"
    case .unexpectedArgument: "V0853"
    case .noLastValue: "V0854"
    case .unknownName: "V0855"
    case .noSource: "V0856"
    case .emptySearch: "V0857"
    }
  }

  public var message: String {
    switch self {
    case .unknownCommand(let name, _): "there is no command `:\(name)`"
    case .notInThisVersion(let name): "`:\(name)` is not in this version"
    case .unknownFormat(let name, _): "there is no format `\(name)`"
    case .unexpectedArgument(let command): "`:\(command)` takes no argument"
    case .noLastValue: "no value has been shown yet"
    case .unknownName(let name, _): "there is no verb, function or variable `\(name)`"
    case .noSource(let name): "`\(name)` is built in and has no source in the language"
    case .cannotWrite(let errno): "cannot write the output: \(String(cString: strerror(errno)))"
    case .emptySearch: "there is nothing to search for"
    }
  }

  public var notes: [String] { [] }

  public var help: String? {
    switch self {
    case .unknownCommand(_, let nearest):
      nearest.map { "did you mean `:\($0)`?" } ?? "`:help` lists the commands"
    case .unknownFormat(_, let nearest):
      (nearest.map { "did you mean `\($0)`? " } ?? "") + "formats: "
        + OutputFormat.allCases.map(\.rawValue).joined(separator: ", ")
    case .unknownName(let name, let nearest):
      nearest.map { "did you mean `\($0)`?" } ?? "`?\"\(name)\"` searches names and descriptions"
    case .noSource(let name): "`?\(name)` shows its help"
    case .emptySearch: "for example `?\"nearest rows\"`"
    case .notInThisVersion(let name):
      name == "save" ? "write the cells in a `.vnb` file and run it with `vnb run`" : nil
    case .unexpectedArgument, .noLastValue, .cannotWrite: nil
    }
  }

  /// As it is shown; commands are no part of the language and have no span.
  var diagnostic: Diagnostic { Diagnostic(self) }
}
