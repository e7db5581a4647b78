import Glibc
import Stores
import Testing

/// A database file that ends before its header says.
@Suite struct FaultCutTests {
  let folder = TemporaryFolder()

  private func cause(_ bytes: [UInt8], _ name: String = "cut.db") -> StoreError? {
    let path = folder.file(name)
    writeFile(path, bytes)
    return storeError { _ = try SQLiteStore.open(path: path) }
  }

  @Test func isRefusedUnlessTheHeaderIsStaleOrALogFollows() throws {
    let path = folder.file("whole.db")
    let store = try SQLiteStore.open(path: path, pageSize: 4096)
    try store.script("CREATE TABLE t (a)")
    try store.script("INSERT INTO t VALUES (zeroblob(50000))")
    try store.close()
    let whole = readFile(path)
    #expect(cause(whole) == nil)
    let cut = Array(whole.dropLast(1))
    let expected = try #require(cause(cut))
    #expect(expected.code == "V0309" && expected.help?.contains(".recover") == true)
    #expect(expected.message.contains("cut.db` is damaged: it is cut short, with "))
    for place in [27, 95] {
      var stale = cut
      stale[place] &+= 1
      #expect(cause(stale) != expected)
    }
    for end in ["-wal", "-journal"] {
      writeFile(folder.file("log.db" + end), [1])
      #expect(
        cause(cut, "log.db")?.message.contains("cut short") != true, "a file with a \(end) is no cut one yet")
      for end in ["-wal", "-journal"] { unlink(folder.file("log.db" + end)) }
    }
  }
}
