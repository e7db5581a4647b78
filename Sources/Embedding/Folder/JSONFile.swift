import FoundationEssentials

/// Reads small JSON files with errors that name the file.
enum JSONFile {
  /// Configuration files are a few kilobytes; a vocabulary in JSON, a few megabytes.
  static let maxLength = 64 << 20

  static func read<T: Decodable>(_ type: T.Type, at path: String) throws -> T {
    let file = try MappedFile(path: path)
    if file.bytes.count > maxLength {
      throw EmbeddingError.unreadable(
        path: path, reason: "\(file.bytes.count) bytes are too many for a configuration")
    }
    do { return try JSONDecoder().decode(type, from: Data(file.bytes)) } catch let error as DecodingError {
      throw EmbeddingError.badJSON(path: path, reason: reason(error))
    } catch {
      throw EmbeddingError.badJSON(path: path, reason: "\(error)")
    }
  }

  /// nil when there is no such file.
  static func readIfPresent<T: Decodable>(_ type: T.Type, at path: String) throws -> T? {
    do { return try read(type, at: path) } catch EmbeddingError.missingFile { return nil }
  }

  private static func reason(_ error: DecodingError) -> String {
    switch error {
    case .keyNotFound(let key, _): "`\(key.stringValue)` is missing"
    case .typeMismatch(_, let context), .valueNotFound(_, let context):
      "`\(context.codingPath.map(\.stringValue).joined(separator: "."))` has a value of the wrong kind"
    case .dataCorrupted: "it does not parse"
    @unknown default: "it does not parse"
    }
  }
}
