// What the machine has to give: memory that is free, and how fast it is.
import Foundation
import LiveCommerce

/// The machine that a session would run on.
struct Machine: Sendable {
  /// Bytes that a session may take; nil if that cannot be told.
  var availableMemory: Double?
  /// Time on this machine over time on the machine of the reference.
  var slowness: @Sendable () -> Double = { 1 }
  /// Bytes of memory that this process takes; nil if that cannot be told.
  var usedMemory: @Sendable () -> Double? = { nil }

  /// A machine of which nothing is known.
  init() {}

  /// The machine that this process runs on.
  static var own: Machine {
    var machine = Machine()
    machine.availableMemory = availableMemory
    machine.usedMemory = { residentMemory }
    machine.slowness = { MachineSpeed.slowness }
    return machine
  }

  /// What the kernel says could be given to a new process; elsewhere all that is built in, and less
  /// where a container is limited to less.
  private static var availableMemory: Double {
    let physical = Double(ProcessInfo.processInfo.physicalMemory)
    let known = [meminfo, cgroup].compactMap { $0 }
    return known.reduce(physical) { min($0, $1) }
  }

  private static var meminfo: Double? {
    guard let text = text(of: "/proc/meminfo") else { return nil }
    let line = text.split(separator: "\n").first { $0.hasPrefix("MemAvailable:") }
    return line?.split(separator: " ").dropFirst().first.flatMap { Double($0) }.map { $0 * 1024 }
  }

  private static var residentMemory: Double? {
    let pages = text(of: "/proc/self/statm")?.split(separator: " ").dropFirst().first
    return pages.flatMap { Double($0) }.map { $0 * Double(sysconf(Int32(_SC_PAGESIZE))) }
  }

  private static var cgroup: Double? {
    guard let limit = text(of: "/sys/fs/cgroup/memory.max").flatMap({ number($0) }),
      let used = text(of: "/sys/fs/cgroup/memory.current").flatMap({ number($0) })
    else { return nil }
    return max(0, limit - used)
  }

  private static func number(_ text: String) -> Double? {
    Double(text.trimmingCharacters(in: .whitespacesAndNewlines))
  }

  private static func text(of path: String) -> String? {
    try? String(contentsOfFile: path, encoding: .utf8)
  }
}
