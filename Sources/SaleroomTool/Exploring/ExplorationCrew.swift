// Who explores for the tool: children of this very program, or this process itself.
import Exploration
import LiveCommerce

/// Those who do the work of an exploration.
struct ExplorationCrew {
  /// The most children.
  static let most = 256

  /// How many children; 0 for this process itself.
  var children: Int

  /// The crew that was asked for, or as many children as there are threads; none where this process
  /// cannot be started again as one, as in a test.
  init(_ arguments: ParsedArguments, _ context: ToolContext) throws(ToolError) {
    let asked = try arguments.integer(.children, in: 0...ExplorationCrew.most)
    children = asked ?? (context.startsChildren ? min(context.threads, ExplorationCrew.most) : 0)
    guard SearchDuty.isPossible else {
      throw ToolError(
        status: .undecided, message: "the Swift runtime of this process cannot be explored")
    }
  }

  /// The workforce for a search.
  func workforce(for search: Search, _ terms: SearchTerms) -> any Workforce {
    workforce(SearchDuty(search), .search(terms))
  }

  /// The workforce for a census of the gallery, whose items are long.
  func workforce(for census: GalleryDuty) -> any Workforce {
    var settings = WorkerPool.Settings()
    settings.blockSize = 1
    settings.patience = .seconds(600)
    return workforce(census, .gallery(census), settings)
  }

  private func workforce(
    _ duty: some WorkerDuty, _ role: ExplorationRole, _ usual: WorkerPool.Settings = .init()
  ) -> any Workforce {
    var settings = usual
    settings.children = max(1, children)
    guard children > 0 else {
      return OwnProcess(
        duty, blockSize: settings.blockSize, remark: "in this process, where a trap ends it")
    }
    return WorkerPool(
      WorkerLaunch(arguments: [], role: role.words), digest: duty.digest, settings)
  }

  /// Why there is no crew, for the user.
  static func failure(_ error: WorkersUnavailable) -> ToolError {
    .inputOutput("\(error.description); --children 0 explores without child processes")
  }
}
