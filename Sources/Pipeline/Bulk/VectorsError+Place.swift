import Vectors

extension VectorsError {
  /// The error of an index file under the name that the person gave it.
  func named(_ display: String) -> VectorsError {
    switch self {
    case .indexUnreadable(_, let errno): .indexUnreadable(path: display, errno: errno)
    case .notAnIndex: .notAnIndex(path: display)
    case .indexVersion(_, let found, let known): .indexVersion(path: display, found: found, known: known)
    case .indexSize(_, let expected, let found): .indexSize(path: display, expected: expected, found: found)
    case .indexDamaged(_, let part): .indexDamaged(path: display, part: part)
    case .indexUnwritable(_, let errno): .indexUnwritable(path: display, errno: errno)
    default: self
    }
  }
}
