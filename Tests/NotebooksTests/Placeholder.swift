import Testing

@Test func notebooksTargetBuilds() { #expect(Bool(true)) }
