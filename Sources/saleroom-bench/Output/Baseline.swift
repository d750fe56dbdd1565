// The record of an earlier run, to compare with.
import Foundation

/// A file to compare with that cannot be used.
struct BaselineFault: Error {
  var text: String
  /// The exit status.
  var status: Int32
}

enum Baseline {
  /// Reads what `--format json` wrote.
  static func read(_ path: String) throws(BaselineFault) -> BenchRecord {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw BaselineFault(text: "\(path) cannot be read", status: 74)
    }
    guard let record = try? JSONDecoder().decode(BenchRecord.self, from: data) else {
      throw BaselineFault(text: "\(path) is not a record of saleroom-bench", status: 65)
    }
    guard record.schema == BenchRecord.currentSchema else {
      throw BaselineFault(
        text: "\(path) has schema \(record.schema), not \(BenchRecord.currentSchema)", status: 65)
    }
    return record
  }
}
