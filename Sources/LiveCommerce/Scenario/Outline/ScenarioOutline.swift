// The format of scenarios, as its own readers tell it. Nothing is listed twice, so nothing can drift: a
// key that a reader begins to ask for is in the outline.

/// The format of scenarios: every key, its kinds, ranges and defaults.
package struct ScenarioOutline: Sendable {
  /// The root object.
  package let root: OutlinePlace
  /// A distribution, to which other places refer as ``ValueForm/law``.
  package let law: OutlinePlace

  /// Has the readers tell the format, which takes them a good part of a second in a debug build.
  ///
  /// - Parameter knownLogics: The names of all sale logics; nil to accept any name.
  package init(knownLogics: [String]? = nil) {
    self.init(reading: { log in
      let context = ScenarioContext(log: log, knownLogics: knownLogics)
      guard let root = NodeReader(node: .unread, path: .root, log: log).object() else { return }
      _ = RootSection.read(root, context)
      root.finish()
    })
  }

  /// Has other readers tell theirs; `read` is called again and again.
  init(reading read: (ProblemLog) -> Void) {
    let recorder = OutlineRecorder()
    for _ in 0..<OutlineRecorder.readings { recorder.record(read) }
    root = OutlinePlace(recorder.root)
    law = OutlinePlace(recorder.law)
  }
}

/// What may stand at one place of a scenario, and what below it.
package struct OutlinePlace: Sendable {
  /// The way here from the root: `cohorts.*.dwell`, `rundown[].at`; empty for the root.
  package let path: String
  /// What was asked of the value: any of these may stand here.
  package let forms: [ValueForm]
  /// What stands for a value that is left out, if that is one value for all.
  package let fallback: WrittenValue?
  /// The keys of ours that an object here may have.
  package let keys: [String]
  /// The keys that an object here must have.
  package let required: [String]
  /// What the value or the absence of one key says about others.
  package let conditions: [OutlineCondition]
  private let members: [OutlinePlace]
  private let items: [OutlinePlace]
  private let namedMembers: [OutlinePlace]

  init(_ record: OutlineRecord) {
    path = record.path
    forms = record.forms
    fallback = record.fallback
    keys = record.keys
    required = record.required
    conditions = record.conditions
    members = record.keys.compactMap { record[$0] }.map { OutlinePlace($0) }
    items = [record.item].compactMap { $0 }.map { OutlinePlace($0) }
    namedMembers = [record.named].compactMap { $0 }.map { OutlinePlace($0) }
  }

  /// The place of a key.
  package subscript(key: String) -> OutlinePlace? {
    keys.firstIndex(of: key).map { members[$0] }
  }

  /// The items of a list.
  package var item: OutlinePlace? { items.first }

  /// The members whose keys the author chooses.
  package var named: OutlinePlace? { namedMembers.first }

  /// This place and all below it, in order.
  package var all: [OutlinePlace] { [self] + (members + namedMembers + items).flatMap(\.all) }
}

/// What follows for an object when a key has one of some words, or is left out.
package struct OutlineCondition: Equatable, Sendable {
  /// The key that decides.
  package let key: String
  /// The words for which this holds; empty: when the key is left out.
  package var words: [String]
  /// The keys that must be there then.
  package let required: [String]
  /// The keys that must not be there then.
  package let refused: [String]
}
