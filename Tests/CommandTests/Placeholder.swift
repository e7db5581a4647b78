import Testing

@Test func commandTargetBuilds() { #expect(Bool(true)) }
