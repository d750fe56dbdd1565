// Quantities: what is read, exactly, and what is said of the rest.

import Testing

@testable import LiveCommerce

@Suite("Quantities")
struct QuantityTests {
  private static let durations: [(String, Int64)] = [
    ("15m", 900_000_000_000), ("250ms", 250_000_000), ("1h30m", 5_400_000_000_000),
    ("2.5s", 2_500_000_000), ("8us", 8000), ("8µs", 8000), ("8μs", 8000), ("7ns", 7),
    ("2d", 172_800_000_000_000), ("1d2h3m4s5ms6us7ns", 93_784_005_006_007), ("0s", 0), ("0ns", 0),
    ("-10m", -600_000_000_000), ("+3s", 3_000_000_000), ("\u{2212}1s", -1_000_000_000),
    (" 1 h 30 min ", 5_400_000_000_000), ("5 sec", 5_000_000_000), (".5s", 500_000_000),
    ("1.000000001s", 1_000_000_001), ("0.1ms", 100_000), ("1m0.25s", 60_250_000_000),
    ("106751d", 9_223_286_400_000_000_000), ("9223372036854775807ns", .max),
    ("0.000000000000000000000001d", -1), ("106752d", -1), ("1e3s", -1), ("1.2.3s", -1), ("5", -1),
  ]
  private static let clocks: [(String, Int64)] = [
    ("20:00", 72_000_000_000_000), ("00:00", 0), ("23:59:59.999999999", 86_399_999_999_999),
    ("20:00:05.250", 72_005_250_000_000), ("09:05:07", 32_707_000_000_000),
  ]
  private static let rates: [(String, Double)] = [
    ("8k/s", 8000), ("120/min", 2), ("3/h", 3.0 / 3600), ("2.5/s", 2.5), ("1M/d", 1e6 / 86_400),
    ("3/10m", 0.005), ("5/250ms", 20), ("0/s", 0), ("2.2M / s", 2.2e6), ("1/ms", 1000),
    ("0.1/s", 0.1), ("-1/s", -1), ("583k/s", 583_000), ("1万/s", 10_000), ("3/1h30m", 3.0 / 5400),
  ]
  private static let shares: [(String, Double)] = [
    ("35%", 0.35), ("0.5%", 0.005), ("7%", 0.07), ("100%", 1), ("0%", 0), ("35 %", 0.35),
    ("-1%", -0.01), ("12.34567％", 0.1234567),
  ]
  private static let counts: [(String, Int)] = [
    ("10k", 10_000), ("2.2M", 2_200_000), ("1.5M", 1_500_000), ("249M", 249_000_000),
    ("1.001k", 1001), ("3B", 3_000_000_000), ("10万", 100_000), ("1.2亿", 120_000_000),
    ("42", 42), ("-3k", -3000), ("0k", 0), ("9223372036854775807", .max),
  ]
  private static let monies: [(String, String, Int64)] = [
    ("¥399", "CNY", 39_900), ("¥12.50", "CNY", 1250), ("$19.99", "USD", 1999), ("€5", "EUR", 500),
    ("399 CNY", "CNY", 39_900), ("399CNY", "CNY", 39_900), ("CNY 399", "CNY", 39_900),
    ("399 JPY", "JPY", 399), ("1000 KRW", "KRW", 1000), ("￥1", "CNY", 100), ("1元", "CNY", 100),
    ("-¥1", "CNY", -100), ("¥-1", "CNY", -100), ("HK$3.5", "HKD", 350),
    ("¥1.2M", "CNY", 120_000_000),
    ("5k USD", "USD", 500_000), ("¥0", "CNY", 0), ("£0.01", "GBP", 1), ("Rp 10k", "IDR", 1_000_000),
  ]

  @Test("every spelling is read exactly")
  func read() {
    for (text, expected) in Self.durations where expected != -1 {
      #expect((try? Quantity.duration(text)) == expected, "\(text)")
    }
    for (text, expected) in Self.durations where expected == -1 {
      #expect((try? Quantity.duration(text)) == nil, "\(text)")
    }
    for (text, expected) in Self.clocks {
      #expect((try? Quantity.clock(text)) == expected, "\(text)")
    }
    for (text, expected) in Self.rates {
      #expect((try? Quantity.rate(text)) == expected, "\(text)")
    }
    for (text, expected) in Self.shares {
      #expect((try? Quantity.share(text)) == expected, "\(text)")
    }
    for (text, expected) in Self.counts {
      #expect((try? Quantity.count(text)) == expected, "\(text)")
    }
    for (text, code, minor) in Self.monies {
      #expect(
        (try? Quantity.money(text)) == Money(currency: code, minorUnits: minor), "\(text)")
    }
  }

  @Test("what is described is read back as the same quantity")
  func roundTrip() {
    let nanoseconds: [Int64] = [
      0, 1, 999, 1000, 1001, 999_999, 1_000_000, 2_500_000, 250_000_000, 999_999_999, 1_000_000_000,
      1_500_000_000, 60_000_000_000, 62_500_000_000, 3_600_000_000_000, 5_400_000_000_000,
      86_400_000_000_000, 90_061_000_000_001, .max, -1, -900_000_000_000,
    ]
    for value in nanoseconds {
      let text = Quantity.describe(duration: value)
      #expect((try? Quantity.duration(text)) == value, "\(text)")
    }
    #expect(Quantity.describe(duration: .min) == "-106751d23h47m16.854775808s")
    for (_, value) in Self.clocks {
      #expect((try? Quantity.clock(Quantity.describe(clock: value))) == value)
    }
    for value in [
      0, 1, 999, 1000, 1500, 1234, 12_300, 999_999, 1_000_000, 2_200_000, 249_000_000, -5, -3000,
      .max, .min,
    ] {
      let text = Quantity.describe(count: value)
      #expect((try? Quantity.count(text)) == value, "\(text)")
    }
    for value in [0, 0.07, 0.35, 0.005, 1, 1e-9, 0.123456789, 2.5] {
      let text = Quantity.describe(share: value)
      #expect((try? Quantity.share(text)) == value, "\(text)")
    }
    for value in [0, 1, 2.5, 8000, 120, 0.5, 2.0 / 3600, 583_000, 1e-4, -8000] {
      let text = Quantity.describe(rate: value)
      #expect((try? Quantity.rate(text)) == value, "\(text)")
    }
    for (text, code, minor) in Self.monies {
      let described = Quantity.describe(Money(currency: code, minorUnits: minor))
      let again = try? Quantity.money(described)
      #expect(again == Money(currency: code, minorUnits: minor), "\(text) \(described)")
    }
    #expect(Quantity.describe(duration: 5_400_000_000_000) == "1h30m")
    #expect(Quantity.describe(rate: 8000) == "8k/s")
    #expect(Quantity.describe(rate: 2.0 / 60) == "2/min")
    #expect(Quantity.describe(Money(currency: "CNY", minorUnits: 1250)) == "¥12.50")
  }
}
