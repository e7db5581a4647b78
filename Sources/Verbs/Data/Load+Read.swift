import Pipeline

/// A file that a session has loaded, for the lock of a notebook.
public struct FileRead: Sendable, Equatable {
  /// As the program named it, relative to the session's folder.
  public let path: String
  /// Records it gave, those that were in the table before included.
  public var rows: Int
}

extension Session {
  /// Keeps which files a load has read.
  func note(_ report: LoadReport) {
    for file in report.files { noteRead(file.path, rows: file.inserted + file.existing + file.replaced) }
  }

  /// Keeps that a file was read; one that is read twice counts once, with the larger number of rows.
  func noteRead(_ path: String, rows: Int) {
    if let known = filesRead.firstIndex(where: { $0.path == path }) {
      filesRead[known].rows = max(filesRead[known].rows, rows)
    } else {
      filesRead.append(FileRead(path: path, rows: rows))
    }
  }
}
