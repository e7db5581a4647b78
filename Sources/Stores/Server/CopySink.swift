import CPostgres

/// Where the bytes of a COPY go: a buffer that is sent when it is large enough. Valid during the copy only.
final class CopySink {
  /// A message of this size costs little more than its bytes.
  static let blockSize = 256 * 1024

  private var buffer: UnsafeMutableRawBufferPointer
  private(set) var count = 0
  private let send: (UnsafeRawBufferPointer) throws -> Void
  /// Thrown again by every later flush: what is missing in the middle must not be stored as whole.
  private var failure: (any Error)?

  init(_ send: @escaping (UnsafeRawBufferPointer) throws -> Void) {
    buffer = .allocate(byteCount: CopySink.blockSize + 65_536, alignment: 16)
    self.send = send
  }

  deinit { buffer.deallocate() }

  /// Room for `size` more bytes, which `body` fills.
  @inline(__always)
  func append(_ size: Int, _ body: (UnsafeMutableRawBufferPointer) -> Void) {
    if buffer.count - count < size { grow(size) }
    body(UnsafeMutableRawBufferPointer(rebasing: buffer[count..<(count + size)]))
    count += size
  }

  func append(_ bytes: UnsafeRawBufferPointer) {
    append(bytes.count) { $0.copyMemory(from: bytes) }
  }

  func append<I: FixedWidthInteger & BitwiseCopyable>(_ number: I) {
    append(MemoryLayout<I>.size) { $0.storeBytes(of: number.bigEndian, as: I.self) }
  }

  private func grow(_ size: Int) {
    let larger = UnsafeMutableRawBufferPointer.allocate(
      byteCount: max(buffer.count * 2, count + size), alignment: 16)
    larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: buffer[..<count]))
    buffer.deallocate()
    buffer = larger
  }

  /// After each row: sends the block when it is full. Throws when the server has refused something meanwhile.
  func endRow() throws {
    if count >= CopySink.blockSize { try flush() }
  }

  func flush() throws {
    if let failure { throw failure }
    guard count > 0 else { return }
    defer { count = 0 }
    do {
      try send(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
    } catch {
      failure = error
      throw error
    }
  }
}
