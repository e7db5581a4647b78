import CPostgres

/// What a statement did: `INSERT 0 5`, and 5.
struct CommandResult: Sendable, Equatable {
  var tag = ""
  var affected = 0
}

/// How values of a result travel.
enum ServerFormat: Sendable, Equatable {
  /// One round trip; columns of types that vnb cannot read come as their bytes.
  case binary
  /// One round trip; any type.
  case text
  /// Through a statement kept on the server under its text: binary, or text when a column needs it. One more round trip the
  /// first time.
  case automatic
}

extension ServerConnection {
  /// Called for each row; false ends the reading. The row is valid during the call only.
  typealias RowHandler = (ServerRow) throws -> Bool

  /// Runs one statement; rows go to `onRow` as they arrive and are not kept. When it returns false or throws, the rest is
  /// cancelled, and the connection can be used again. Inside a transaction a false lets the rest arrive unread instead, as
  /// cancelling would undo the transaction: queries there should limit themselves.
  @discardableResult
  func run(
    _ sql: String, _ parameters: [ServerParameter] = [], format: ServerFormat = .automatic,
    onRow: RowHandler = { _ in true }
  ) throws -> CommandResult {
    try refuseNUL(sql)
    if format == .automatic { return try runKept(sql, parameters, onRow) }
    return try operation { handle in
      let list = ParameterList(parameters: parameters)
      let sent = list.withPointers { values, lengths, formats in
        library.sendQueryParams(
          handle, sql, Int32(clamping: values.count), list.types, values, lengths, formats,
          format == .binary ? 1 : 0)
      }
      return try receive(handle, sent, sql, onRow)
    }
  }

  /// Runs statements without parameters, separated by `;`, in one round trip and as one transaction unless they say otherwise.
  @discardableResult
  func script(_ sql: String, onRow: RowHandler = { _ in true }) throws -> CommandResult {
    try refuseNUL(sql)
    return try operation { try receive($0, library.sendQuery($0, sql), sql, onRow) }
  }

  func refuseNUL(_ sql: String) throws {
    if sql.utf8.contains(0) { throw StoreError.nulInText(place: "the statement") }
  }

  /// Reads all results of what was sent.
  func receive(_ handle: OpaquePointer, _ sent: Int32, _ sql: String, _ onRow: RowHandler) throws
    -> CommandResult
  {
    guard sent == 1 else { throw refusedToSend(handle) }
    _ = library.setSingleRowMode(handle)
    var reading = Reading()
    try flush(handle)
    let feed = ResultFeed(library)
    let outer = feeds.count
    feeds.append(feed)
    defer { feeds.removeSubrange(outer...) }
    do {
      while let result = try feed.isDrained ? feed.take() : nextResult(handle) {
        defer { library.clear(result) }
        switch library.resultStatus(result) {
        case 9, 2: take(result, handle, &reading, onRow)
        case 0, 1: finish(result, &reading)
        case 3, 4, 8: try refuseCopy(result, handle, &reading)
        default: reading.failure = reading.failure ?? failure(result, handle, statement: sql)
        }
      }
    } catch {
      // The rest could not be read: the caller had its rows, or its own error, before that.
      return try outcome(reading, or: error)
    }
    return try conclude(reading, handle)
  }
}
