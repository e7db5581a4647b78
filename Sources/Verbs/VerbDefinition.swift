import Language

/// A verb before it belongs to a session: its signature and what it does with one.
public struct VerbDefinition: Sendable {
  public let signature: Signature
  let body: @Sendable (Session, Call) throws -> Value
  /// See `Verb.isAppend`.
  var isAppend = false

  init(_ signature: Signature, _ body: @escaping @Sendable (Session, Call) throws -> Value) {
    self.signature = signature
    self.body = body
  }

  /// The verb bound to a session. The session owns its verbs, so they refer to it weakly.
  func bound(to session: Session) -> Verb {
    let body = self.body
    return Verb(signature, isAppend: isAppend) { [weak session] call in
      guard let session else { throw Interrupted("the session has ended") }
      // A key pressed between two verbs must stop the second, which may look at the flag late.
      if session.interruption.isSet { throw Interrupted() }
      return try stoppable { try body(session, call) }
    }
  }
}

/// Every verb there is, by room. The order is that of the help pages.
public enum VerbCatalog {
  public static let all: [VerbDefinition] = data + vectors + rows + plots + session + values

  static let data: [VerbDefinition] = [
    openVerb, closeVerb, keepVerb, tablesVerb, tableVerb, loadVerb, exportVerb, sqlVerb, describeVerb,
  ]
  static let vectors: [VerbDefinition] = [
    embedVerb, modelsVerb, modelVerb, kmeansVerb, dbscanVerb, hdbscanVerb, clusteringsVerb, clusteringVerb,
    assignVerb, silhouetteVerb, searchVerb, indexVerb, indexesVerb, indexBuildVerb, indexQueryVerb,
    indexInfoVerb, indexConvertVerb, projectVerb,
  ]
  static let rows: [VerbDefinition] = [
    whereVerb, selectVerb, deriveVerb, sortVerb, groupVerb, summarizeVerb, joinVerb, distinctVerb, headVerb,
    countVerb, collectVerb, termsVerb, functionsVerb,
  ]
  static let plots: [VerbDefinition] = [barVerb, histVerb, lineVerb, scatterVerb, clusterMapVerb]
  static let session: [VerbDefinition] = [printVerb, failVerb]
  static let values: [VerbDefinition] = textVerbs + numberVerbs + listVerbs
}
