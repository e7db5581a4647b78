import Testing

@Test func formatsTargetBuilds() { #expect(Bool(true)) }
