import Testing

@testable import Pipeline

@Suite struct ErrorWordsTests {
  static let all: [PipelineError] = [
    .unknownTable("t", store: "s", nearest: nil), .isView("v", job: "embed"), .noKey(table: "t"),
    .compositeKey(table: "t", key: ["a", "b"], job: "embed"), .unknownColumn("c", table: "t", nearest: "d"),
    .nullKey(table: "t", key: "k", rows: 2), .notText(column: "c", table: "t", type: "blob"),
    .sameColumn("c", table: "t"), .columnLeftOut("c", job: "search"),
    .notVector(column: "c", table: "t", type: "text"),
    .otherDimension(column: "c", table: "t", has: 3, model: "m", gives: 4),
    .otherModel(column: "c", table: "t", has: "m", asked: "n", sameName: false),
    .modelDamaged(model: "m", reason: "gave nothing"), .noVectors(column: "c", table: "t"),
    .badVector(key: "7", column: "c", table: "t", .notFinite(element: 2)),
    .badOption(name: "k", value: "0", must: "1 or more"), .tooFewRows(k: 3, rows: 1),
    .tooFewDistinct(k: 2000, distinct: 1),
    .badWeight(key: "7", column: "n", table: "point", value: "-1"),
    .noCentroids(column: "c", table: "t"), .unknownVersion(4, column: "c", table: "t", latest: 3),
    .otherK(version: 1, has: 8, asked: 9), .brokenCentroids(version: 1, table: "t", reason: "ids have gaps"),
    .keylessQuery(job: "search"), .noModel(column: "c"), .badQuery(.zero), .unknownKey("k", table: "t"),
    .keyWithoutVector("k", column: "c"), .badChunk(number: 3, table: "vnb_chunks"),
    .leaseTooShort(seconds: 1.5), .cacheDamaged(file: "f", .cutShort),
    .cacheUnusable(folder: "d", reason: "it is not a folder", isRead: false),

    .idsLength(ids: 3, vectors: 2), .badRow(file: "e.npy", row: 1, .zero),
    .querySize(file: "q.f32", expected: 16, dimension: 4, actual: 15),
    .stopped(job: "embed", kept: "3 rows stored"),
  ]

  @Test func everyCauseHasACodeOfItsOwnAndWords() {
    #expect(Set(Self.all.map(\.code)).count == Self.all.count)
    for error in Self.all {
      #expect(error.code.hasPrefix("V06") && error.code >= "V0620")
      #expect(!error.message.isEmpty && !error.message.hasSuffix("."))
    }
  }

  @Test func numbersAreGroupedAndCountsAgree() {
    #expect(PipelineError.tooFewRows(k: 3, rows: 1).message == "`k` is 3, but there is only 1 vector")
    #expect(
      PipelineError.tooFewDistinct(k: 2000, distinct: 1).message
        == "`k` is 2,000, but there is only 1 distinct vector")
  }
}
