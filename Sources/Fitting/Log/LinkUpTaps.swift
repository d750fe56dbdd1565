// Who answered the link-up, of those who heard it. Whoever leaves before it has come through the stream
// cannot answer: with a delay of 3 s and stays of 20 s that is one in seven of those who were there. When
// a viewer heard it is known only of those who tapped. Each of them stands for all who had as long a delay
// and were there at the link-up, of whom the share S had not left by then, and so counts 1 ÷ S (D. G.
// Horvitz and D. J. Thompson, JASA 47 (1952) 663-685). S is the estimate of Kaplan and Meier from all who
// were there, where a tap ends what is known of a stay.
import Stochastics

/// Viewers at the link-up, and those of them who tapped.
struct LinkUpTaps {
  /// A tap upon what was heard later than this after the link-up answers something else.
  static let longestDelay: Int64 = 60_000_000_000

  /// Visits that were there at the link-up.
  private var present = 0
  /// From the link-up to when those heard it who tapped.
  private var heard = LogLinearHistogram()
  /// From the link-up to when the others left.
  private var left = LogLinearHistogram()

  mutating func add(_ visit: LogVisit, linkUp: Int64) {
    guard visit.enter <= linkUp, (visit.exit ?? .max) > linkUp else { return }
    present += 1
    if let shown = visit.shown, shown - linkUp <= LinkUpTaps.longestDelay {
      heard.add(max(0, shown - linkUp))
    } else if let exit = visit.exit {
      left.add(exit - linkUp)
    }
  }

  /// How many tapped.
  var count: Int { heard.count }

  /// The mean time from the link-up to when it was heard, in nanoseconds; 0 where nobody tapped.
  var delay: Int64 { Int64(heard.mean ?? 0) }

  /// How many of those who were there heard it, estimated; all of them where nobody tapped.
  var listeners: Int {
    var (there, staying, stoodFor) = (Double(present), 1.0, 0.0)
    var exits = left.buckets.makeIterator()
    var exit = exits.next()
    for tap in heard.buckets {
      while let next = exit, next.highest <= tap.lowest {
        staying *= 1 - Double(next.count) / there
        there -= Double(next.count)
        exit = exits.next()
      }
      stoodFor += Double(tap.count) / staying
      there -= Double(tap.count)
    }
    guard stoodFor > 0 else { return present }
    return max(count, Int((Double(count) * Double(present) / stoodFor).rounded()))
  }
}
