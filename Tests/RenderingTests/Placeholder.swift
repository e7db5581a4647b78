import Testing

@Test func renderingTargetBuilds() { #expect(Bool(true)) }
