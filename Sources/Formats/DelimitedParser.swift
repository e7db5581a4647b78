import CScan
import Glibc

/// CSV (RFC 4180) and TSV (IANA text/tab-separated-values): a header line names the columns; fields are split at the
/// delimiter. Where quotes count, a field that begins with one runs to the closing one, may hold delimiters and line ends,
/// and doubles its quotes; elsewhere a quote is a character like any other. Lines end in LF or CRLF; blank lines are skipped.
/// An empty field is NULL, a quoted empty field is empty text. An unquoted field in JSON's notation for numbers is a number;
/// everything else, and everything quoted, is text.
final class DelimitedParser: RecordParser {
  private(set) var line = 1
  private let path: String
  private let delimiter: UInt8
  private let hasQuotes: Bool
  private let keys: KeyTable
  private let limit: Int
  private var columns: [Int32]?
  /// Fields of the record being read: place, length, and whether it was quoted and whether quotes in it are doubled.
  private var fields: [Field] = []

  private struct Field {
    var offset: Int
    var length: Int
    var isQuoted = false
    var hasDoubledQuotes = false
  }

  private enum Scan {
    /// `length` bytes with the line end, over `lines` lines.
    case record(length: Int, lines: Int)
    /// The same, but it breaks the rules.
    case bad(length: Int, lines: Int, reason: String)
    /// The text ends before the record does, inside quotes or not.
    case unfinished(isQuoted: Bool)
  }

  init(path: String, delimiter: Unicode.Scalar, hasQuotes: Bool, keys: KeyTable, limit: Int) {
    self.path = path
    self.delimiter = UInt8(truncatingIfNeeded: delimiter.value)
    self.hasQuotes = hasQuotes
    self.keys = keys
    self.limit = limit
  }

  func parse(_ chunk: RecordChunk, isLast: Bool) throws(FormatsError) -> Int {
    var start = 0
    while start < chunk.count {
      let length: Int
      let lines: Int
      var reason: String?
      switch scan(chunk, from: start, isLast: isLast) {
      case .unfinished(let isQuoted):
        if chunk.count - start > limit { throw .lineTooLong(path: path, line: line, limit: limit) }
        if !isLast { return start }
        throw isQuoted
          ? .unclosedQuote(path: path, line: line) : .badHeader(path: path, reason: "is not whole")
      case .record(let found, let count): (length, lines) = (found, count)
      case .bad(let found, let count, let words): (length, lines, reason) = (found, count, words)
      }
      if length > limit { throw .lineTooLong(path: path, line: line, limit: limit) }
      try add(chunk, length: length, reason: reason)
      start += length
      line += lines
    }
    return start
  }

  private func add(_ chunk: RecordChunk, length: Int, reason: String?) throws(FormatsError) {
    let isBlank = fields.count == 1 && fields[0].length == 0 && !fields[0].isQuoted && reason == nil
    if isBlank { return }
    guard let columns else {
      if let reason { throw .badHeader(path: path, reason: reason) }
      return try readHeader(chunk)
    }
    let firstCell = chunk.cells.count
    do throws(BadLine) {
      if let reason { throw BadLine(reason: reason) }
      if fields.count != columns.count {
        throw BadLine(reason: "the line has \(fields.count) fields, the header has \(columns.count)")
      }
      for (key, field) in zip(columns, fields) { chunk.cells.append(try cell(field, key: key, chunk)) }
      chunk.rows.append(
        Row(
          firstCell: Int32(firstCell), cellCount: Int32(columns.count), line: line,
          byteCount: Int32(clamping: length),
          reason: -1))
    } catch {
      chunk.cells.removeLast(chunk.cells.count - firstCell)
      chunk.addBad(line: line, byteCount: length, reason: error.reason)
    }
  }

  private func readHeader(_ chunk: RecordChunk) throws(FormatsError) {
    var found: [Int32] = []
    for field in fields {
      let (offset, length) = unquote(field, chunk)
      let name = UnsafeBufferPointer(start: UnsafePointer(chunk.text + offset), count: length)
      if length == 0 {
        throw .badHeader(path: path, reason: "has an empty name in column \(found.count + 1)")
      }
      if vnb_utf8_prefix(chunk.text + offset, length) < length || name.contains(0) {
        throw .badHeader(path: path, reason: "is not valid UTF-8 text")
      }
      guard let number = keys.number(name, guess: found.count) else {
        throw .badHeader(path: path, reason: "has too many columns")
      }
      if found.contains(Int32(number)) {
        throw .badHeader(path: path, reason: "names `\(keys.names[number])` twice")
      }
      found.append(Int32(number))
    }
    columns = found
  }

  /// Finds the record's fields without changing a byte, so that it can be tried again with more text.
  private func scan(_ chunk: RecordChunk, from start: Int, isLast: Bool) -> Scan {
    fields.removeAll(keepingCapacity: true)
    let text = chunk.text
    let end = chunk.count
    var at = start
    var lines = 1
    while true {
      let first = at
      var field = Field(offset: at, length: 0)
      if hasQuotes, at < end, text[at] == UInt8(ascii: "\"") {
        guard let close = closingQuote(chunk, from: at + 1, field: &field, lines: &lines, isLast: isLast)
        else {
          return .unfinished(isQuoted: true)
        }
        field.isQuoted = true
        field.offset = first + 1
        field.length = close - first - 1
        at = close + 1
        if at < end, text[at] == 0x0D {
          if at + 1 == end && !isLast { return .unfinished(isQuoted: true) }
          if at + 1 < end, text[at + 1] == 0x0A { at += 1 }
        }
      } else {
        while at < end, text[at] != delimiter, text[at] != 0x0A { at += 1 }
        field.length = at - first
      }
      if at >= end && !isLast { return .unfinished(isQuoted: false) }
      if at < end, text[at] == delimiter {
        fields.append(field)
        at += 1
        continue
      }
      if at < end, text[at] != 0x0A, !(at + 1 == end && text[at] == 0x0D) {
        return badTail(chunk, start: start, at: at, lines: lines, isLast: isLast)
      }
      if !field.isQuoted, field.length > 0, text[first + field.length - 1] == 0x0D { field.length -= 1 }
      fields.append(field)
      return .record(length: min(at + 1, end) - start, lines: lines)
    }
  }

  /// Place of the quote that closes the field, nil when the text ends first.
  private func closingQuote(
    _ chunk: RecordChunk, from start: Int, field: inout Field, lines: inout Int, isLast: Bool
  ) -> Int? {
    var at = start
    while let found = memchr(chunk.text + at, 0x22, chunk.count - at) {
      let place = found - UnsafeMutableRawPointer(chunk.text)
      for index in at..<place where chunk.text[index] == 0x0A { lines += 1 }
      // At the very end of a piece the next byte may still make it a doubled quote.
      if place + 1 == chunk.count && !isLast { return nil }
      if place + 1 >= chunk.count || chunk.text[place + 1] != UInt8(ascii: "\"") { return place }
      field.hasDoubledQuotes = true
      at = place + 2
    }
    return nil
  }

  private func badTail(_ chunk: RecordChunk, start: Int, at: Int, lines: Int, isLast: Bool) -> Scan {
    let found = memchr(chunk.text + at, 0x0A, chunk.count - at)
    if found == nil && !isLast { return .unfinished(isQuoted: false) }
    let stop = found.map { $0 - UnsafeMutableRawPointer(chunk.text) + 1 } ?? chunk.count
    return .bad(
      length: stop - start, lines: lines, reason: "text after the closing quote of field \(fields.count + 1)")
  }

  private func unquote(_ field: Field, _ chunk: RecordChunk) -> (offset: Int, length: Int) {
    guard field.hasDoubledQuotes else { return (field.offset, field.length) }
    var out = field.offset
    var at = field.offset
    while at < field.offset + field.length {
      chunk.text[out] = chunk.text[at]
      at += chunk.text[at] == UInt8(ascii: "\"") ? 2 : 1
      out += 1
    }
    return (field.offset, out - field.offset)
  }

  private func cell(_ field: Field, key: Int32, _ chunk: RecordChunk) throws(BadLine) -> Cell {
    let (offset, length) = unquote(field, chunk)
    let start = chunk.text + offset
    var cell = Cell(key: key, kind: .text, offset: UInt32(offset), length: UInt32(length), bits: 0)
    if !field.isQuoted {
      if length == 0 { cell.kind = .null }
      if length > 0, let number = scanNumber(start, count: length), number.length == length {
        switch number.value {
        case .int(let value): (cell.kind, cell.bits) = (.int, UInt64(bitPattern: value))
        case .float(let value) where value.isFinite: (cell.kind, cell.bits) = (.float, value.bitPattern)
        case .float: break
        }
      }
    }
    guard cell.kind == .text, length > 0 else { return cell }
    if vnb_utf8_prefix(start, length) < length {
      throw BadLine(reason: "field `\(name(key))` is not valid UTF-8")
    }
    if memchr(start, 0, length) != nil { throw BadLine(reason: "field `\(name(key))` has a NUL character") }
    return cell
  }

  private func name(_ key: Int32) -> String { keys.names[Int(key)] }
}
