// What pictures are drawn from agrees with what was counted: nothing is drawn that was not.
import LiveCommerce
import Stochastics
import Testing

@testable import Reporting

@Suite struct PictureTests {
  @Test func `stock never changes but by what was delivered, and ends as the ledger says`() throws {
    let record = try SmallSession.record()
    for row in record.stock {
      let levels = row.series.levels
      #expect(levels.count > 60)
      #expect(
        levels.allSatisfy { Int($0.free + $0.held + $0.sold + $0.back) == row.account.stocked })
      #expect(zip(levels, levels.dropFirst()).allSatisfy { $0.period + 1 == $1.period })
      #expect(zip(levels, levels.dropFirst()).allSatisfy { $0.sold <= $1.sold })
      #expect(levels.last.map { Int($0.sold) } == row.account.sold)
    }
  }

  @Test func `latencies over time are those that were counted`() throws {
    let tally = try SmallSession.record().audience
    #expect(count(tally.createdLatencyOverTime) == tally.createdLatency.count)
    #expect(count(tally.refusedLatencyOverTime) == tally.refusedLatency.count)
    #expect(tally.refusedLatency.count > 0)
  }

  private func count(_ series: HistogramSeries) -> Int {
    series.counts.reduce(0) { $0 + Int($1.reduce(0, +)) }
  }

  @Test func `a room's periods follow each other from the first instant to its close`() throws {
    let record = try SmallSession.record()
    let periods = record.timeline
    #expect(periods.first?.from == 0)
    #expect(zip(periods, periods.dropFirst()).allSatisfy { $0.until == $1.from })
    #expect(periods.last?.until == record.scenario.length)
    #expect(periods.map(\.kind) == [.warmUp, .linkUp, .linkUp])
    #expect(periods.map(\.product) == [nil, 0, 1])
    #expect(periods.allSatisfy { $0.from == $0.planned })
  }

  @Test func `a host who moves on early is seen to do so`() throws {
    let record = try SmallSession.record {
      $0.replacing(
        "rundown: [", with: "host: { movesOnWhenSoldOut: true, reactionTime: \"2s\" }, rundown: [")
    }
    let last = try #require(record.timeline.last)
    #expect(last.from < last.planned)
    #expect(record.unplannedSteps > 0)
  }

  /// A long session keeps its pictures small.
  @Test func `periods are whole seconds and at most 720`() throws {
    var scenario = try SmallSession.record().scenario
    for length in [1, 719, 720, 721, 7_200, 14_400, 86_401] {
      scenario.length = Int64(length) * 1_000_000_000
      let seconds = Int(scenario.picturePeriod / 1_000_000_000)
      #expect(Int64(seconds) * 1_000_000_000 == scenario.picturePeriod)
      #expect((length + seconds - 1) / seconds <= 720)
      #expect(seconds == 1 || (length + seconds - 2) / (seconds - 1) > 720)
    }
  }
}
