// The words after a verb, sorted into options and operands. Long options only, `--key value` or
// `--key=value`, each at most once unless it may be repeated, no abbreviations: what is not exactly
// right is refused with the nearest right spelling.
import LiveCommerce
import Reporting

/// The options and operands of one command.
struct ParsedArguments: Equatable {
  /// What is not an option, in order.
  private(set) var operands: [String] = []
  private var given: [(option: ToolOption, value: String)] = []

  /// Sorts `words` by what `verb` knows.
  ///
  /// - Throws: `ToolError` with a usage message, if a word fits nowhere.
  init(_ words: [String], of verb: any Verb.Type) throws(ToolError) {
    var left = words[...]
    var isOperandsOnly = false
    while let word = left.popFirst() {
      if word == "--" && !isOperandsOnly {
        isOperandsOnly = true
      } else if isOperandsOnly || !word.hasPrefix("-") || word == "-" {
        operands.append(word)
      } else {
        try take(word, &left, verb)
      }
    }
    guard !has(.help) else { return }
    try checkOperands(of: verb)
  }

  private mutating func take(
    _ word: String, _ left: inout ArraySlice<String>, _ verb: any Verb.Type
  ) throws(ToolError) {
    let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let written = String(parts[0])
    let options = verb.options + [.help]
    // Right behind a --set, `at` says when that is made, whatever else it may mean.
    let isChange = given.last?.option == .set && options.contains(.at) && written == "--at"
    guard let option = isChange ? .at : options.first(where: { "--\($0.name)" == written }) else {
      throw .usage(ParsedArguments.unknown(written, among: options, verb))
    }
    guard option.isRepeatable || !has(option) else {
      throw .usage("option --\(option.name) is given twice")
    }
    given.append((option, try ParsedArguments.value(of: option, parts.dropFirst().first, &left)))
  }

  private static func value(
    of option: ToolOption, _ attached: Substring?, _ left: inout ArraySlice<String>
  ) throws(ToolError) -> String {
    guard option.value != nil else {
      guard attached == nil else { throw .usage("option --\(option.name) takes no value") }
      return ""
    }
    if let attached, !attached.isEmpty { return String(attached) }
    guard attached == nil, let next = left.first, !next.hasPrefix("--"),
      !next.isEmpty || !option.namesPlace
    else {
      throw .usage("option --\(option.name) needs a value: \(option.usage)")
    }
    left.removeFirst()
    return next
  }

  private static func unknown(
    _ written: String, among options: [ToolOption], _ verb: any Verb.Type
  ) -> String {
    let names = options.map(\.name)
    let bare = String(written.drop { $0 == "-" })
    let hint = Spelling.nearest(bare, among: names).map { "; did you mean --\($0)?" } ?? ""
    return "unknown option \(written) of `\(verb.name)`\(hint)"
      + (hint.isEmpty ? "; see `\(SaleroomTool.name) help \(verb.name)`" : "")
  }

  private func checkOperands(of verb: any Verb.Type) throws(ToolError) {
    if operands.count < verb.operandCount.lowerBound {
      throw .usage("`\(verb.name)` lacks \(verb.operands); usage: \(Help.usage(of: verb))")
    }
    if operands.count > verb.operandCount.upperBound {
      let extra = operands[verb.operandCount.upperBound]
      let most = verb.operandCount.upperBound
      let bound = most > 2 ? ", for there are \(most) at most" : ""
      throw .usage("`\(extra)` is one too many\(bound); usage: \(Help.usage(of: verb))")
    }
  }

  // MARK: Asking

  /// The command as a shell would read it again, without what changes nothing in the result.
  func command(_ verb: String) -> String {
    let idle: [ToolOption] = [.threads, .quiet]
    let options = given.filter { !idle.contains($0.option) }.map { option, value in
      option.value == nil ? "--\(option.name)" : "--\(option.name)=\(value)"
    }
    return ShellLine.text([SaleroomTool.name, verb] + operands + options)
  }

  /// Every `--set`, with the `--at` behind it if there is one, in order.
  func settings() throws(ToolError) -> [(written: String, at: String?)] {
    var settings: [(written: String, at: String?)] = []
    for (option, value) in given {
      if option == .set { settings.append((value, nil)) }
      guard option == .at else { continue }
      guard let last = settings.last else { throw .usage("option --at needs a --set before it") }
      guard last.at == nil else {
        throw .usage("option --at is given twice for --set \(last.written)")
      }
      settings[settings.count - 1].at = value
    }
    return settings
  }

  /// Every `--set` and `--at` as words that can be typed again, in order.
  var settingWords: [String] {
    given.filter { [.set, .at].contains($0.option) }.map { "--\($0.option.name)=\($0.value)" }
  }

  /// Whether an option was given.
  func has(_ option: ToolOption) -> Bool { given.contains { $0.option == option } }

  /// An option as it may be written again, each time that it was given.
  func written(_ option: ToolOption) -> [String] {
    given.filter { $0.option == option }.map { option, value in
      option.value == nil ? "--\(option.name)" : "--\(option.name)=\(value)"
    }
  }

  /// Every value that was given to an option, in order.
  func values(_ option: ToolOption) -> [String] {
    given.filter { $0.option == option }.map(\.value)
  }

  /// The value of an option as a whole number within `range`; nil when it was not given.
  func integer<Number: FixedWidthInteger>(
    _ option: ToolOption, in range: ClosedRange<Number>
  ) throws(ToolError) -> Number? {
    guard let written = values(option).first else { return nil }
    guard let number = Number(written), range.contains(number) else {
      throw .usage(
        "option --\(option.name) is a whole number from \(range.lowerBound) to "
          + "\(range.upperBound), not `\(written)`")
    }
    return number
  }

  /// The value of an option as a number within `range`; nil when it was not given.
  func number(
    _ option: ToolOption, in range: ClosedRange<Double>
  ) throws(ToolError) -> Double? {
    guard let written = values(option).first else { return nil }
    guard let number = Double(written), range.contains(number) else {
      throw .usage(
        "option --\(option.name) is a number from \(range.lowerBound) to \(range.upperBound), "
          + "not `\(written)`")
    }
    return number
  }

  /// The value of an option as one of several words; nil when it was not given.
  func word<Word: RawRepresentable<String> & CaseIterable>(
    _ option: ToolOption, _ words: Word.Type
  ) throws(ToolError) -> Word? {
    guard let written = values(option).first else { return nil }
    if let word = Word(rawValue: written) { return word }
    let known = Word.allCases.map(\.rawValue)
    let hint = Spelling.nearest(written, among: known).map { "; did you mean \($0)?" } ?? ""
    throw .usage(
      "unknown \(option.name) `\(written)` (known: \(known.joined(separator: ", ")))\(hint)")
  }

  static func == (left: ParsedArguments, right: ParsedArguments) -> Bool {
    left.operands == right.operands && left.given.elementsEqual(right.given, by: ==)
  }
}
