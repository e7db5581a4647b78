import Glibc
import Testing

@testable import Formats

/// A folder of its own, removed with the object.
final class Scratch {
  let path: String

  init() throws {
    var template = Array("/tmp/vnb-formats-XXXXXX\0".utf8).map { CChar(bitPattern: $0) }
    let made = try #require(mkdtemp(&template))
    path = String(cString: made)
  }

  deinit {
    for name in names { unlink("\(path)/\(name)") }
    rmdir(path)
  }

  private var names: [String] = []

  func file(_ name: String, _ bytes: [UInt8]) throws -> String {
    names.append(name)
    let full = "\(path)/\(name)"
    let file = try #require(fopen(full, "wb"))
    fwrite(bytes, 1, bytes.count, file)
    fclose(file)
    return full
  }

  func file(_ name: String, _ text: String) throws -> String { try file(name, Array(text.utf8)) }
}

/// A value as a test writes it.
enum Seen: Equatable, CustomStringConvertible {
  case null, bool(Bool), int(Int64), float(Double), text(String), json(String)

  var description: String {
    switch self {
    case .null: "null"
    case .bool(let value): "\(value)"
    case .int(let value): "\(value)"
    case .float(let value): "\(value)"
    case .text(let value): "text \(value)"
    case .json(let value): "json \(value)"
    }
  }
}

struct SeenRow: Equatable {
  var line: Int
  var fields: [String] = []
  var values: [Seen] = []
  var reason: String?

  subscript(_ name: String) -> Seen? { fields.firstIndex(of: name).map { values[$0] } }
}

/// What reading a whole file gives: its rows, and the error that ended it.
struct Reading {
  var rows: [SeenRow] = []
  var error: FormatsError?
  var lines = 0
  var good: [SeenRow] { rows.filter { $0.reason == nil } }
  var bad: [SeenRow] { rows.filter { $0.reason != nil } }
}

func read(
  _ path: String, limits: ReaderLimits = ReaderLimits(), format: FileFormat? = nil, hasQuotes: Bool? = nil
) -> Reading {
  var reading = Reading()
  let keys = KeyTable()
  let chunk = RecordChunk(capacity: limits.chunk)
  var names: [String] = []
  do throws(FormatsError) {
    let reader = try RecordReader(
      path: path, display: "F", format: format, hasQuotes: hasQuotes, keys: keys, limits: limits)
    while try reader.next(chunk) {
      names += chunk.newKeys
      reading.lines = chunk.lines
      for row in chunk.rows { reading.rows.append(seen(row, chunk, names)) }
    }
  } catch {
    reading.error = error
  }
  return reading
}

private func seen(_ row: Row, _ chunk: RecordChunk, _ names: [String]) -> SeenRow {
  var result = SeenRow(line: row.line)
  if row.reason >= 0 { result.reason = chunk.reasons[Int(row.reason)] }
  for cell in chunk.cells[Int(row.firstCell)..<Int(row.firstCell + row.cellCount)] {
    result.fields.append(names[Int(cell.key)])
    switch cell.kind {
    case .null: result.values.append(.null)
    case .bool: result.values.append(.bool(cell.bool))
    case .int: result.values.append(.int(cell.int))
    case .float: result.values.append(.float(cell.float))
    case .text: result.values.append(.text(chunk.string(cell)))
    case .json: result.values.append(.json(chunk.string(cell)))
    }
  }
  return result
}

/// One line of JSON as a file of its own.
func readLine(_ line: String) throws -> Reading {
  let scratch = try Scratch()
  return read(try scratch.file("a.jsonl", line + "\n"))
}

/// A gzip member with stored blocks: RFC 1951 section 3.2.4, RFC 1952.
func gzipMember(_ bytes: [UInt8]) -> [UInt8] {
  var out: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255]
  var rest = bytes[...]
  repeat {
    let part = rest.prefix(65535)
    rest = rest.dropFirst(part.count)
    let size = UInt16(part.count)
    out += [rest.isEmpty ? 1 : 0, UInt8(size & 255), UInt8(size >> 8), UInt8(~size & 255), UInt8(~size >> 8)]
    out += part
  } while !rest.isEmpty
  for word in [crc32(bytes), UInt32(truncatingIfNeeded: bytes.count)] {
    for shift in [0, 8, 16, 24] as [UInt32] { out.append(UInt8(word >> shift & 255)) }
  }
  return out
}

private func crc32(_ bytes: [UInt8]) -> UInt32 {
  var crc: UInt32 = 0xFFFF_FFFF
  for byte in bytes {
    crc ^= UInt32(byte)
    for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
  }
  return ~crc
}

/// A small repeatable generator (xorshift64*).
struct TestRandom: RandomNumberGenerator {
  var state: UInt64
  init(_ seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }
  mutating func next() -> UInt64 {
    state ^= state >> 12
    state ^= state << 25
    state ^= state >> 27
    return state &* 0x2545_F491_4F6C_DD1D
  }
}
