// Ways between processes, and reads and writes on them that are whole. They are socket pairs and
// not pipes, because a write to a child that has just died must be an error and not a signal.
import Foundation

/// A way between processes whose ends are not handed down by accident.
struct Channel {
  /// The first number for files that are to be handed to a child, above those it finds them under.
  static var floor: Int32 { 64 }

  /// This process's end.
  let near: Int32
  /// The child's end.
  let far: Int32

  init() throws(WorkersUnavailable) {
    var ends: [Int32] = [-1, -1]
    guard unsafe socketpair(AF_UNIX, Channel.stream, 0, &ends) == 0 else {
      throw WorkersUnavailable("no channel to a child can be made")
    }
    let moved = ends.map { fcntl($0, F_DUPFD_CLOEXEC, Channel.floor) }
    for end in ends { close(end) }
    guard moved.allSatisfy({ $0 >= 0 }) else {
      for end in moved where end >= 0 { close(end) }
      throw WorkersUnavailable("too many files are open")
    }
    (near, far) = (moved[0], moved[1])
    #if canImport(Darwin)
    var isOn: Int32 = 1
    setsockopt(near, SOL_SOCKET, SO_NOSIGPIPE, &isOn, socklen_t(MemoryLayout<Int32>.size))
    #endif
  }

  #if canImport(Darwin)
  private static let stream = SOCK_STREAM
  private static let quietly: Int32 = 0
  #else
  private static let stream = Int32(SOCK_STREAM.rawValue)
  private static let quietly = Int32(MSG_NOSIGNAL)
  #endif

  /// Writes all bytes; false if nobody reads them.
  static func write(_ bytes: [UInt8], to file: Int32) -> Bool {
    unsafe bytes.withUnsafeBytes { raw in
      var sent = 0
      while sent < raw.count {
        let start = unsafe raw.baseAddress?.advanced(by: sent)
        let count = unsafe send(file, start, raw.count - sent, quietly)
        if count < 0 && errno == EINTR { continue }
        guard count > 0 else { return false }
        sent += count
      }
      return true
    }
  }

  /// Reads so many bytes; nil if they end before.
  static func read(_ count: Int, from file: Int32) -> [UInt8]? {
    var bytes: [UInt8] = []
    while bytes.count < count {
      guard let part = readSome(atMost: count - bytes.count, from: file), !part.isEmpty
      else { return nil }
      bytes += part
    }
    return bytes
  }

  /// Reads what there is, at most so many bytes; empty at the end, nil if there is nothing yet.
  static func readSome(atMost limit: Int = .max, from file: Int32) -> [UInt8]? {
    var count = 0
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: min(limit, 1 << 16)) { buffer, filled in
      repeat {
        count = unsafe Foundation.read(file, buffer.baseAddress, buffer.count)
      } while count < 0 && errno == EINTR
      filled = max(0, count)
    }
    return count < 0 && errno == EAGAIN ? nil : bytes
  }
}
