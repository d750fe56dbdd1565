// The screen of a watched session at several sizes, beside files that somebody has read
// (`SALEROOM_RECORD=1 swift test --filter GoldenTests` writes them anew), and what must hold of every
// screen: its size, and that nothing in it is obeyed by a terminal.
import Foundation
import LiveCommerce
import Reporting
import Testing

@testable import SaleroomTool

@Suite struct WatchGoldenTests {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("Golden")

  static func view(at instant: Int64, help: Bool = false) throws -> WatchView {
    let desk = try WatchSession.desk()
    try desk.advance(to: instant)
    if help { try desk.press(.help) }
    if instant < .max { try desk.press(.turnUp) }
    return WatchView(desk, seed: 7)
  }

  static let screens: [(name: String, instant: Int64, columns: Int, rows: Int, help: Bool)] = [
    ("start", 0, 80, 24, false), ("burst", 48_000_000_000, 80, 24, false),
    ("wide", 95_000_000_000, 200, 60, false), ("over", .max, 100, 30, false),
    ("help", 48_000_000_000, 80, 24, true), ("small", 48_000_000_000, 59, 15, false),
  ]

  @Test(arguments: screens.indices)
  func `a screen is what it was when somebody read it`(index: Int) throws {
    let screen = Self.screens[index]
    let view = try Self.view(at: screen.instant, help: screen.help)
    let lines = WatchPage.lines(of: view, columns: screen.columns, rows: screen.rows, .plain)
    let text = lines.map { $0.replacing(/\ +$/, with: "") }.joined(separator: "\n") + "\n"
    let file = Self.folder.appendingPathComponent("watch-\(screen.name).txt")
    if ProcessInfo.processInfo.environment["SALEROOM_RECORD"] != nil {
      try FileManager.default.createDirectory(at: Self.folder, withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file)
    }
    #expect(text == String(decoding: try Data(contentsOf: file), as: UTF8.self), "\(screen.name)")
  }

  @Test(arguments: [0, 48_000_000_000, 95_000_000_000, .max] as [Int64])
  func `a screen is as large as the terminal and holds nothing that it obeys`(
    instant: Int64
  ) throws {
    let view = try Self.view(at: instant)
    let colour = /\e\[[0-9;]*m/
    for columns in [1, 59, 60, 80, 119, 120, 300] {
      for rows in [1, 16, 24, 60] {
        let plain = WatchPage.lines(of: view, columns: columns, rows: rows, .plain)
        #expect(plain.count == rows)
        for line in plain {
          #expect(Display.width(line) <= columns, "\(columns)×\(rows): \(line)")
          #expect(!line.unicodeScalars.contains { $0.properties.generalCategory == .control })
        }
        let coloured = WatchPage.lines(of: view, columns: columns, rows: rows, .coloured)
        #expect(coloured.map { $0.replacing(colour, with: "") } == plain)
      }
    }
  }

  @Test func `many rows of stock and many tiers leave room for what happens`() throws {
    let many = (1...40).map { "p\($0): { price: \"¥1\", stock: 5 }" }.joined(separator: ", ")
    let text = """
      { saleroom: 1, title: "Many", asks: "?", session: { length: "1m" }, cohorts: { all: {} },
        products: { \(many) }, traffic: { discover: { visits: 500 } },
        rundown: [{ at: "10s", do: "linkUp", product: "p30" }] }
      """
    let desk = try WatchSession.desk(text)
    try desk.advance(to: 20_000_000_000)
    let lines = WatchPage.lines(of: WatchView(desk, seed: 1), columns: 80, rows: 24, .plain)
    let stock = lines.firstIndex { $0.hasPrefix("stock") } ?? 0
    #expect(lines[stock + 1].hasPrefix("  p30 "))
    #expect(lines.contains { $0.hasPrefix("  and 3") && $0.hasSuffix(" more rows") })
    #expect(lines.contains { $0.contains("00:00:10  link-up: p30") })
  }
}
