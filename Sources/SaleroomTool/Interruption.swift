// Ctrl-C and its like. The simulation runs on the main thread and never looks up, so signals are
// taken on a queue of their own, which removes half-written files and ends the process at once; only a
// verb that can end with what it knows so far is asked first.
//
// Invariant: a signal that was ignored when the process began stays ignored, as `nohup` has it.
import Dispatch
import Foundation

/// Ends the process when it is told to stop, for as long as the value lives.
final class Interruption {
  private let sources: [any DispatchSourceSignal]

  init(_ terminal: Terminal, _ request: StopRequest) {
    let queue = DispatchQueue(label: "saleroom.interruption")
    sources = [SIGINT, SIGTERM, SIGHUP].compactMap { number in
      guard !Interruption.ignore(number) else { return nil }
      let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
      source.setEventHandler {
        if number != SIGINT || !request.make() { Interruption.stop(number, terminal) }
      }
      source.resume()
      return source
    }
  }

  /// Has the process ignore a signal, and tells whether it did so before.
  private static func ignore(_ number: Int32) -> Bool {
    let before = signal(number, SIG_IGN)
    // Functions of C cannot be compared but by where they are.
    return unsafe unsafeBitCast(before, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
  }

  private static func stop(_ number: Int32, _ terminal: Terminal) {
    TemporaryFiles.removeAll()
    FullScreen.abandon()
    if terminal.isWatched { Terminal.say(ProgressLine.erased) }
    if number == SIGINT { Terminal.say("\(SaleroomTool.name): interrupted\n") }
    // Not `exit`: the main thread is still at work on what that would tear down.
    _exit(number == SIGINT ? ExitStatus.interrupted.rawValue : 128 + number)
  }
}
