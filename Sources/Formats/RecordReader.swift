/// How records are written in a file.
public enum FileFormat: String, Sendable {
  case jsonLines, csv, tsv

  /// By the name's extension, `.gz` set aside: `.csv`, `.tsv` and `.tab`; everything else is JSON Lines.
  public static func named(_ path: String) -> FileFormat {
    var name = path.lowercased()
    if name.hasSuffix(".gz") { name.removeLast(3) }
    if name.hasSuffix(".csv") { return .csv }
    return name.hasSuffix(".tsv") || name.hasSuffix(".tab") ? .tsv : .jsonLines
  }
}

/// Bounds of a reader, smaller in tests.
public struct ReaderLimits: Sendable {
  /// Bytes of the longest line (of a CSV record: all its lines).
  public var line = 100_000_000
  /// Text read before records are handed on; a longer record makes the chunk grow.
  public var chunk = 1 << 20
  public init() {}
}

/// What cuts a chunk's text into records.
protocol RecordParser: AnyObject {
  /// Turns the whole records of `chunk` into rows, starting at byte 0, and gives the bytes used up. `isLast`: no more text
  /// follows, so the last record may lack its line end. What is left stands at the start of the next chunk.
  func parse(_ chunk: RecordChunk, isLast: Bool) throws(FormatsError) -> Int
  /// Line that the next byte belongs to, from 1.
  var line: Int { get }
}

/// Reads one file record by record, in chunks of about a megabyte: gzip or plain, JSON Lines or delimited text.
/// Memory is a few chunks, or the longest record.
public final class RecordReader {
  private let source: any ByteSource
  private let path: String
  private let limits: ReaderLimits
  private let keys: KeyTable
  private let parser: any RecordParser
  private var rest: [UInt8] = []
  private var isAtEnd = false
  private var isAtStart = true
  private var fault: FormatsError?
  private var plain = 0
  /// Bytes on disk; 0 for a pipe.
  public let fileSize: Int

  /// Opens `path`, called `display` in errors. `format` nil goes by the name. `hasQuotes`: whether a field of CSV or TSV may
  /// stand in quotes; nil for what its standard says: in CSV yes, in TSV no. `keys` holds the names of all files that are
  /// read together. `isCancelled` ends the wait for a slow pipe with an error.
  public init(
    path: String, display: String, format: FileFormat? = nil, hasQuotes: Bool? = nil, keys: KeyTable,
    limits: ReaderLimits = ReaderLimits(), isCancelled: (@Sendable () -> Bool)? = nil
  ) throws(FormatsError) {
    let opened = try openSource(path: path, display: display, isCancelled: isCancelled)
    source = opened.source
    fileSize = opened.size
    self.path = display
    self.limits = limits
    self.keys = keys
    switch format ?? .named(path) {
    case .jsonLines: parser = JSONLinesParser(path: display, keys: keys, limit: limits.line)
    case .csv:
      parser = DelimitedParser(
        path: display, delimiter: ",", hasQuotes: hasQuotes ?? true, keys: keys, limit: limits.line)
    case .tsv:
      parser = DelimitedParser(
        path: display, delimiter: "\t", hasQuotes: hasQuotes ?? false, keys: keys, limit: limits.line)
    }
  }

  /// Fills the chunk with the next records (possibly none, when only blank lines were met); false at the end.
  /// When the file turns out damaged, the whole records before the damage come first, then the error.
  public func next(_ chunk: RecordChunk) throws(FormatsError) -> Bool {
    chunk.clear()
    if let fault { throw fault }
    if isAtEnd && rest.isEmpty { return false }
    chunk.firstNewKey = keys.names.count
    chunk.reserve(max(limits.chunk, rest.count))
    rest.withUnsafeBufferPointer { left in
      if let start = left.baseAddress { chunk.text.update(from: start, count: left.count) }
    }
    chunk.count = rest.count
    var used = 0
    do throws(FormatsError) {
      while used == 0 && !(isAtEnd && chunk.count == 0) {
        try fill(chunk)
        used = try parse(chunk)
        if isAtEnd { break }
        if used == 0 { chunk.reserve(chunk.capacity * 2) }
      }
    } catch {
      fault = error
      if chunk.rows.isEmpty { throw error }
      rest = []
      return finish(chunk)
    }
    rest = fault == nil ? Array(UnsafeBufferPointer(start: chunk.text + used, count: chunk.count - used)) : []
    if let fault, chunk.rows.isEmpty { throw fault }
    return finish(chunk)
  }

  /// Reads until the chunk is full or the file ends. A fault is kept for later: what was read before it is good.
  private func fill(_ chunk: RecordChunk) throws(FormatsError) {
    while chunk.count < chunk.capacity && !isAtEnd {
      do throws(SourceFault) {
        let got = try source.read(into: chunk.text + chunk.count, count: chunk.capacity - chunk.count)
        chunk.count += got
        plain += got
        if got == 0 { isAtEnd = true }
      } catch {
        fault = FormatsError(error, path: path, line: 0)
        isAtEnd = true
      }
    }
    if isAtStart { skipByteOrderMark(chunk) }
  }

  private func skipByteOrderMark(_ chunk: RecordChunk) {
    isAtStart = false
    guard chunk.count >= 3, chunk.text[0] == 0xEF, chunk.text[1] == 0xBB, chunk.text[2] == 0xBF else {
      return
    }
    for index in 0..<3 { chunk.text[index] = UInt8(ascii: " ") }
    if parser is DelimitedParser {
      chunk.count -= 3
      chunk.text.update(from: chunk.text + 3, count: chunk.count)
    }
  }

  private func parse(_ chunk: RecordChunk) throws(FormatsError) -> Int {
    chunk.seal()
    let used = try parser.parse(chunk, isLast: isAtEnd && fault == nil)
    if case .damaged(let path, _, let byte, let what) = fault {
      fault = .damaged(path: path, line: parser.line, byte: byte, what: what)
    }
    return used
  }

  private func finish(_ chunk: RecordChunk) -> Bool {
    if keys.names.count > chunk.firstNewKey {
      chunk.newKeys.append(contentsOf: keys.names[chunk.firstNewKey...])
    }
    chunk.bytesRead = source.bytesRead
    chunk.bytesPlain = plain
    chunk.lines = parser.line - 1
    return true
  }
}
