import Glibc

/// A file mapped into memory for reading. The mapping lives as long as the object. A file that another program
/// shortens meanwhile makes reads past its new end fail with SIGBUS; model folders are not written while in use.
final class MappedFile: @unchecked Sendable {
  let path: String
  let bytes: UnsafeRawBufferPointer

  init(path: String) throws {
    self.path = path
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    if descriptor < 0 { throw Self.failure(path) }
    defer { close(descriptor) }
    var status = stat()
    if fstat(descriptor, &status) != 0 { throw Self.failure(path) }
    if status.st_mode & S_IFMT != S_IFREG {
      throw EmbeddingError.unreadable(path: path, reason: "it is not a file")
    }
    if status.st_size == 0 {
      bytes = UnsafeRawBufferPointer(start: nil, count: 0)
      return
    }
    guard let start = mmap(nil, Int(status.st_size), PROT_READ, MAP_PRIVATE, descriptor, 0),
      start != MAP_FAILED
    else { throw Self.failure(path) }
    bytes = UnsafeRawBufferPointer(start: start, count: Int(status.st_size))
  }

  deinit {
    if let start = bytes.baseAddress { munmap(UnsafeMutableRawPointer(mutating: start), bytes.count) }
  }

  private static func failure(_ path: String) -> EmbeddingError {
    errno == ENOENT || errno == ENOTDIR
      ? .missingFile(path) : .unreadable(path: path, reason: String(cString: strerror(errno)))
  }
}
