// Work that blocks is done on a thread of its own: the threads of Swift's pool are as few as the
// cores, and other tests wait for them.
import Foundation

/// Does blocking work on a thread of its own, and waits for it without blocking.
package func onOwnThread<Result: Sendable>(
  _ work: @escaping @Sendable () -> Result
) async -> Result {
  await withCheckedContinuation { continuation in
    let thread = Thread { continuation.resume(returning: work()) }
    thread.name = "saleroom exploration"
    thread.stackSize = 8 << 20
    thread.start()
  }
}
