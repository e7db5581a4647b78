import Testing

@Test func pipelineTargetBuilds() { #expect(Bool(true)) }
