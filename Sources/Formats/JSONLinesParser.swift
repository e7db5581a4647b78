import Glibc

/// JSON Lines: one object a line (RFC 8259 and jsonlines.org). Lines end in LF or CRLF; blank lines are skipped; the last
/// line may lack its end. A field given twice keeps the last value, as in Python and JavaScript.
final class JSONLinesParser: RecordParser {
  private(set) var line = 1
  private let path: String
  private let limit: Int
  private let keys: KeyTable
  private var values = JSONValueParser()
  private var isFirstRecord = true
  /// Per key: the row (counted over the whole file) that had it last, to find a field given twice.
  private var lastRow: [Int] = []
  private var rowNumber = 0

  init(path: String, keys: KeyTable, limit: Int) {
    self.path = path
    self.keys = keys
    self.limit = limit
  }

  func parse(_ chunk: RecordChunk, isLast: Bool) throws(FormatsError) -> Int {
    var start = 0
    while start < chunk.count {
      let left = chunk.count - start
      let found = memchr(chunk.text + start, 0x0A, left)
      let length: Int
      if let found {
        length = found - UnsafeMutableRawPointer(chunk.text + start)
      } else {
        if left > limit { throw .lineTooLong(path: path, line: line, limit: limit) }
        if !isLast { return start }
        length = left
      }
      if length > limit { throw .lineTooLong(path: path, line: line, limit: limit) }
      let whole = min(length + 1, left)
      try parseLine(chunk, from: start, length: length, whole: whole)
      line += 1
      start += whole
    }
    return start
  }

  /// The line's bytes end before a newline, which stops every scan.
  private func parseLine(_ chunk: RecordChunk, from start: Int, length: Int, whole: Int) throws(FormatsError)
  {
    values.begin(chunk.text, at: start, end: start + length)
    values.skipSpace()
    if values.isAtEnd { return }
    if isFirstRecord, values.peek == UInt8(ascii: "[") {
      throw .notJSONLines(path: path, line: line, found: .array)
    }
    let firstCell = chunk.cells.count
    do throws(BadLine) {
      try parseObject(chunk, firstCell: firstCell)
      chunk.rows.append(
        Row(
          firstCell: Int32(firstCell), cellCount: Int32(chunk.cells.count - firstCell), line: line,
          byteCount: Int32(whole), reason: -1))
    } catch {
      if isFirstRecord, error.isIncomplete, values.looksIndented(from: start) {
        throw .notJSONLines(path: path, line: line, found: .indentedObject)
      }
      chunk.cells.removeLast(chunk.cells.count - firstCell)
      chunk.addBad(line: line, byteCount: whole, reason: error.reason)
    }
    isFirstRecord = false
  }

  private func parseObject(_ chunk: RecordChunk, firstCell: Int) throws(BadLine) {
    rowNumber += 1
    guard values.take("{") else { throw values.unexpected("a record `{…}`") }
    values.skipSpace()
    if !values.take("}") {
      var guess = 0
      while true {
        guess = try parseField(chunk, firstCell: firstCell, guess: guess) + 1
        values.skipSpace()
        if values.take("}") { break }
        guard values.take(",") else { throw values.unexpected("`,` or `}`") }
        values.skipSpace()
      }
    }
    values.skipSpace()
    guard values.isAtEnd else { throw values.unexpected("the end of the line after the record") }
  }

  private func parseField(_ chunk: RecordChunk, firstCell: Int, guess: Int) throws(BadLine) -> Int {
    guard values.take("\"") else { throw values.unexpected("a field name in quotes") }
    let name = try values.string()
    if name.length == 0 { throw BadLine(reason: "a field has an empty name") }
    let bytes = UnsafeBufferPointer(start: UnsafePointer(chunk.text + name.offset), count: name.length)
    guard let number = keys.number(bytes, guess: guess) else {
      throw BadLine(reason: "more than \(KeyTable.limit) different field names")
    }
    values.skipSpace()
    guard values.take(":") else { throw values.unexpected("`:` after the field's name") }
    values.skipSpace()
    let cell = try values.value(key: Int32(number))
    while lastRow.count <= number { lastRow.append(0) }
    if lastRow[number] == rowNumber,
      let place = chunk.cells[firstCell...].firstIndex(where: { $0.key == number })
    {
      chunk.cells[place] = cell
    } else {
      chunk.cells.append(cell)
      lastRow[number] = rowNumber
    }
    return number
  }
}
