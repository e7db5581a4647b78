import CZlib

/// A gzip file of one or more members (RFC 1952), decompressed as it is read by ISA-L. Checksums and lengths are checked
/// at the end of each member. Zero bytes after the last member are padding; anything else there is a fault.
final class GzipSource: ByteSource {
  private let file: InputFile
  /// 87 KB, with the 32 KB window inside: on the heap, never moved.
  private let state = UnsafeMutablePointer<inflate_state>.allocate(capacity: 1)
  private let input = UnsafeMutablePointer<UInt8>.allocate(capacity: inputSize)
  private static let inputSize = 256 * 1024
  private var isInMember = true
  private var isDone = false
  var bytesRead: Int { file.bytesRead - Int(state.pointee.avail_in) }

  init(file: InputFile, head: [UInt8]) {
    self.file = file
    isal_inflate_init(state)
    state.pointee.crc_flag = UInt32(ISAL_GZIP)
    for (offset, byte) in head.enumerated() { input[offset] = byte }
    state.pointee.next_in = input
    state.pointee.avail_in = UInt32(head.count)
  }

  deinit {
    state.deallocate()
    input.deallocate()
  }

  func read(into target: UnsafeMutablePointer<UInt8>, count: Int) throws(SourceFault) -> Int {
    let room = UInt32(clamping: count)
    state.pointee.next_out = target
    state.pointee.avail_out = room
    while !isDone, state.pointee.avail_out == room {
      if !isInMember {
        guard try beginMember() else { break }
      }
      try step()
    }
    return Int(room - state.pointee.avail_out)
  }

  /// Inflates what is there, and fetches more input when that is used up.
  private func step() throws(SourceFault) {
    if state.pointee.avail_in == 0, try fetch() == 0 {
      // The last bytes may still wait inside the state for room in the output.
      let room = state.pointee.avail_out
      try inflate()
      if isInMember, state.pointee.avail_out == room { throw .damaged(.truncated, byte: file.bytesRead) }
      return
    }
    try inflate()
  }

  private func inflate() throws(SourceFault) {
    let code = isal_inflate(state)
    if code < 0 {
      isDone = true
      throw .damaged(code == ISAL_INCORRECT_CHECKSUM ? .checksum : .corrupt, byte: bytesRead)
    }
    if state.pointee.block_state == ISAL_BLOCK_FINISH { isInMember = false }
  }

  /// Looks for another member after the end of one; false at the end of the file.
  private func beginMember() throws(SourceFault) -> Bool {
    while true {
      if state.pointee.avail_in == 0, try fetch() == 0 {
        isDone = true
        return false
      }
      guard let next = state.pointee.next_in, next.pointee == 0 else { break }
      state.pointee.next_in = next + 1
      state.pointee.avail_in -= 1
    }
    let start = bytesRead
    guard try startsWithMagic() else {
      isDone = true
      throw .damaged(.trailing, byte: start)
    }
    isal_inflate_reset(state)
    state.pointee.crc_flag = UInt32(ISAL_GZIP)
    isInMember = true
    return true
  }

  /// The two magic bytes may be split over two reads: move what is left to the front and read on.
  private func startsWithMagic() throws(SourceFault) -> Bool {
    if state.pointee.avail_in == 1, let next = state.pointee.next_in {
      input[0] = next.pointee
      let got = try file.read(into: input + 1, count: Self.inputSize - 1)
      state.pointee.next_in = input
      state.pointee.avail_in = UInt32(1 + got)
    }
    guard state.pointee.avail_in >= 2, let next = state.pointee.next_in else { return false }
    return next[0] == 0x1F && next[1] == 0x8B
  }

  /// Only when the input is used up.
  private func fetch() throws(SourceFault) -> Int {
    let got = try file.read(into: input, count: Self.inputSize)
    state.pointee.next_in = input
    state.pointee.avail_in = UInt32(got)
    return got
  }
}
