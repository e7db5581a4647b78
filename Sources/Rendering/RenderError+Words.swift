extension RenderError {
  public var code: String {
    switch self {
    case .nestedTooDeeply: "V0890"
    }
  }

  public var message: String {
    switch self {
    case .nestedTooDeeply(let limit): "the value is nested more than \(limit) levels deep"
    }
  }

  public var notes: [String] { [] }

  public var help: String? {
    switch self {
    case .nestedTooDeeply: "show a part of it, such as one field or element"
    }
  }
}
