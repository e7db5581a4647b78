import Glibc

/// Where a file gets its name once it is written whole.
public struct OutputPlace: Sendable {
  /// A symbolic link stays one: this is the file that it leads to.
  public let path: String

  /// - Throws: ``VectorFileError/notRegular(path:)`` for a pipe or a device, which a file would take the place of;
  ///   ``VectorFileError/cannotWrite(path:errno:)`` for a folder and for a file that must not be written.
  public init(path: String, display: String) throws(VectorFileError) {
    self.path = Self.resolved(path)
    var status = stat()
    guard stat(self.path, &status) == 0 else { return }
    switch status.st_mode & S_IFMT {
    case S_IFREG: break
    case S_IFDIR: throw .cannotWrite(path: display, errno: EISDIR)
    default: throw .notRegular(path: display)
    }
    guard access(self.path, W_OK) == 0 else { throw .cannotWrite(path: display, errno: errno) }
  }

  /// The permissions of the file that is there, else those of a new one.
  public var mode: mode_t {
    var status = stat()
    if stat(path, &status) == 0 { return status.st_mode & 0o777 }
    let own = umask(0)
    umask(own)
    return 0o666 & ~own
  }

  private static func resolved(_ path: String) -> String {
    guard let real = realpath(path, nil) else { return path }
    defer { free(real) }
    return String(cString: real)
  }
}
