import Testing

@Test func houseTargetBuilds() { #expect(Bool(true)) }
