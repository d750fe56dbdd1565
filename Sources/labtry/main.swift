import Exploration
import LiveCommerce

let arguments = CommandLine.arguments
let n = arguments.count > 1 ? Int(arguments[1]) ?? 1000 : 1000
let seeds = arguments.count > 2 ? Int(arguments[2]) ?? 1 : 1
let only = arguments.dropFirst(3).first
let kind = arguments.dropFirst(4).first
for piece in GalleryDuty.pieces where only == nil || only == piece.name {
  var firsts: [String: [Int]] = [:]
  let time = ContinuousClock().measure {
    for seed in 1...seeds {
      for storm in GalleryStorm.all(for: piece).reversed() {
      guard let explorer = Explorer(storm.search(for: piece, seed: UInt64(seed))) else { continue }
      for i in 0..<n {
        let result = explorer.run(i)
        for f in result.findings {
          let k = "\(f.kind)".replacing("broken promise: ", with: "")
          if firsts[k] == nil, let kind, kind == k, let c = explorer.record(i) {
            print("schedule", i, "of seed", seed, storm, c.kind)
            print(explorer.tell(arguments.count > 5 ? c : explorer.shrink(c)).steps.map { "\($0.at) \($0.strand) \($0.what)" }.joined(separator: "\n"))
          }
          firsts[k, default: []].append(i)
        }
      }
      }
    }
  }
  let unpromised = Set(SaleCheckName.allCases).subtracting(piece.promises).map(\.rawValue)
  let missing = piece.breaks.map(\.rawValue).filter { firsts[$0] == nil }
  let extra = firsts.keys.filter { !unpromised.contains($0) }
  print(piece.name, time, missing.isEmpty && extra.isEmpty ? "ok" : "MISSING \(missing) EXTRA \(extra)",
    firsts.map { "\($0.key): \($0.value.count) first \($0.value.min() ?? 0)" }.sorted())
}
