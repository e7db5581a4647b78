import Testing

@Test func embeddingTargetBuilds() { #expect(Bool(true)) }
