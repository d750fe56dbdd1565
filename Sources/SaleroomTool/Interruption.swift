// Ctrl-C and its like. The simulation runs on the main thread and never looks up, so signals are
// taken on a queue of their own, which removes half-written files and ends the process at once; only a
// verb that can end with what it knows so far is asked first.
import Dispatch
import Foundation

/// Ends the process when it is told to stop, for as long as the value lives.
final class Interruption {
  private let sources: [any DispatchSourceSignal]

  init(_ terminal: Terminal, _ request: StopRequest) {
    let queue = DispatchQueue(label: "saleroom.interruption")
    sources = [SIGINT, SIGTERM, SIGHUP].map { number in
      _ = signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
      source.setEventHandler {
        if number != SIGINT || !request.make() { Interruption.stop(number, terminal) }
      }
      source.resume()
      return source
    }
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
