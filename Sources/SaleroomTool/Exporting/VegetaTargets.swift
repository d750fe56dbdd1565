// The arrivals as vegeta's targets in its JSON format, one a line, in order. A target has no instant:
// vegeta paces by rate, so a schedule of rates belongs to them.
import Foundation
import LiveCommerce
import Reporting

/// Targets for vegeta.
struct VegetaTargets: LoadFormat {
  static let name = "vegeta"
  static let summary = "targets for vegeta, whose pace is that of --format rates"

  private let terms: LoadTerms

  init(_ terms: LoadTerms) { self.terms = terms }

  func begin() -> String { "" }

  func text(of arrival: Arrival) -> String {
    var members = [
      ("method", Escaping.quoted(terms.request.method)),
      ("url", Escaping.quoted(terms.request.server + terms.path(of: arrival))),
    ]
    let headers = headers(of: arrival)
    if !headers.isEmpty { members.append(("header", "{\(headers.joined(separator: ","))}")) }
    if let body = terms.body(of: arrival) {
      members.append(("body", Escaping.quoted(Data(body.utf8).base64EncodedString())))
    }
    return "{" + members.map { "\"\($0)\":\($1)" }.joined(separator: ",") + "}\n"
  }

  /// Each name once, with all its values.
  private func headers(of arrival: Arrival) -> [String] {
    var names: [String] = []
    var values: [String: [String]] = [:]
    for header in terms.request.headers {
      if values[header.name] == nil { names.append(header.name) }
      values[header.name, default: []].append(
        Escaping.quoted(terms.header(header.value, of: arrival)))
    }
    return names.map {
      "\(Escaping.quoted($0)):[\(values[$0, default: []].joined(separator: ","))]"
    }
  }

  func end() -> String { "" }

  func advice() -> String? {
    "vegeta fires at one rate at a time: fire the targets second by second at the rates of "
      + "--format rates; the shape within a second is lost"
  }
}
