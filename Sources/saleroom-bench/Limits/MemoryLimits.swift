// Memory alone: what it costs to touch the records that a workload keeps, in the best order that
// the workload allows.
import Foundation

enum MemoryLimits {
  /// A record as large as the product's viewer: one cache line.
  private struct Line {
    var words: (Int64, Int64, Int64, Int64, Int64, Int64, Int64, Int64)
  }

  /// An event of a viewer without any rule: two keyed draws, a logarithm, and the record copied in a
  /// stream over those of `present` viewers.
  static func viewerEvent(present: Int, operations: Int) -> MachineLimit {
    MachineLimit("2 draws, a log, a copied record", operations: operations) {
      var here = [Line](repeating: Line(words: (0, 0, 0, 0, 0, 0, 0, 0)), count: max(1, present))
      var there = here
      var place = 0
      for number in 0..<UInt64(operations) {
        let key = MixingLimits.mix(number)
        let step = -Foundation.log(MixingLimits.unit(MixingLimits.mix(MixingLimits.mix(key))))
        var line = here[place]
        line.words.0 &+= Int64(step * 3e10)
        line.words.1 &+= MixingLimits.mix(MixingLimits.mix(key ^ 1)) >> 63 == 0 ? 0 : 1
        there[place] = line
        place += 1
        if place == here.count {
          place = 0
          swap(&here, &there)
        }
      }
      return here.reduce(0) { $0 &+ UInt64(bitPattern: $1.words.0 &+ $1.words.1) }
    }
  }

  /// What any order of `pending` records comes down to: a step drawn, and a record of 24 bytes read
  /// and written at a place that nobody could foresee.
  static func randomTouch(pending: Int, operations: Int) -> MachineLimit {
    MachineLimit("a log, a record touched at random", operations: operations) {
      var records = [(Int64, Int64, Int64)](repeating: (0, 0, 0), count: pending)
      var place: UInt64 = 0
      for number in 0..<UInt64(operations) {
        let word = MixingLimits.mix(MixingLimits.mix(number))
        let step = -Foundation.log(MixingLimits.unit(word))
        place = word.multipliedFullWidth(by: UInt64(pending)).high
        records[Int(place)].0 &+= Int64(step * 1e9)
        records[Int(place)].1 &+= 1
      }
      return records.reduce(0) { $0 &+ UInt64(bitPattern: $1.0) }
    }
  }
}
