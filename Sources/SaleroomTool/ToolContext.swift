// What a command may touch of the world: where its words go and where `-` comes from.
import LiveCommerce
import Reporting

/// A command's surroundings.
struct ToolContext {
  /// Sale logics beside the built-in ones.
  var logics: [any SaleLogic.Type] = []
  /// The program that is running, as lines to be typed name it: a package's own tool, or Saleroom's.
  var program = SaleroomTool.name
  /// Where the result goes.
  var output: (String) throws -> Void
  /// Where progress and errors go.
  var errors: @Sendable (String) -> Void
  /// How the result is coloured.
  var palette = Palette.plain
  /// Whether progress is shown.
  var showsProgress = false
  /// Whether there is a terminal that shows whole screens and takes keys.
  var hasScreen = false
  /// Columns of the terminal on which it is shown.
  var width = 80
  /// Threads that are used when none are asked for.
  var threads = 1
  /// Whether explorations may start this program again as their children.
  var startsChildren = false
  /// The user's wish to come to an end.
  var stop = StopRequest()
  /// What the machine has to give.
  var machine = Machine()

  /// Every sale logic that a scenario may name.
  var knownLogics: [any SaleLogic.Type] { SaleLogics.builtIn + logics }

  /// Prints a part of the result.
  func print(_ text: String) throws(ToolError) {
    do {
      try output(text)
    } catch {
      throw .inputOutput("the result could not be written to stdout")
    }
  }

  /// Prints a page, if there is one, and has the files of a result written.
  ///
  /// A result may have taken hours, so each is tried whatever becomes of the other: files that cannot be
  /// written lose nobody the page.
  func deliver(
    _ page: String?, files write: () throws(ToolError) -> Void
  ) throws(ToolError) {
    let written = Result(catching: write)
    if let page { try print(page) }
    try written.get()
  }

  /// Says what is wrong.
  func complain(_ message: String) { errors("\(SaleroomTool.name): \(message)\n") }
}
