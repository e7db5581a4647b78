import Testing

@Test func vectorsTargetBuilds() { #expect(Bool(true)) }
