import Glibc
import Synchronization

/// A file written beside its final place, which it takes in one step when it is complete and on the disk. Until then, and when it is
/// dropped, what stood there is untouched.
final class ReplacedFile {
  private let path: String
  private let temporary: String
  private var file: Int32

  private static let serial = Atomic<Int>(0)

  /// - Throws: ``VectorsError/indexUnwritable(path:errno:)``, as everything here.
  init(_ path: String) throws(VectorsError) {
    // A file must not take the place of a pipe or a device.
    var status = stat()
    if stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
      throw .indexUnwritable(path: path, errno: status.st_mode & S_IFMT == S_IFDIR ? EISDIR : EINVAL)
    }
    let serial = ReplacedFile.serial.wrappingAdd(1, ordering: .relaxed).newValue
    self.path = path
    temporary = "\(path).\(getpid()).\(serial).tmp"
    file = open(temporary, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    guard file >= 0 else { throw .indexUnwritable(path: path, errno: errno) }
  }

  deinit {
    guard file >= 0 else { return }
    close(file)
    unlink(temporary)
  }

  func put(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(VectorsError) {
    var done = 0
    while done < bytes.count {
      let count = pwrite(file, bytes.baseAddress.map { $0 + done }, bytes.count - done, off_t(offset + done))
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw .indexUnwritable(path: path, errno: count < 0 ? errno : ENOSPC) }
      done += count
    }
  }

  /// Makes the file at least so long: what was not put there is zero.
  func extend(to bytes: Int) throws(VectorsError) {
    var status = stat()
    guard fstat(file, &status) == 0, status.st_size >= bytes || ftruncate(file, off_t(bytes)) == 0 else {
      throw .indexUnwritable(path: path, errno: errno)
    }
  }

  /// Makes the file last and puts it in its place.
  func commit() throws(VectorsError) {
    guard fsync(file) == 0 else { throw .indexUnwritable(path: path, errno: errno) }
    guard rename(temporary, path) == 0 else { throw .indexUnwritable(path: path, errno: errno) }
    close(file)
    file = -1
    // The new name lasts once its folder does; some file systems cannot tell, which is no error.
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
    let opened = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard opened >= 0 else { return }
    fsync(opened)
    close(opened)
  }
}
