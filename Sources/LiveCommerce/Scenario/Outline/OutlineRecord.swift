// What readers were seen to ask at one place of the format, and what follows from it. Keys stand in the
// order in which they are first asked for, so the same readers give the same outline.

/// The record of a place, while readers are let loose.
final class OutlineRecord {
  let path: String
  private(set) var forms: [ValueForm] = []
  private(set) var fallback: WrittenValue?
  private(set) var keys: [String] = []
  private(set) var item: OutlineRecord?
  private(set) var named: OutlineRecord?
  private var members: [String: OutlineRecord] = [:]
  private var readings: [OutlineReading] = []
  private var hasOneFallback = true

  init(path: String) { self.path = path }

  /// The record of a key.
  subscript(key: String) -> OutlineRecord? { members[key] }

  // MARK: Recording

  /// The name of the members whose keys the author chooses.
  static let anyName = "*"

  func note(_ form: ValueForm) {
    if !forms.contains(form) { forms.append(form) }
  }

  /// Notes a default, or that there is none; two different ones are none that could be told.
  func note(fallback value: WrittenValue?) {
    hasOneFallback = hasOneFallback && value != nil && (fallback == nil || fallback == value)
    fallback = hasOneFallback ? value : nil
  }

  func beginReading() -> OutlineReading {
    let reading = OutlineReading()
    readings.append(reading)
    return reading
  }

  /// What the reading under way has seen of a key.
  func note(_ state: OutlineReading.State, of key: String) {
    readings.last?.states[key] = state
  }

  /// The record one step on, made when it is first asked for.
  func below(_ step: ScenarioPath.Step) -> OutlineRecord {
    switch step {
    case .index:
      let record = item ?? OutlineRecord(path: "\(path)[]")
      item = record
      return record
    case .key(Self.anyName):
      let record = named ?? OutlineRecord(path: below(Self.anyName))
      named = record
      return record
    case .key(let key):
      if let record = members[key] { return record }
      let record = OutlineRecord(path: below(key))
      members[key] = record
      keys.append(key)
      return record
    }
  }

  private func below(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

  // MARK: What readings tell

  /// The keys that an object here must have.
  var required: [String] { keys.filter { isRequired($0, in: readings) } }

  /// What the value or the absence of one key says about others.
  var conditions: [OutlineCondition] {
    let always = Set(required)
    let sometimes = keys.filter { key in
      !always.contains(key) && readings.contains { $0.states[key] == .missed }
    }
    let notAlways = keys.filter { key in readings.contains { $0.states[key] == nil } }
    guard !sometimes.isEmpty || !notAlways.isEmpty else { return [] }
    return keys.flatMap { conditions(on: $0, sometimes, notAlways) }
  }

  private func conditions(
    on key: String, _ sometimes: [String], _ notAlways: [String]
  ) -> [OutlineCondition] {
    var conditions: [OutlineCondition] = []
    for word in words(of: key) + [nil] {
      let chosen = readings.filter { $0.isAbout(key, word) }
      let wanted = sometimes.filter { other in
        other != key && isRequired(other, in: chosen)
          && chosen.count(where: { $0.states[other] == .missed }) >= Self.leastMissed
      }
      let refused = notAlways.filter { other in
        other != key && chosen.count >= Self.leastUnasked
          && chosen.allSatisfy { $0.states[other] == nil }
      }
      guard !wanted.isEmpty || !refused.isEmpty else { continue }
      if let word,
        let same = conditions.firstIndex(where: { $0.required == wanted && $0.refused == refused })
      {
        conditions[same].words.append(word)
      } else {
        conditions.append(
          OutlineCondition(
            key: key, words: word.map { [$0] } ?? [], required: wanted, refused: refused))
      }
    }
    return conditions
  }

  private func words(of key: String) -> [String?] {
    for case .word(let words) in members[key]?.forms ?? [] { return words }
    return []
  }

  /// How often a key must have been missed, or not been asked for, before that is no chance.
  private static let (leastMissed, leastUnasked) = (8, 30)

  /// Whether a key was always asked for, and missed whenever it was not there.
  private func isRequired(_ key: String, in readings: [OutlineReading]) -> Bool {
    readings.contains { $0.states[key] == .missed }
      && readings.allSatisfy { $0.states[key] != nil && $0.states[key] != .absent }
  }
}

/// What one reading of an object asked for and was given.
final class OutlineReading {
  /// What was given for a key.
  enum State: Equatable {
    case present
    case word(String)
    /// Not there, and not missed.
    case absent
    /// Not there, and reported as missing.
    case missed
  }

  /// The keys asked for.
  var states: [String: State] = [:]

  /// Whether a key had the word, or without one was left out.
  fileprivate func isAbout(_ key: String, _ word: String?) -> Bool {
    if let word { return states[key] == .word(word) }
    return states[key] == nil || states[key] == .absent
  }
}
