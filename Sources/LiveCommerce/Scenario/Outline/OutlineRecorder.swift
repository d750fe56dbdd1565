// How readers come to tell the format: they are let loose on a file that is not there. Whatever is asked
// for is noted, with its kind, range and default, and given or withheld at random, so that after some
// hundred readings every branch has been taken.
//
// The draws are keyed and fixed: the same readers give the same outline.
import Stochastics

/// Notes what readers ask for, and makes up what they are given.
final class OutlineRecorder {
  /// How often the readers are let loose.
  ///
  /// No branch is rarer than one reading in forty; whoever adds one
  /// that is rarer is told so by the tests, since its keys have notes.
  static let readings = 1500

  let root = OutlineRecord(path: "")
  let law = OutlineRecord(path: "distribution")
  private let chance = Draws(seed: 1).entity(0xFFFF, 2)
  private var drawn: UInt32 = 0
  private var isDefiningLaw = false

  /// Lets the readers loose once, and once on a distribution.
  func record(_ read: (ProblemLog) -> Void) {
    let log = ProblemLog(file: "", outline: self)
    read(log)
    isDefiningLaw = true
    _ = NodeReader(node: .unread, path: .key(.root, law.path), log: log).distribution()
  }

  // MARK: What readers tell

  /// Notes what is asked of a value.
  func note(_ form: ValueForm, at path: ScenarioPath) { record(at: path).note(form) }

  /// Notes that a key of an object is asked for.
  func note(key: String, at path: ScenarioPath) { _ = record(at: path).below(.key(key)) }

  /// Notes what stands for a value that is left out; nil if nothing does.
  func note(fallback: WrittenValue?, at path: ScenarioPath) {
    record(at: path).note(fallback: fallback)
  }

  /// Begins a reading of an object.
  func beginReading(at path: ScenarioPath) -> OutlineReading { record(at: path).beginReading() }

  /// Notes a distribution; whether it is described elsewhere.
  func notesLaw(at path: ScenarioPath) -> Bool {
    if isDefiningLaw {
      isDefiningLaw = false
      return false
    }
    note(.law, at: path)
    return true
  }

  // MARK: What readers are given

  /// One of some alternatives.
  func pick<Value>(_ values: [Value]) -> Value {
    drawn += 1
    return values[min(values.count - 1, Int(chance.uniform(1, drawn) * Double(values.count)))]
  }

  /// One of some words, for the key at the end of the path.
  func pick(word words: [String], at path: ScenarioPath) -> String {
    let word = pick(words)
    note(.word(words), at: path)
    if case .key(let parent, let key) = path { record(at: parent).note(.word(word), of: key) }
    return word
  }

  /// The record of a path.
  private func record(at path: ScenarioPath) -> OutlineRecord {
    switch path {
    case .root: root
    case .key(.root, law.path): law
    case .key(let parent, let key): record(at: parent).below(.key(key))
    case .index(let parent, let index): record(at: parent).below(.index(index))
    }
  }
}

extension JSON5Node {
  /// What stands where nothing was written.
  static let unread = JSON5Node(value: .invalid, position: .start)
}
