// From the command line to the exit status.
import Foundation
import LiveCommerce

enum Bench {
  /// Runs what the arguments ask for and returns the exit status.
  static func main(_ arguments: [String]) async -> Int32 {
    do {
      switch try BenchCommand(arguments) {
      case .help:
        print(BenchHelp.text)
        return 0
      case .validation: return await Validating.run()
      case .run(let options): return try run(options)
      }
    } catch let misuse as Misuse {
      complain("\(misuse.text)\nTry saleroom-bench --help.")
      return 64
    } catch let fault as BaselineFault {
      complain(fault.text)
      return fault.status
    } catch {
      complain("\(error)")
      return 70
    }
  }

  private static func run(_ options: BenchOptions) throws -> Int32 {
    // Read first: a mistyped name should not cost a minute.
    let baseline = try options.baseline.map { try Baseline.read($0) }
    var record = BenchRecord(threads: options.threads, repeats: options.repeats, figures: [])
    for workload in options.workloads {
      record.figures += try workload.run(options)
    }
    print(options.asJSON ? try record.json() : FigureTable(record).text)
    guard let baseline else { return 0 }
    let comparison = Comparison(of: record, with: baseline)
    options.asJSON ? complain(comparison.text) : print("\n" + comparison.text)
    return comparison.countsAgree ? 0 : 1
  }

  private static func complain(_ text: String) {
    FileHandle.standardError.write(Data("saleroom-bench: \(text)\n".utf8))
  }
}
