/// The `lock` block: which program wrote the outputs, and from which inputs.
public struct Lock: Sendable, Equatable {
  /// A file that was read, as `data PATH sha256:DIGEST rows N` records it.
  public struct Data: Sendable, Equatable {
    /// As the notebook names it, relative to its folder.
    public let path: String
    /// 64 hex digits.
    public let sha256: String
    public let rows: Int
  }
  /// A model that was used, as `model NAME sha256:DIGEST dim N` records it.
  public struct Model: Sendable, Equatable {
    public let name: String
    /// 64 hex digits.
    public let sha256: String
    public let dimension: Int
  }
  /// `0.1.0`.
  public var version = ""
  /// Raised when results may change.
  public var engine = 0
  public var data: [Data] = []
  public var models: [Model] = []
}

extension Lock {
  /// Takes in one line of the block; throws when it is no entry.
  mutating func read(_ line: String) throws(NotebookError) {
    let text = trimmed(line)
    if text.isEmpty { return }
    let words = text.split(separator: " ").map(String.init)
    switch words.first {
    case "vnb":
      guard words.count == 4, words[2] == "engine", let number = Int(words[3]), number > 0 else {
        throw .malformedLock(text)
      }
      version = words[1]
      engine = number
    case "data":
      let entry = try Self.entry(text, words, unit: "rows")
      data.append(Data(path: entry.name, sha256: entry.digest, rows: entry.count))
    case "model":
      let entry = try Self.entry(text, words, unit: "dim")
      models.append(Model(name: entry.name, sha256: entry.digest, dimension: entry.count))
    default: throw .malformedLock(text)
    }
  }

  /// `KIND NAME sha256:DIGEST UNIT COUNT`, read from the end, as names may hold spaces.
  private static func entry(
    _ text: String, _ words: [String], unit: String
  ) throws(NotebookError) -> (name: String, digest: String, count: Int) {
    guard words.count >= 5, words[words.count - 2] == unit, let count = Int(words[words.count - 1]),
      count >= 0
    else { throw .malformedLock(text) }
    // A name may hold blanks, two in a row as well, so it is cut out of the line.
    guard let end = text.ranges(of: " sha256:").last?.lowerBound else { throw .malformedLock(text) }
    let name = trimmed(text[..<end].drop { $0 != " " })
    let digest = words[words.count - 3]
    let hex = digest.dropFirst(7)
    guard digest.hasPrefix("sha256:"), hex.count == 64, hex.allSatisfy(isLowerHex) else {
      throw .malformedLock(text)
    }
    return (name, String(hex), count)
  }
}

func isLowerHex(_ character: Character) -> Bool { "0123456789abcdef".contains(character) }
