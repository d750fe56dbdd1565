// Arithmetic alone: the finaliser of the keyed draws written out in a loop, and the C library's
// logarithm, to which everything that is drawn is compared.
import Foundation

enum MixingLimits {
  /// A uniform from one round of the finaliser.
  static func oneRound(operations: Int) -> MachineLimit {
    MachineLimit("1 round of mixing", operations: operations) {
      Sums.of(operations) { unit(mix(UInt64($0))) }.bitPattern
    }
  }

  /// A uniform from three rounds of the finaliser, each waiting for the one before.
  static func threeRounds(operations: Int) -> MachineLimit {
    MachineLimit("3 rounds of mixing", operations: operations) {
      Sums.of(operations) { unit(mix(mix(mix(UInt64($0))))) }.bitPattern
    }
  }

  /// One round, and the C library's logarithm of the result.
  static func logarithm(operations: Int) -> MachineLimit {
    MachineLimit("1 round and libm's log", operations: operations) {
      Sums.of(operations) { Foundation.log(unit(mix(UInt64($0)))) }.bitPattern
    }
  }

  /// The finaliser that is variant 13 of Stafford (2011).
  @inline(__always)
  static func mix(_ word: UInt64) -> UInt64 {
    var x = word
    x = (x ^ (x >> 30)) &* 0xbf58_476d_1ce4_e5b9
    x = (x ^ (x >> 27)) &* 0x94d0_49bb_1331_11eb
    return x ^ (x >> 31)
  }

  /// In the open interval (0, 1).
  @inline(__always)
  static func unit(_ word: UInt64) -> Double { (Double(word >> 12) + 0.5) * 0x1p-52 }
}
