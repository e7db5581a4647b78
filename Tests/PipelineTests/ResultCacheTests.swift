import Glibc
import Support
import Synchronization
import Testing
import Vectors

@testable import Pipeline

/// A cache in a folder of its own, and what it warned of.
final class TestCache: Sendable {
  let folder: TemporaryFolder
  let cache: ResultCache
  private let told = Told()

  init(_ folder: TemporaryFolder = TemporaryFolder(), limit: Int = ResultCache.bytesLimit) {
    self.folder = folder
    let told = told
    cache = ResultCache(path: folder.file("cache"), limit: limit) { line in
      told.lines.withLock { $0.append(line) }
    }
  }

  var warnings: [String] { told.lines.withLock { $0 } }
  var files: [String] { Files.list(cache.path) }
  var control: JobControl { JobControl(cache: cache) }

  private final class Told: Sendable { let lines = Mutex<[String]>([]) }
}

@Suite struct ResultCacheTests {
  private func key(_ number: Int) -> CacheKey {
    var maker = CacheKeyMaker(step: "test")
    maker.add("number", number)
    return maker.key
  }

  private func taken(_ cache: ResultCache, _ number: Int) -> [UInt8]? {
    cache.take(key(number)) { Array($0) }?.result
  }

  private func path(_ test: TestCache, _ number: Int) -> String {
    "\(test.cache.path)/\(key(number).name).result"
  }

  private func mode(_ path: String) -> UInt32 {
    var info = stat()
    return stat(path, &info) == 0 ? info.st_mode & 0o7777 : 0
  }

  @Test func givesBackWhatWasKept() {
    let test = TestCache()
    #expect(taken(test.cache, 1) == nil && test.warnings.isEmpty)
    test.cache.keep([1, 2, 3], for: key(1), seconds: 2.5)
    test.cache.keep([], for: key(2), seconds: 0)
    #expect(test.cache.take(key(1)) { Array($0) }?.seconds == 2.5)
    #expect(taken(test.cache, 1) == [1, 2, 3] && taken(test.cache, 2) == [] && taken(test.cache, 3) == nil)
    #expect(taken(TestCache(test.folder).cache, 1) == [1, 2, 3])
    #expect(test.warnings.isEmpty && test.files.count == 2)
  }

  @Test func filesAreForTheUserAlone() {
    let test = TestCache()
    test.cache.keep([1], for: key(1), seconds: 0)
    #expect(mode(test.cache.path) == 0o700 && mode(path(test, 1)) == 0o600)
  }

  @Test func damagedFileIsToldOfIgnoredAndReplaced() throws {
    let test = TestCache()
    test.cache.keep([1, 2, 3], for: key(1), seconds: 0)
    var bytes = try Files.read(path(test, 1))
    bytes[97] ^= 4
    try Files.write(path(test, 1), bytes)
    #expect(taken(test.cache, 1) == nil)
    #expect(test.warnings.count == 1)
    #expect(
      (test.warnings.first ?? "").hasPrefix("warning[V0672]: ")
        && (test.warnings.first ?? "").contains(key(1).name))
    test.cache.keep([1, 2, 3], for: key(1), seconds: 0)
    #expect(taken(test.cache, 1) == [1, 2, 3] && test.warnings.count == 1)
  }

  @Test func contentThatItsStepCannotReadIsDamage() {
    let test = TestCache()
    test.cache.keep([1, 2, 3], for: key(1), seconds: 0)
    #expect(test.cache.take(key(1)) { _ in Int?.none } == nil)
    #expect(
      test.warnings.count == 1 && (test.warnings.first ?? "").contains("does not hold what its step keeps"))
  }

  /// A pipe would keep a reader waiting, a link could lead anywhere, a huge file could take all memory.
  @Test(.timeLimit(.minutes(1))) func onlyPlainFilesOfUsualSizeAreRead() throws {
    let test = TestCache()
    for number in 1...5 { test.cache.keep([9], for: key(number), seconds: 0) }
    for number in 1...4 { unlink(path(test, number)) }
    mkfifo(path(test, 1), 0o600)
    symlink(path(test, 5), path(test, 2))
    mkdir(path(test, 3), 0o700)
    try Files.write(path(test, 4), [])
    truncate(path(test, 4), 1 << 40)
    for number in 1...4 { #expect(taken(test.cache, number) == nil, "\(number)") }
    #expect(taken(test.cache, 5) == [9])
    // The first three are named, then one line stands for the rest.
    #expect(
      test.warnings.count == 4 && (test.warnings.last ?? "").hasPrefix("cache: more files"),
      "\(test.warnings)")
    test.cache.keep([7], for: key(2), seconds: 0)
    #expect(taken(test.cache, 2) == [7] && taken(test.cache, 5) == [9])
  }

  @Test(arguments: ["file", "writable", "under a file"])
  func folderThatCannotBeTrustedIsNotUsed(_ kind: String) throws {
    let folder = TemporaryFolder()
    if kind == "writable" {
      TestCache(folder).cache.keep([1], for: key(1), seconds: 0)
      chmod(folder.file("cache"), 0o777)
    } else {
      try folder.write("cache", "text")
    }
    let cache = TestCache(folder)
    let told = Mutex<[String]>([])
    let place = kind == "under a file" ? cache.cache.path + "/deeper" : cache.cache.path
    let tested = ResultCache(path: place) { line in told.withLock { $0.append(line) } }
    #expect(taken(tested, 1) == nil)
    tested.keep([1], for: key(1), seconds: 0)
    tested.keep([1], for: key(2), seconds: 0)
    #expect(taken(tested, 1) == nil)
    let lines = told.withLock { $0 }
    #expect(lines.count == 1 && (lines.first ?? "").hasPrefix("warning[V0673]: "), "\(lines)")
  }

  @Test func folderThatGoesAwayIsToldOfOnce() {
    let test = TestCache()
    test.cache.keep([1], for: key(1), seconds: 0)
    Files.remove(test.cache.path)
    for number in 2...4 { test.cache.keep([1], for: key(number), seconds: 0) }
    #expect(taken(test.cache, 1) == nil)
    #expect(
      test.warnings.count == 1 && (test.warnings.first ?? "").contains("takes no more results"),
      "\(test.warnings)")
  }

  @Test func whatWasNotUsedForLongestGoesFirst() {
    let folder = TemporaryFolder()
    let first = TestCache(folder, limit: 100_000)
    for number in 0..<8 {
      first.cache.keep([UInt8](repeating: 1, count: 10_000), for: key(number), seconds: 0)
      // An hour between them; the clock of files may be coarse.
      var times = [timespec(tv_sec: 1_000_000 + number * 3600, tv_nsec: 0), timespec()]
      times[1] = times[0]
      utimensat(AT_FDCWD, path(first, number), times, 0)
    }
    let second = TestCache(folder, limit: 100_000)
    #expect(taken(second.cache, 0) != nil)
    for number in 8..<13 {
      second.cache.keep([UInt8](repeating: 2, count: 10_000), for: key(number), seconds: 0)
    }
    let left = (0..<13).filter { Files.exists(path(second, $0)) }
    #expect(Set(left).isSuperset(of: [0, 7, 8, 9, 10, 11, 12]) && !left.contains(1), "\(left)")
    #expect(second.cache.contents().bytes <= 100_000)
  }

  /// Else a run larger than the cache would each time drive out what the next one needs first.
  @Test func aRunKeepsWhatItNeedsItself() {
    let test = TestCache(limit: 100_000)
    for number in 0..<20 {
      test.cache.keep([UInt8](repeating: 1, count: 10_000), for: key(number), seconds: 0)
    }
    #expect((0..<20).filter { taken(test.cache, $0) != nil } == Array(0..<8))
    #expect(
      test.warnings.count == 1 && (test.warnings.first ?? "").contains("this run alone"), "\(test.warnings)")
  }

  @Test func othersFilesStayAndDraftsOfKilledRunsGo() throws {
    let test = TestCache(limit: 20_000)
    test.cache.keep([1], for: key(1), seconds: 0)
    let drafts = ["old", "new"].map { "\(test.cache.path)/\(key(9).name).\($0).draft" }
    for draft in drafts { try Files.write(draft, [1]) }
    var times = [timespec(tv_sec: 1_000_000, tv_nsec: 0), timespec(tv_sec: 1_000_000, tv_nsec: 0)]
    utimensat(AT_FDCWD, drafts[0], &times, 0)
    for name in ["diary.txt", "x.result", String(repeating: "A", count: 64) + ".result"] {
      try Files.write("\(test.cache.path)/\(name)", [UInt8](repeating: 0, count: 50_000))
    }
    TestCache(test.folder, limit: 20_000).cache.keep([2], for: key(2), seconds: 0)
    #expect(!Files.exists(drafts[0]) && Files.exists(drafts[1]))
    #expect(test.cache.contents().results == 2)
    let (removed, stayed) = test.cache.clear()
    #expect(removed.results == 2 && stayed == 0 && test.cache.contents() == ResultCache.Contents())
    #expect(test.files.count == 3, "\(test.files)")
  }

  @Test func runsAtOnceShareAFolder() {
    let folder = TemporaryFolder()
    let caches = (0..<4).map { _ in TestCache(folder, limit: 400_000) }
    let wrong = Atomic<Int>(0)
    parallelFor(400, workers: 4) { turn in
      let cache = caches[turn % 4].cache
      let number = turn * 7 % 23
      let content = [UInt8](repeating: UInt8(number), count: 3000 + number)
      if let found = self.taken(cache, number), found != content { wrong.add(1, ordering: .relaxed) }
      cache.keep(content, for: self.key(number), seconds: 0)
    }
    #expect(wrong.load(ordering: .relaxed) == 0)
    #expect(caches.allSatisfy { $0.warnings.isEmpty }, "\(caches.flatMap(\.warnings))")
    #expect(caches[0].files.count == 23)
  }
}
