import Language
import Testing
import Verbs

/// Every verb's description of itself is held to what it does.
@Suite struct SignatureTests {
  static let examples = VerbCatalog.all.flatMap { verb in
    verb.signature.examples.filter { $0.output != nil }.map {
      (verb.signature.name, $0.code, $0.output ?? "")
    }
  }

  @Test(arguments: examples)
  func examplePrintsWhatItSays(verb: String, code: String, output: String) throws {
    #expect(try TestSession().output(code) == output, "example of \(verb)")
  }

  @Test func everyExampleParsesAndPassesTheCheck() {
    let session = TestSession().session
    for verb in VerbCatalog.all {
      for example in verb.signature.examples {
        let source = SourceText(
          name: verb.signature.name, text: "let passages = null\nlet km = null\n" + example.code)
        let errors = session.check([source]).map(\.message)
        #expect(errors.isEmpty, "\(example.code)")
      }
    }
  }

  @Test func everyVerbHasASummaryAnExampleAndDescribedOptions() {
    for signature in VerbCatalog.all.map(\.signature) {
      #expect(!signature.summary.isEmpty && !signature.summary.hasSuffix("."), "\(signature.name)")
      #expect(!signature.examples.isEmpty, "\(signature.name) has no example")
      for parameter in signature.parameters {
        if case .option = parameter.kind {
          #expect(!parameter.doc.isEmpty, "\(signature.name) \(parameter.name)")
        }
      }
    }
  }

  @Test func namesAreUnique() {
    let names = VerbCatalog.all.map(\.signature.name)
    #expect(names.count == Set(names).count)
  }
}
