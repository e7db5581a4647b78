import Glibc

/// What the JSON beside a raw file says of it: `{"n": 1000, "dim": 384, "metric": "cosine"}`, every field optional but `dim`.
public struct VectorSidecar: Sendable, Equatable {
  public var count: Int?
  public var dimension: Int
  public var metric: String?
  /// The file it was read from.
  public var display: String

  static let sizeLimit = 1 << 20

  /// `vectors.json` for `vectors.f32`.
  public static func name(for path: String) -> String {
    let slash = path.utf8.lastIndex(of: UInt8(ascii: "/"))
    let nameStart = slash.map { path.utf8.index(after: $0) } ?? path.startIndex
    guard let dot = path.utf8.lastIndex(of: UInt8(ascii: ".")), dot > nameStart else { return path + ".json" }
    return String(path[..<dot]) + ".json"
  }

  /// `meta.json` in the same folder.
  public static func folderName(for path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "meta.json" }
    return String(path[...slash]) + "meta.json"
  }

  /// The sidecar of a raw file: `<name>.json`, else `meta.json`. A JSON file without `dim` is about something else; its name
  /// comes back in `other`.
  static func find(path: String, display: String) throws -> (sidecar: VectorSidecar?, other: String?) {
    var other: String?
    for (place, shown) in [
      (name(for: path), name(for: display)), (folderName(for: path), folderName(for: display)),
    ] where place != path && access(place, F_OK) == 0 {
      if let found = try read(place, shown) { return (found, nil) }
      if other == nil { other = shown }
    }
    return (nil, other)
  }

  /// Refuses to write a sidecar over a JSON file that is about something else.
  /// - Throws: ``VectorFileError/otherSidecar(path:)``.
  static func requireRoom(for path: String, display: String) throws {
    let place = name(for: path)
    guard access(place, F_OK) == 0, (try? read(place, name(for: display))) ?? nil == nil else { return }
    throw VectorFileError.otherSidecar(path: name(for: display))
  }

  /// Nil for what is no object with a field `dim`.
  private static func read(_ path: String, _ display: String) throws -> VectorSidecar? {
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size <= sizeLimit else {
      return nil
    }
    let file = try MappedFile(path: path, display: display)
    guard let fields = try file.reading({ fields(file) }), let dimension = fields["dim"] else { return nil }
    func bad(_ reason: String) -> VectorFileError { .badSidecar(path: display, reason: reason) }
    func size(_ value: Cell.Kind, _ bits: Int64, _ name: String) throws -> Int {
      guard value == .int, let size = Int(exactly: bits), size >= 0 else { throw bad("`\(name)` is no size") }
      return size
    }
    var sidecar = VectorSidecar(dimension: try size(dimension.kind, dimension.int, "dim"), display: display)
    if let count = fields["n"], count.kind != .null { sidecar.count = try size(count.kind, count.int, "n") }
    if let metric = fields["metric"], metric.kind != .null {
      guard metric.kind == .text else { throw bad("`metric` is no text") }
      sidecar.metric = metric.text
    }
    return sidecar
  }

  private struct Field {
    let kind: Cell.Kind
    let int: Int64
    let text: String
  }

  /// The fields of a file that holds one JSON object, over however many lines.
  private static func fields(_ file: MappedFile) -> [String: Field]? {
    let chunk = RecordChunk(capacity: file.size + 1)
    for (at, byte) in file.bytes(0..<file.size).enumerated() { chunk.text[at] = byte == 0x0A ? 0x20 : byte }
    chunk.count = file.size
    chunk.seal()
    let keys = KeyTable()
    let parser = JSONLinesParser(path: file.display, keys: keys, limit: sizeLimit)
    guard (try? parser.parse(chunk, isLast: true)) != nil, chunk.rows.count == 1, chunk.rows[0].reason < 0
    else {
      return nil
    }
    var fields: [String: Field] = [:]
    for cell in chunk.cells {
      fields[keys.names[Int(cell.key)]] = Field(kind: cell.kind, int: cell.int, text: chunk.string(cell))
    }
    return fields
  }

  /// The bytes of a sidecar, with a newline.
  static func bytes(rows: Int, columns: Int, metric: String?) -> [UInt8] {
    let word = metric.map { ", \"metric\": \"\($0)\"" } ?? ""
    return Array("{\"n\": \(rows), \"dim\": \(columns)\(word)}\n".utf8)
  }
}
