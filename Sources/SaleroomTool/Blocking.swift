// The bridge from a command, which is synchronous, to experiments, which are structured concurrency.
// The only one: below it everything awaits, above it nothing does.
import Foundation
import Synchronization

/// Runs asynchronous work on behalf of a synchronous caller.
enum Blocking {
  /// Waits until `work` has ended.
  ///
  /// The calling thread sleeps meanwhile; it must not be one of the concurrency runtime's own.
  static func run<Value: Sendable>(
    _ work: @escaping @Sendable () async -> Value
  ) -> Value {
    let box = Box<Value>()
    Task {
      let value = await work()
      box.put(value)
    }
    return box.take()
  }

  private final class Box<Value: Sendable>: Sendable {
    private let value = Mutex<Value?>(nil)
    private let isFull = DispatchSemaphore(value: 0)

    func put(_ new: Value) {
      value.withLock { $0 = new }
      isFull.signal()
    }

    func take() -> Value {
      while true {
        isFull.wait()
        if let value = value.withLock({ $0 }) { return value }
      }
    }
  }
}
