import Language
import Testing

struct NumberTextTests {
  @Test(arguments: [
    (0.0, "0.0"), (-0.0, "-0.0"), (1.0, "1.0"), (-2.5, "-2.5"), (0.1, "0.1"),
    (1.0 / 3.0, "0.3333333333333333"),
    (100.0, "100.0"), (123456789.0, "123456789.0"), (9.007199254740993e15, "9007199254740992.0"),
    (1e15, "1000000000000000.0"), (1e16, "1e16"), (1e22, "1e22"), (1.5e300, "1.5e300"), (0.00001, "0.00001"),
    (0.0000012, "1.2e-6"), (Double.leastNonzeroMagnitude, "5e-324"), (.infinity, "inf"), (-.infinity, "-inf"),
    (.nan, "nan"),
    (Double.greatestFiniteMagnitude, "1.7976931348623157e308"),
  ])
  func shortest(_ value: Double, _ expected: String) { #expect(formatFloat(value) == expected) }

  @Test(arguments: [
    (1.005, 2, "1.00"), (0.125, 2, "0.12"), (0.375, 2, "0.38"), (2.5, 0, "2"), (3.5, 0, "4"), (0.5, 0, "0"),
    (9.999, 2, "10.00"), (999.9996, 3, "1000.000"), (-0.001, 2, "0.00"), (-1.5, 1, "-1.5"),
    (1e21, 1, "1000000000000000000000.0"),
    (0.1, 20, "0.10000000000000000555"), (Double.leastNonzeroMagnitude, 3, "0.000"), (123.456, 1, "123.5"),
    (0.0, 2, "0.00"),
  ])
  func fixed(_ value: Double, _ digits: Int, _ expected: String) {
    #expect(formatFixed(value, digits: digits) == expected)
  }

  @Test(arguments: [
    (12345.0, 2, "1.23e4"), (0.00099995, 3, "1.000e-3"), (0.0, 1, "0.0e0"), (9.99, 1, "1.0e1"),
  ])
  func exponent(_ value: Double, _ digits: Int, _ expected: String) {
    #expect(formatExponent(value, digits: digits) == expected)
  }

  @Test func floatsReadBack() {
    var state: UInt64 = 7
    for _ in 0..<20_000 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let value = Double(bitPattern: state)
      guard value.isFinite else { continue }
      #expect(Double(formatFloat(value)) == value)
    }
  }

  @Test func singlePrecisionIsShorter() {
    #expect(formatFloat(Float(0.1)) == "0.1")
    #expect(formatFloat(Float(16_777_216)) == "16777216.0")
  }

  @Test func wholeNumbersKeepEveryDigit() {
    #expect(FormatSpec(",.2")?.write(.int(9_007_199_254_740_993)) == "9,007,199,254,740,993.00")
  }

  @Test func grouping() {
    #expect(groupedDigits(0) == "0")
    #expect(groupedDigits(-1_234_567) == "-1,234,567")
    #expect(groupedDigits(.min) == "-9,223,372,036,854,775,808")
  }

  @Test(arguments: ["", "x", ".", "1.5.2", ">>3", "99999", ".99", "3.", "^^"])
  func badFormats(_ text: String) { #expect(FormatSpec(text) == nil) }
}
