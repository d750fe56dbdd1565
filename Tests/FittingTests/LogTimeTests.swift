// Instants of logs: what is read, and what is refused.
import Testing

@testable import Fitting

@Suite struct LogTimeTests {
  private func read(_ text: String) -> Int64? { LogTerms.instant(text) }

  static let written: [(String, Int64)] = [
    ("0", 0), ("12", 12_000_000_000), ("12.25", 12_250_000_000), ("0.000000001", 1),
    ("0.0000000019", 1), ("1762866900.5", 1_762_866_900_500_000_000),
    ("00:00:00", 0), ("20:15:00", 72_900_000_000_000), ("20:15:00.5", 72_900_500_000_000),
    ("1970-01-01T00:00:00Z", 0), ("1970-01-02 00:00:01.5Z", 86_401_500_000_000),
    // Leap days, and the century that has none.
    ("2000-02-29T00:00:00Z", 951_782_400_000_000_000),
    ("2000-03-01T00:00:00Z", 951_868_800_000_000_000),
    ("2025-11-11T20:15:00+08:00", 1_762_863_300_000_000_000),
    ("2025-11-11T12:15:00Z", 1_762_863_300_000_000_000),
    ("2025-11-11T04:15:00.000-08:00", 1_762_863_300_000_000_000),
    ("1969-12-31T23:59:59Z", -1_000_000_000),
  ]

  @Test("seconds, times and dates are instants", arguments: written)
  func reading(_ text: String, _ instant: Int64) { #expect(read(text) == instant) }

  @Test(
    "what is not exactly one of them is refused",
    arguments: [
      "", " ", "-1", "+1", "1e5", "1.", ".5", "1,5", "12:15", "1:2:3", "20:60:00", "20:15:00Z",
      "25:00:00", "2025-11-11", "2025-11-11T20:15:00", "2025-13-01T00:00:00Z",
      "9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z", "2025-11-11T20:15:00+8",
      "2025-11-11T20:15:00Z ", "99999999999", "noon", "1 s", "0x10",
    ])
  func refusing(_ text: String) { #expect(read(text) == nil) }
}
