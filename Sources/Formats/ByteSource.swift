import Glibc

/// Bytes in order, from a plain file or out of a compressed one.
protocol ByteSource: AnyObject {
  /// Bytes taken from the file on disk so far.
  var bytesRead: Int { get }
  /// Writes up to `count` bytes (count > 0) to `target`; 0 means the end. After a fault the source is done.
  func read(into target: UnsafeMutablePointer<UInt8>, count: Int) throws(SourceFault) -> Int
}

/// An open file, closed when the object goes.
final class InputFile {
  private let descriptor: Int32
  private(set) var bytesRead = 0
  /// Size when it was opened; 0 for a pipe.
  let size: Int
  private let isFile: Bool
  private let isCancelled: (@Sendable () -> Bool)?

  /// A pipe whose writer is slow is waited for until `isCancelled` turns true; reading then fails with EINTR.
  init(path: String, display: String, isCancelled: (@Sendable () -> Bool)? = nil) throws(FormatsError) {
    // Asked before opening: that would wait for a writer of a named pipe, and nothing could interrupt it.
    if let kind = specialKind(path) { throw .notAFile(path: display, kind: kind) }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .cannotOpen(path: display, errno: errno) }
    var status = stat()
    if fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
      close(descriptor)
      throw .isFolder(path: display)
    }
    self.descriptor = descriptor
    size = Int(status.st_size)
    isFile = status.st_mode & S_IFMT == S_IFREG
    self.isCancelled = isCancelled
  }

  deinit { close(descriptor) }

  func read(into target: UnsafeMutablePointer<UInt8>, count: Int) throws(SourceFault) -> Int {
    if !isFile { try waitForBytes() }
    while true {
      let got = Glibc.read(descriptor, target, count)
      if got >= 0 {
        bytesRead += got
        return got
      }
      if errno != EINTR { throw .read(errno: errno, byte: bytesRead) }
    }
  }

  /// Looks up ten times a second.
  private func waitForBytes() throws(SourceFault) {
    guard let isCancelled else { return }
    var wanted = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    while poll(&wanted, 1, 100) == 0 {
      if isCancelled() { throw .read(errno: EINTR, byte: bytesRead) }
    }
  }
}

/// What a path is when it is no file to read: a named pipe or a device. Nil for files, folders, what cannot be seen, and
/// descriptors that the program was started with (`/dev/stdin`, a shell's `<(…)`), which are open already.
func specialKind(_ path: String) -> String? {
  let given = ["/dev/stdin", "/dev/fd/", "/proc/self/fd/"]
  var status = stat()
  guard !given.contains(where: path.hasPrefix), stat(path, &status) == 0 else { return nil }
  switch status.st_mode & S_IFMT {
  case S_IFREG, S_IFDIR: return nil
  case S_IFIFO: return "a named pipe"
  case S_IFSOCK: return "a socket"
  default: return "a device"
  }
}

/// A plain file; `head` was read from it already to look at its first bytes.
final class PlainSource: ByteSource {
  private let file: InputFile
  private var head: ArraySlice<UInt8>
  var bytesRead: Int { file.bytesRead - head.count }

  init(file: InputFile, head: [UInt8]) {
    self.file = file
    self.head = head[...]
  }

  func read(into target: UnsafeMutablePointer<UInt8>, count: Int) throws(SourceFault) -> Int {
    if head.isEmpty { return try file.read(into: target, count: count) }
    let taken = head.prefix(count)
    for (offset, byte) in taken.enumerated() { target[offset] = byte }
    head = head.dropFirst(taken.count)
    return taken.count
  }
}

/// Opens a file and decides by its first bytes, not by its name, how to read it.
func openSource(
  path: String, display: String, isCancelled: (@Sendable () -> Bool)? = nil
) throws(FormatsError) -> (source: any ByteSource, size: Int) {
  let file = try InputFile(path: path, display: display, isCancelled: isCancelled)
  var head = [UInt8](repeating: 0, count: 8)
  var count = 0
  do throws(SourceFault) {
    try head.withUnsafeMutableBufferPointer { buffer throws(SourceFault) in
      guard let base = buffer.baseAddress else { return }
      while count < buffer.count {
        let got = try file.read(into: base + count, count: buffer.count - count)
        if got == 0 { break }
        count += got
      }
    }
  } catch {
    throw FormatsError(error, path: display, line: 1)
  }
  head.removeLast(head.count - count)
  if head.starts(with: [0x1F, 0x8B]) { return (GzipSource(file: file, head: head), file.size) }
  if let kind = foreignKind(head) { throw .wrongKind(path: display, kind: kind) }
  return (PlainSource(file: file, head: head), file.size)
}

private func foreignKind(_ head: [UInt8]) -> String? {
  let kinds: [([UInt8], String)] = [
    ([0x50, 0x4B, 0x03, 0x04], "a zip file"), ([0x28, 0xB5, 0x2F, 0xFD], "compressed by zstd"),
    ([0xFD, 0x37, 0x7A, 0x58, 0x5A], "compressed by xz"), ([0x42, 0x5A, 0x68], "compressed by bzip2"),
    ([0x50, 0x41, 0x52, 0x31], "a Parquet file"), (Array("SQLite f".utf8), "a SQLite database"),
    ([0xFF, 0xFE], "UTF-16 text"), ([0xFE, 0xFF], "UTF-16 text"),
  ]
  return kinds.first { head.starts(with: $0.0) }?.1
}

extension FormatsError {
  init(_ fault: SourceFault, path: String, line: Int) {
    switch fault {
    case .read(let errno, let byte): self = .readFailed(path: path, errno: errno, byte: byte)
    case .damaged(let what, let byte): self = .damaged(path: path, line: line, byte: byte, what: what)
    }
  }
}
