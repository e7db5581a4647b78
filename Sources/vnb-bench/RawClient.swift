import CPostgres
import Glibc

/// The plainest client there is, straight on libpq's blocking calls: what vnb's own figures are held against. It knows COPY in
/// binary and nothing of errors but their text.
final class RawClient {
  struct Failure: Error, CustomStringConvertible { let description: String }

  private let library: vnb_pq
  private let handle: OpaquePointer

  init(_ url: String) throws {
    var words = [CChar](repeating: 0, count: 256)
    guard let table = vnb_pq_open("libpq.so.5", &words, words.count) else {
      throw Failure(description: "libpq cannot be loaded")
    }
    library = table.pointee
    let names = [strdup("dbname"), nil]
    let values = [strdup(url), nil]
    defer { for text in names + values { free(text) } }
    guard
      let made = library.connectStartParams(
        names.map { UnsafePointer($0) }, values.map { UnsafePointer($0) }, 1)
    else { throw Failure(description: "no memory") }
    handle = made
    try connect()
  }

  deinit { library.finish(handle) }

  private func connect() throws {
    var events = POLLOUT
    while true {
      var place = pollfd(fd: library.socket(handle), events: Int16(events), revents: 0)
      poll(&place, 1, 5000)
      switch library.connectPoll(handle) {
      case 1: events = POLLIN
      case 2: events = POLLOUT
      case 3: return
      default: throw problem()
      }
    }
  }

  private func problem() -> Failure {
    Failure(description: library.errorMessage(handle).map { String(cString: $0) } ?? "failed")
  }

  /// Runs statements and reads their results to the end; the last status of the protocol's COPY states is given back.
  @discardableResult func run(_ sql: String) throws -> Int32 {
    guard library.sendQuery(handle, sql) == 1 else { throw problem() }
    return try finish()
  }

  /// Until all is read, or a COPY begins.
  private func finish() throws -> Int32 {
    var failed = false
    while let result = library.getResult(handle) {
      let status = library.resultStatus(result)
      library.clear(result)
      if status == 3 || status == 4 { return status }
      if status == 7 { failed = true }
    }
    if failed { throw problem() }
    return 0
  }

  /// COPY FROM STDIN of bytes that are ready, in pieces of 256 KB.
  func copyIn(_ sql: String, _ bytes: UnsafeRawBufferPointer) throws {
    guard try run(sql) == 4 else { throw problem() }
    var at = 0
    while at < bytes.count {
      let size = min(262_144, bytes.count - at)
      let piece = bytes.baseAddress.map { ($0 + at).assumingMemoryBound(to: CChar.self) }
      guard library.putCopyData(handle, piece, Int32(size)) == 1 else { throw problem() }
      at += size
    }
    guard library.putCopyEnd(handle, nil) == 1 else { throw problem() }
    _ = try finish()
  }

  /// COPY TO STDOUT; a message is one row, but for the header and the end.
  func copyOut(_ sql: String, _ row: (UnsafeRawBufferPointer) -> Void) throws {
    guard try run(sql) == 3 else { throw problem() }
    var message: UnsafeMutablePointer<CChar>?
    while true {
      let size = library.getCopyData(handle, &message, 0)
      if size < 0 { break }
      row(UnsafeRawBufferPointer(start: message, count: Int(size)))
      library.freemem(message)
    }
    _ = try finish()
  }
}

/// Bytes of COPY in binary, gathered in memory before the clock starts.
struct RawRows {
  private(set) var bytes: [UInt8] = [0x50, 0x47, 0x43, 0x4F, 0x50, 0x59, 0x0A, 0xFF, 0x0D, 0x0A, 0]

  init() { bytes += [UInt8](repeating: 0, count: 8) }

  mutating func row(_ columns: Int) { put(Int16(columns)) }
  mutating func end() { put(Int16(-1)) }
  mutating func int(_ value: Int64) {
    put(Int32(8))
    put(value)
  }
  mutating func text(_ value: String) {
    put(Int32(value.utf8.count))
    bytes += value.utf8
  }
  mutating func vector(_ elements: UnsafePointer<Float>, _ count: Int) {
    put(Int32(4 + 4 * count))
    put(Int16(count))
    put(Int16(0))
    let at = bytes.count
    bytes.append(contentsOf: repeatElement(0, count: 4 * count))
    bytes.withUnsafeMutableBytes { buffer in
      if let start = buffer.baseAddress { vnb_floats_to_network(start + at, elements, count) }
    }
  }
  private mutating func put<I: FixedWidthInteger>(_ value: I) {
    withUnsafeBytes(of: value.bigEndian) { bytes += $0 }
  }
}
