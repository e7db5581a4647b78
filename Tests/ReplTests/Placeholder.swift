import Testing

@Test func replTargetBuilds() { #expect(Bool(true)) }
