// A worker process from within: it reads requests, does them, and answers each. It ends with its
// parent, whatever it is doing.
//
// Invariant: it returns to the code that started it in no case, and starts no process of its own.
import Foundation

/// This process as a worker.
package enum Worker {
  /// Where a child finds its requests, its answers' way and its mark.
  static let requests: Int32 = 3
  static let answers: Int32 = 4
  static let mark: Int32 = 5

  /// The role for which this process was started, if it is a worker.
  package static let role: String? = {
    guard let value = ProcessInfo.processInfo.environment[WorkerLaunch.variable] else { return nil }
    // What a worker starts is no worker: the role is for the child of its parent only.
    let parts = value.split(separator: " ", maxSplits: 1)
    guard parts.count == 2, parts[0] == "\(getppid())" else { return nil }
    return String(parts[1])
  }()

  /// Does what the parent asks for, as long as the parent lives.
  package static func serve(_ duty: some WorkerDuty) -> Never {
    for file in [requests, answers, mark] { _ = fcntl(file, F_SETFD, FD_CLOEXEC) }
    var noCores = rlimit(rlim_cur: 0, rlim_max: 0)
    #if os(Linux)
    _ = unsafe setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &noCores)
    #else
    _ = unsafe setrlimit(RLIMIT_CORE, &noCores)
    #endif
    guard let progress = try? ProgressMark(file: mark) else { _exit(1) }
    endWithParent()
    answer(WorkerFrame(kind: .ready, first: Int(bitPattern: UInt(duty.digest))))
    while true { serveOne(duty, progress) }
  }

  private static func serveOne(_ duty: some WorkerDuty, _ progress: ProgressMark) {
    guard let request = readFrame() else { _exit(0) }
    progress.leave([])
    switch request.kind {
    case .block:
      let result = duty.run(request.first..<request.second, mark: progress)
      answer(
        WorkerFrame(kind: .answer, first: result.finding ?? -1, payload: result.payload))
    case .attempt:
      answer(
        WorkerFrame(
          kind: .answer, first: -1, payload: duty.attempt(request.payload, mark: progress)))
    case .ready, .answer: _exit(1)
    }
  }

  /// A thread that ends the process when nobody can send it requests any more.
  private static func endWithParent() {
    Thread.detachNewThread {
      var channel = pollfd(fd: requests, events: 0, revents: 0)
      while true {
        if unsafe poll(&channel, 1, -1) > 0 { _exit(0) }
      }
    }
  }

  private static func answer(_ frame: WorkerFrame) {
    if !Channel.write(frame.bytes, to: answers) { _exit(0) }
  }

  private static func readFrame() -> WorkerFrame? {
    guard let head = Channel.read(WorkerFrame.headSize, from: requests),
      let (frame, length) = WorkerFrame.head(head),
      let payload = Channel.read(length, from: requests)
    else { return nil }
    var whole = frame
    whole.payload = payload
    return whole
  }
}
