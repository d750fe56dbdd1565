// `saleroom explore --gallery`: every built-in sale logic under the storms that bring out what is wrong
// with it: what it breaks, how soon that shows, and for how long a sound one holds.
import Exploration
import Foundation
import LiveCommerce
import Reporting

/// A tour of the gallery.
enum GalleryTour {
  private static let usualSchedules = 2_000
  private static let usualSeeds = 11
  /// What makes no sense for the gallery, which has storms of its own.
  private static let others: [ToolOption] = [
    .product, .logic, .orders, .minutes, .strategy, .preemptions, .seed, .strict, .set, .cases,
  ]

  /// Takes the census and tells of it.
  static func run(
    _ arguments: ParsedArguments, _ context: ToolContext
  ) throws(ToolError) -> ExitStatus {
    guard arguments.operands.isEmpty else {
      throw .usage("`\(arguments.operands[0])` is one too many: --gallery needs no scenario")
    }
    for option in others where arguments.has(option) {
      throw .usage("option --\(option.name) does not go with --gallery")
    }
    let format = try arguments.word(.explorationFormat, ExplorationFormat.self) ?? .text
    let census = GalleryDuty(
      schedules: try arguments.integer(.schedules, in: 1...10_000_000) ?? usualSchedules,
      seeds: try arguments.integer(.seeds, in: 1...1_000) ?? usualSeeds)
    let crew = try ExplorationCrew(arguments, context)
    context.stop.listen()
    let tallies = try take(census, crew, arguments, context)
    guard !context.stop.isMade else { return .interrupted }
    let report = GalleryReport(
      census: census, entries: GalleryDuty.pieces.map { GalleryEntry($0, tallies) })
    if !arguments.has(.quiet) { try context.print(report.render(format, context.palette)) }
    return report.entries.allSatisfy(\.isAsDeclared) ? .kept : .broken
  }

  private static func take(
    _ census: GalleryDuty, _ crew: ExplorationCrew, _ arguments: ParsedArguments,
    _ context: ToolContext
  ) throws(ToolError) -> [GalleryTally] {
    let isShown = context.showsProgress && !arguments.has(.quiet)
    let line = SearchLine("gallery", width: context.width, write: context.errors)
    defer { line.finish() }
    var tallies: [GalleryTally] = []
    let ending: WorkEnding
    do throws(WorkersUnavailable) {
      ending = try crew.workforce(for: census).run(census.items) { done in
        let schedules = SearchProgress(schedules: done * census.schedules, distinct: 0)
        if isShown { line.update(schedules, of: census.items.count * census.schedules) }
        return !context.stop.isMade
      } deliver: { answer in
        let part = try? JSONDecoder().decode([GalleryTally].self, from: Data(answer.payload))
        tallies += part ?? []
      }
    } catch {
      throw ExplorationCrew.failure(error)
    }
    if case .died(let item, let death, _) = ending {
      let piece = GalleryDuty.pieces[item / census.seeds].name
      throw ToolError(status: .ownFault, message: "\(piece): \(death.sentence)")
    }
    return tallies
  }
}
