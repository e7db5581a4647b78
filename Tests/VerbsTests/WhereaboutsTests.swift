import Language
import Testing

@testable import Verbs

/// What an unknown name is told when something of that name is known elsewhere.
@Suite struct WhereaboutsTests {
  @Test(arguments: [
    ("clusters_diff 1, 2", "write `clusters.diff`, after `use clusters`"),
    ("clusters.diff(1, 2)", "`use clusters` loads the module"),
    ("let f = silhouette", "write `clusters.silhouette`, after `use clusters`"),
    (
      "print v_measure(1)",
      "write `clusters.v_measure` or `eval.v_measure`, after `use clusters` or `use eval`"
    ),
    (
      "[{x: 1}] | plot .x",
      "each plot is a verb: `bar`, `hist`, `line`, `scatter` and `cluster_map`"
    ),
    ("whre 1", "did you mean `where`?"), ("diffs 1", "text needs quotes: `\"…\"`"),
  ])
  func unknownNameIsTold(_ program: String, _ help: String) throws {
    let made = TestSession()
    #expect(try made.failure(program)?.help == help)
    let found = made.session.check([SourceText(name: "<test>", text: program)]).first
    #expect(found?.code == "V0201" && found?.help == help, "\(String(describing: found))")
  }

  @Test func namesThatAreDefinedAreLeftAlone() throws {
    #expect(try TestSession().output("let clusters_diff = 1\nclusters_diff") == "1")
  }
}
