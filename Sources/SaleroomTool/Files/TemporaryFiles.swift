// The half-written files of this process, so that an interrupt can remove them.
import Foundation
import Synchronization

/// Files that must not be left behind.
enum TemporaryFiles {
  private static let paths = Mutex<[String]>([])

  /// Remembers a file before it is created.
  static func add(_ path: String) { paths.withLock { $0.append(path) } }

  /// Removes a file, if it is still there, and forgets it.
  static func remove(_ path: String) {
    try? FileManager.default.removeItem(atPath: path)
    paths.withLock { known in known.removeAll { $0 == path } }
  }

  /// Removes all files that are remembered.
  static func removeAll() {
    paths.withLock { known in
      for path in known { try? FileManager.default.removeItem(atPath: path) }
    }
  }
}
