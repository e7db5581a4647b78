import Testing

@Test func storesTargetBuilds() { #expect(Bool(true)) }
