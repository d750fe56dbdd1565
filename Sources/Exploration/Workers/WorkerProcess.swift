// A worker process from its parent's side: started, asked, listened to, and ended.
//
// Invariant: used by one thread; the process is reaped, and its pipes are closed, when the value
// goes.
import Foundation

/// A child at work.
final class WorkerProcess {
  /// What a child has to say.
  enum Event: Equatable {
    case frame(WorkerFrame)
    case died(WorkerDeath)
  }
  /// How much is kept of what a child writes to stderr, in bytes.
  private static let wordsKept = 8192

  private var id: pid_t = 0
  private let mark: ProgressMark
  private let requests: Int32
  private let answers: Int32
  private let errors: Int32
  private let answerLimit: Int
  private var unread: [UInt8] = []
  private var words: [UInt8] = []
  private var isReaped = false

  private var lastMark = Int.min
  private var lastProgress = ContinuousClock.now

  init(_ launch: WorkerLaunch, answerLimit: Int) throws(WorkersUnavailable) {
    mark = try ProgressMark()
    let ways = [try Channel(), try Channel(), try Channel()]
    (requests, answers, errors) = (ways[0].near, ways[1].near, ways[2].near)
    self.answerLimit = answerLimit
    for file in [answers, errors] { _ = fcntl(file, F_SETFL, O_NONBLOCK) }
    let shared = fcntl(mark.file, F_DUPFD_CLOEXEC, Channel.floor)
    defer { for file in ways.map(\.far) + [shared] { close(file) } }
    let numbers = [Worker.requests, Worker.answers, STDERR_FILENO, Worker.mark]
    id = try WorkerSpawn.start(launch, files: Array(zip(ways.map(\.far) + [shared], numbers)))
  }

  deinit {
    // Number 0 stands for the whole process group: a child that was not started is nobody.
    if id > 0, !isReaped {
      kill(id, SIGKILL)
      _ = waitpid(id, nil, 0)
    }
    for file in [requests, answers, errors] { close(file) }
  }

  /// The item that the child is at.
  var item: Int { mark.item }

  /// Sends a request; a child that cannot be reached any more will be found dead.
  func send(_ frame: WorkerFrame) {
    lastProgress = .now
    _ = Channel.write(frame.bytes, to: requests)
  }

  /// Waits until one of several children may have something to say, at most so many milliseconds.
  static func wait(for crew: [WorkerProcess], milliseconds: Int32) {
    var files = crew.flatMap { child in
      [child.answers, child.errors].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    }
    _ = unsafe poll(&files, nfds_t(files.count), milliseconds)
  }

  /// What the child has said since it was last asked, or how it ended, if it has been silent for
  /// longer than `patience` by being killed.
  func hear(patience: Duration) -> Event? {
    keepWords()
    var isOpen = true
    while let part = Channel.readSome(from: answers) {
      isOpen = !part.isEmpty
      guard isOpen, unread.count <= answerLimit else { break }
      unread += part
    }
    if let (frame, length) = WorkerFrame.head(unread), let event = take(frame, length) {
      return event
    }
    if unread.count >= WorkerFrame.headSize, WorkerFrame.head(unread) == nil {
      return end(.garbled)
    }
    if let cause = reap() { return died(cause) }
    if lastMark != mark.item { (lastMark, lastProgress) = (mark.item, .now) }
    guard lastProgress.duration(to: .now) > patience else { return nil }
    return end(isOpen ? .hung : .garbled)
  }

  /// Takes a message off what was read, if all of it is there.
  private func take(_ head: WorkerFrame, _ length: Int) -> Event? {
    guard length <= answerLimit else { return end(.garbled) }
    let size = WorkerFrame.headSize + length
    guard unread.count >= size else { return nil }
    var frame = head
    frame.payload = Array(unread[WorkerFrame.headSize..<size])
    unread.removeFirst(size)
    return .frame(frame)
  }

  private func end(_ cause: WorkerDeath.Cause) -> Event {
    kill(id, SIGKILL)
    var status: Int32 = 0
    _ = unsafe waitpid(id, &status, 0)
    isReaped = true
    return died(cause)
  }

  /// How the process ended, if it has.
  private func reap() -> WorkerDeath.Cause? {
    var status: Int32 = 0
    guard unsafe waitpid(id, &status, WNOHANG) == id else { return nil }
    isReaped = true
    let signal = status & 0x7F
    return signal == 0 ? .exited((status >> 8) & 0xFF) : .signal(signal)
  }

  private func died(_ cause: WorkerDeath.Cause) -> Event {
    keepWords()
    return .died(
      WorkerDeath(
        cause: cause, lastWords: String(decoding: words, as: UTF8.self), will: mark.will))
  }

  /// Reads what the child wrote to stderr, and keeps the end of it.
  private func keepWords() {
    // A child that writes without end must not keep its parent reading.
    for _ in 0..<64 {
      guard let part = Channel.readSome(from: errors), !part.isEmpty else { return }
      words += part
      if words.count > 2 * Self.wordsKept { words.removeFirst(words.count - Self.wordsKept) }
    }
  }
}
