import Testing

@Test func verbsTargetBuilds() { #expect(Bool(true)) }
