// Instants as logs write them: seconds with a point, the time of a day, or a date with a time (RFC
// 3339). All become nanoseconds; what zero means is the log's own affair, since only differences count.
//
// Invariant: nothing is guessed. What is not exactly one of the three is refused.

/// Reads instants of a log.
enum LogTime {
  /// The latest instant in seconds; three centuries are enough for a log, and fit into 64 bits.
  private static let latest: Int64 = 9_000_000_000
  /// The years that a date may have; those before 1970 are as far from it as the others.
  private static let years: ClosedRange<Int64> = 1700...2255

  /// The instant that stands in `range`, in nanoseconds; nil if none does.
  static func nanoseconds(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Int64? {
    var at = range.lowerBound
    guard let whole = digits(bytes, &at, range.upperBound) else { return nil }
    guard at < range.upperBound else { return whole.count <= 10 ? seconds(whole.value, 0) : nil }
    switch bytes[at] {
    case UInt8(ascii: "."):
      guard whole.count <= 10, let part = fraction(bytes, &at, range.upperBound),
        at == range.upperBound
      else { return nil }
      return seconds(whole.value, part)
    case UInt8(ascii: ":"):
      guard whole.count <= 2, let clock = clock(whole.value, bytes, &at, range.upperBound),
        at == range.upperBound
      else { return nil }
      return clock
    case UInt8(ascii: "-"):
      return whole.count == 4 ? date(whole.value, bytes, &at, range.upperBound) : nil
    default: return nil
    }
  }

  private static func seconds(_ whole: Int64, _ part: Int64) -> Int64? {
    whole <= latest ? whole * 1_000_000_000 + part : nil
  }

  /// A run of digits, at most 18 of them.
  private static func digits(
    _ bytes: Span<UInt8>, _ at: inout Int, _ end: Int
  ) -> (value: Int64, count: Int)? {
    let start = at
    var value: Int64 = 0
    while at < end, at - start < 18 {
      let digit = bytes[at] &- UInt8(ascii: "0")
      guard digit < 10 else { break }
      value = value * 10 + Int64(digit)
      at += 1
    }
    return at > start ? (value, at - start) : nil
  }

  /// ".25" in nanoseconds; digits beyond the ninth change nothing.
  private static func fraction(_ bytes: Span<UInt8>, _ at: inout Int, _ end: Int) -> Int64? {
    at += 1
    let start = at
    guard var (value, count) = digits(bytes, &at, end) else { return nil }
    while count < 9 {
      value *= 10
      count += 1
    }
    while count > 9 {
      value /= 10
      count -= 1
    }
    return at > start ? value : nil
  }

  /// "20:15:00.5", the hour having been read.
  private static func clock(
    _ hour: Int64, _ bytes: Span<UInt8>, _ at: inout Int, _ end: Int
  ) -> Int64? {
    guard let minute = part(UInt8(ascii: ":"), bytes, &at, end, upTo: 59),
      let second = part(UInt8(ascii: ":"), bytes, &at, end, upTo: 60), hour <= 24,
      // A leap second ends an hour somewhere; midnight may be the end of the day before.
      second < 60 || minute == 59, hour < 24 || minute + second == 0
    else { return nil }
    var rest: Int64 = 0
    if at < end, bytes[at] == UInt8(ascii: ".") {
      guard let part = fraction(bytes, &at, end) else { return nil }
      rest = part
    }
    guard hour < 24 || rest == 0 else { return nil }
    return ((hour * 60 + minute) * 60 + second) * 1_000_000_000 + rest
  }

  /// "2025-11-11T20:15:00.5+08:00", the year having been read.
  private static func date(
    _ year: Int64, _ bytes: Span<UInt8>, _ at: inout Int, _ end: Int
  ) -> Int64? {
    guard years ~= year, let month = part(UInt8(ascii: "-"), bytes, &at, end, upTo: 12), month > 0,
      let day = part(UInt8(ascii: "-"), bytes, &at, end, upTo: length(of: month, year)),
      day > 0,
      at < end,
      bytes[at] == UInt8(ascii: "T") || bytes[at] == UInt8(ascii: " ")
        || bytes[at] == UInt8(ascii: "t")
    else { return nil }
    at += 1
    guard let hour = digits(bytes, &at, end), hour.count == 2,
      let clock = clock(hour.value, bytes, &at, end), let offset = offset(bytes, &at, end),
      at == end
    else { return nil }
    return days(year, month, day) * 86_400_000_000_000 + clock - offset
  }

  /// "Z" or "+08:00", which must be there: without it nobody knows when it was.
  private static func offset(_ bytes: Span<UInt8>, _ at: inout Int, _ end: Int) -> Int64? {
    guard at < end else { return nil }
    let sign = bytes[at]
    if sign == UInt8(ascii: "Z") || sign == UInt8(ascii: "z") {
      at += 1
      return 0
    }
    guard sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"),
      let hour = part(sign, bytes, &at, end, upTo: 23),
      let minute = part(UInt8(ascii: ":"), bytes, &at, end, upTo: 59)
    else { return nil }
    let offset = (hour * 60 + minute) * 60_000_000_000
    return sign == UInt8(ascii: "-") ? -offset : offset
  }

  /// A mark and two digits.
  private static func part(
    _ mark: UInt8, _ bytes: Span<UInt8>, _ at: inout Int, _ end: Int, upTo most: Int64
  ) -> Int64? {
    guard at < end, bytes[at] == mark else { return nil }
    at += 1
    guard let (value, count) = digits(bytes, &at, end), count == 2, value <= most else {
      return nil
    }
    return value
  }

  /// How many days a month has.
  private static func length(of month: Int64, _ year: Int64) -> Int64 {
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    return month == 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].contains(month) ? 30 : 31
  }

  /// Days from 1970-01-01 in the calendar that has always been Gregorian.
  private static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
    // Years begin in March, so that the day that some years have stands at their end.
    let shifted = month > 2 ? year : year - 1
    let era = shifted / 400
    let ofEra = shifted - era * 400
    let ofYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    return era * 146_097 + ofEra * 365 + ofEra / 4 - ofEra / 100 + ofYear - 719_468
  }
}
