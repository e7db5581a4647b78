import Support
import Testing

@testable import Vectors

/// Randomised components against the exact ones.
@Suite struct RandomizedComponentsTests {
  /// Smallest cosine of the angles between two spans of as many directions: 1 when they are the same.
  private func agreement(_ a: PrincipalComponents, _ b: PrincipalComponents) -> Double {
    var least = 1.0
    for direction in a.components {
      var square = 0.0
      for other in b.components {
        let dot = zip(direction, other).reduce(0.0) { $0 + $1.0 * $1.1 }
        square += dot * dot
      }
      least = min(least, square.squareRoot())
    }
    return least
  }

  @Test(arguments: [(400, 60, 2), (300, 25, 5), (90, 6, 6), (50, 120, 3)])
  func agreesWithTheExactOnes(count: Int, d: Int, wanted: Int) throws {
    let rows = PrincipalComponentsTests.rows(count, d)
    let exact = try PrincipalComponents(rows, count: wanted)
    let found = try PrincipalComponents.randomized(rows, count: wanted)
    #expect(found.components.count == wanted)
    #expect(agreement(found, exact) > 0.999)
    #expect(abs(found.totalVariance - exact.totalVariance) < 1e-9 * exact.totalVariance)
    for (a, b) in zip(found.variances, exact.variances) { #expect(abs(a - b) < 1e-4 * exact.variances[0]) }
    for direction in found.components {
      #expect((direction.max { abs($0) < abs($1) } ?? 0) > 0)
    }
  }

  @Test func dependsOnRowsAndSeedAlone() throws {
    let rows = PrincipalComponentsTests.rows(9000, 10)
    var options = RandomizedOptions()
    options.oversampling = 2
    options.passes = 3
    let one = try PrincipalComponents.randomized(rows, count: 2, options)
    options.workers = 3
    let three = try PrincipalComponents.randomized(rows, count: 2, options)
    #expect(one.components == three.components && one.variances == three.variances)
    options.seed = 5
    #expect(try PrincipalComponents.randomized(rows, count: 2, options).components != one.components)
  }

  @Test func edges() throws {
    #expect(throws: VectorsError.noRows) {
      try PrincipalComponents.randomized(Matrix(rows: 0, columns: 3), count: 1)
    }
    #expect(throws: VectorsError.badComponentCount(4, dimension: 3)) {
      try PrincipalComponents.randomized(Matrix(rows: 2, columns: 3), count: 4)
    }
    // No spread at all, and fewer rows than directions.
    let none = try PrincipalComponents.randomized(Matrix(rows: 4, columns: 3), count: 2)
    #expect(none.variances == [0, 0] && none.components.allSatisfy { $0.allSatisfy(\.isFinite) })
    let two = try PrincipalComponents.randomized(try Matrix(copying: [[0, 0, 0], [2, 0, 0]]), count: 3)
    #expect(abs(two.variances[0] - 1) < 1e-6 && two.variances[1] < 1e-9)
    var options = RandomizedOptions()
    options.isCancelled = { true }
    #expect(throws: Cancelled.self) {
      try PrincipalComponents.randomized(Matrix(rows: 4, columns: 3), count: 1, options)
    }
  }

  @Test(.enabled(if: SharedData.has("digits-iris/digits.csv")))
  func realDataAgrees() throws {
    let digits = try SharedData.features("digits-iris/digits.csv")
    let exact = try PrincipalComponents(digits, count: 2)
    let found = try PrincipalComponents.randomized(digits, count: 2)
    #expect(agreement(found, exact) > 0.99999)
  }
}
