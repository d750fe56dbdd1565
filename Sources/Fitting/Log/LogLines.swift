// Bytes become lines, and lines become cells. A line is kept no longer than it takes to read it, so a
// log may be as long as it likes; and a line without end is told of as soon as it is too long.
//
// Invariant: how the bytes were cut into pieces makes no difference.

/// Cuts a stream of bytes into the lines of a table.
struct LogLines {
  /// The longest line that is read, in bytes.
  static let longest = 1 << 16

  /// The begin of a line whose end has not come.
  private var rest: [UInt8] = []
  /// Whether the line at hand is too long, which has been told, and what is left of it passed over.
  private var isSkipping = false
  /// The number of the line at hand, from 1.
  private(set) var number = 0

  /// Takes a piece of the stream.
  ///
  /// - Parameters:
  ///   - piece: What comes next.
  ///   - take: Called with the bytes and where in them a line stands; nil for a line that is too long.
  mutating func add(_ piece: [UInt8], _ take: (Span<UInt8>, Range<Int>?, Int) -> Void) {
    let bytes = rest.isEmpty ? piece : rest + piece
    let span = bytes.span
    var start = 0
    // What has been looked at before holds no end of a line.
    var at = rest.count
    rest = []
    while at < span.count {
      if span[at] == UInt8(ascii: "\n") {
        end(span, start..<at, take)
        start = at + 1
      }
      at += 1
    }
    if isSkipping { return }
    if span.count - start > LogLines.longest {
      isSkipping = true
      number += 1
      take(span, nil, number)
    } else {
      rest = Array(bytes[start...])
    }
  }

  /// Ends the stream: the last line may lack its end.
  mutating func finish(_ take: (Span<UInt8>, Range<Int>?, Int) -> Void) {
    guard !rest.isEmpty else { return }
    let bytes = rest
    rest = []
    end(bytes.span, 0..<bytes.count, take)
  }

  private mutating func end(
    _ bytes: Span<UInt8>, _ range: Range<Int>, _ take: (Span<UInt8>, Range<Int>?, Int) -> Void
  ) {
    guard !isSkipping else {
      isSkipping = false
      return
    }
    number += 1
    guard range.count <= LogLines.longest else { return take(bytes, nil, number) }
    var range = range
    if let last = range.last, bytes[last] == UInt8(ascii: "\r") {
      range = range.lowerBound..<last
    }
    take(bytes, range, number)
  }
}

/// The cells of a line.
struct LogCells {
  /// Where each cell stands.
  private(set) var ranges: [Range<Int>] = []
  /// A line with quotes, written anew without them.
  private(set) var unquoted: [UInt8] = []

  /// Finds the cells of a line without quotes.
  ///
  /// - Returns: Whether there was no quote; with one, ask `unquote(_:_:)`.
  mutating func find(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
    ranges.removeAll(keepingCapacity: true)
    var start = range.lowerBound
    for at in range {
      let byte = bytes[at]
      if byte == UInt8(ascii: ",") {
        ranges.append(LogCells.trimmed(bytes, start..<at))
        start = at + 1
      } else if byte == UInt8(ascii: "\"") {
        return false
      }
    }
    ranges.append(LogCells.trimmed(bytes, start..<range.upperBound))
    return true
  }

  /// Finds the cells of a line with quotes (RFC 4180), which then stand in `unquoted`.
  ///
  /// - Returns: Whether every quote was closed. A cell of several lines is taken for one that was not:
  ///   otherwise one stray quote would swallow the log.
  mutating func unquote(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
    ranges.removeAll(keepingCapacity: true)
    unquoted.removeAll(keepingCapacity: true)
    var start = 0
    var isInside = false
    var at = range.lowerBound
    while at < range.upperBound {
      let byte = bytes[at]
      at += 1
      if byte == UInt8(ascii: "\"") {
        let isDouble = isInside && at < range.upperBound && bytes[at] == byte
        if isDouble { at += 1 } else { isInside.toggle() }
        if !isDouble { continue }
      } else if byte == UInt8(ascii: ","), !isInside {
        close(start)
        start = unquoted.count
        continue
      }
      unquoted.append(byte)
    }
    close(start)
    return !isInside
  }

  private mutating func close(_ start: Int) {
    ranges.append(LogCells.trimmed(unquoted.span, start..<unquoted.count))
  }

  private static func trimmed(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Range<Int> {
    var (low, high) = (range.lowerBound, range.upperBound)
    while low < high, isBlank(bytes[low]) { low += 1 }
    while low < high, isBlank(bytes[high - 1]) { high -= 1 }
    return low..<high
  }

  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
  }
}
