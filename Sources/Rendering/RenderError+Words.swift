import Basics
import Language

extension RenderError {
  public var diagnostic: Diagnostic { Diagnostic(code, message, notes: notes, help: help) }

  public var code: String {
    switch self {
    case .nestedTooDeeply: "V0890"
    case .tooLong: "V0891"
    }
  }

  public var message: String {
    switch self {
    case .nestedTooDeeply(let limit): "the value is nested more than \(limit) levels deep"
    case .tooLong(let limit): "the value takes more than \(grouped(limit)) bytes to write"
    }
  }

  public var notes: [String] { [] }

  public var help: String? {
    switch self {
    case .nestedTooDeeply, .tooLong: "show a part of it, such as one field or element"
    }
  }
}
