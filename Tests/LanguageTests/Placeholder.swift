import Testing

@Test func languageTargetBuilds() { #expect(Bool(true)) }
