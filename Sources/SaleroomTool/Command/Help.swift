// Help, made from the lists of verbs, options and exit statuses.
import Reporting

/// The texts of `help`.
enum Help {
  private static let width = 100

  /// What the tool can do.
  static func overview() -> String {
    let name = SaleroomTool.name
    let verbs = Verbs.all.map { ("\($0.name) \($0.operands)", $0.summary) }
    let statuses = ExitStatus.allCases.map { ("\($0.rawValue)", $0.meaning) }
    let lines =
      [
        "\(name) simulates livestream-commerce sessions: people, orders, stock.",
        "",
        "usage: \(name) VERB [OPTION…] [FILE…]",
        "",
        "verbs",
      ] + table(verbs) + ["", "exit status"] + table(statuses)
      + ["", "`\(name) help VERB` tells the options of a verb."]
    return joined(lines)
  }

  /// What one verb does, and its options.
  static func text(of verb: any Verb.Type) -> String {
    let options = (verb.options + [.help]).map { option in
      (option.usage, option.summary + (option.isRepeatable ? " May be repeated." : ""))
    }
    return joined(
      ["usage: \(usage(of: verb))", ""] + Display.wrapped(verb.summary, to: width)
        + ["", "options"] + table(options))
  }

  /// "saleroom run [OPTION…] FILE".
  static func usage(of verb: any Verb.Type) -> String {
    let options = verb.options.isEmpty ? "" : " [OPTION…]"
    let operands = verb.operands.isEmpty ? "" : " \(verb.operands)"
    return "\(SaleroomTool.name) \(verb.name)\(options)\(operands)"
  }

  /// Two columns, the second one wrapped.
  static func table(_ rows: [(String, String)]) -> [String] {
    let first = (rows.map { Display.width($0.0) }.max() ?? 0) + 4
    return rows.flatMap { name, text in
      Display.wrapped(text, to: width - first).enumerated().map { index, line in
        Display.padded(index == 0 ? "  \(name)" : "", to: first) + line
      }
    }
  }

  static func joined(_ lines: [String]) -> String { lines.joined(separator: "\n") + "\n" }
}
