// What parent and child say to each other: four numbers and some bytes. Both are the same program
// on the same machine, so numbers are as wide as the machine's words.

/// A message between parent and child.
struct WorkerFrame: Equatable {
  /// What a message says.
  enum Kind: Int {
    /// Child: it is ready; `first` is the duty's digest.
    case ready = 0x5A1E_0001
    /// Parent: do the items from `first` to before `second`.
    case block = 0x5A1E_0002
    /// Parent: attempt what `payload` describes.
    case attempt = 0x5A1E_0003
    /// Child: what came of it; `first` is the finding's item, or −1.
    case answer = 0x5A1E_0004
  }
  /// Bytes before the payload.
  static let headSize = 4 * Int.bitWidth / 8

  var kind: Kind
  var first = 0
  var second = 0
  var payload: [UInt8] = []

  /// The message as it is sent.
  var bytes: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(WorkerFrame.headSize + payload.count)
    for number in [kind.rawValue, first, second, payload.count] {
      for shift in stride(from: 0, to: Int.bitWidth, by: 8) {
        bytes.append(UInt8(truncatingIfNeeded: number >> shift))
      }
    }
    return bytes + payload
  }

  /// The head of a message, its payload still empty, and how many bytes that has; nil if it is none.
  static func head(_ bytes: some Collection<UInt8>) -> (frame: WorkerFrame, length: Int)? {
    guard bytes.count >= headSize else { return nil }
    var numbers = [0, 0, 0, 0]
    for (place, byte) in bytes.prefix(headSize).enumerated() {
      numbers[place / (Int.bitWidth / 8)] |= Int(byte) << (place % (Int.bitWidth / 8) * 8)
    }
    guard let kind = Kind(rawValue: numbers[0]), numbers[3] >= 0 else { return nil }
    return (WorkerFrame(kind: kind, first: numbers[1], second: numbers[2]), numbers[3])
  }
}
