// The names that one part of a scenario gives and others refer to. Whoever refers to a name gets its
// index; a name that is not there is answered with the nearest that is.

/// Names in order, each with its index.
struct NameTable {
  private(set) var names: [String]
  private var indices: [String: Int] = [:]

  init(_ names: [String] = []) {
    self.names = []
    for name in names { _ = add(name) }
  }

  /// The index of a name, if it is there.
  func index(of name: String) -> Int? { indices[name] }

  /// The index of a name, which is added if it is not there.
  mutating func add(_ name: String) -> Int {
    if let index = indices[name] { return index }
    indices[name] = names.count
    names.append(name)
    return names.count - 1
  }

  /// What is wrong with a name that could not stand in a path or a promise.
  static func problem(with name: String) -> String? {
    guard name.utf8.count <= Limit.nameLength else {
      return "the name is too long: \(Limit.nameLength) bytes are allowed"
    }
    let scalars = name.unicodeScalars
    let isSound = scalars.allSatisfy {
      $0.isASCIIDigit || "a"..."z" ~= $0 || "A"..."Z" ~= $0 || $0 == "_" || $0 == "-"
    }
    guard isSound, let first = scalars.first, first.properties.isAlphabetic else {
      return "a name is written with the letters a to z, digits, - and _, a letter first"
    }
    return nil
  }

  /// What to say of a name that is not there.
  func refusal(of name: String, noun: String) -> String {
    let start = "there is no \(noun) \(Wording.quoted(name)); "
    if let nearest = Spelling.nearest(name, among: names) {
      return start + "did you mean \(Wording.quoted(nearest))?"
    }
    return start + "write one of \(Wording.listed(names))"
  }
}
