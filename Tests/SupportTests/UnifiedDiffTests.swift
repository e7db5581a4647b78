import Support
import Testing

@Suite struct UnifiedDiffTests {
  private func lines(_ range: ClosedRange<Int>) -> String { range.map { "\($0)\n" }.joined() }

  @Test func showsChangesWithThreeLinesAround() {
    let old = lines(1...20)
    let new = old.replacing("\n10\n", with: "\nten\nand a half\n")
    #expect(
      UnifiedDiff.text(old, new) == "@@ -7,7 +7,8 @@\n 7\n 8\n 9\n-10\n+ten\n+and a half\n 11\n 12\n 13\n")
    #expect(UnifiedDiff.text(old, old).isEmpty)
  }

  @Test func changesFarApartAreTwoHunks() {
    let diff = UnifiedDiff.text(lines(1...30), "0\n" + lines(1...29))
    #expect(diff == "@@ -1,3 +1,4 @@\n+0\n 1\n 2\n 3\n@@ -27,4 +28,3 @@\n 27\n 28\n 29\n-30\n")
  }

  @Test func bytesDecide() {
    #expect(UnifiedDiff.text("é\n", "e\u{301}\n") == "@@ -1,1 +1,1 @@\n-é\n+e\u{301}\n")
    #expect(UnifiedDiff.text("a", "a\n") == "@@ -1,1 +1,1 @@\n-a⏎ no end\n+a\n")
    #expect(UnifiedDiff.text("", "a\n") == "@@ -0,0 +1,1 @@\n+a\n")
  }

  @Test func longDiffsAreCut() {
    let diff = UnifiedDiff.text(lines(1...2000), lines(3000...5000))
    #expect(diff.split(separator: "\n").count == 121 && diff.contains("more lines of difference"))
  }
}
