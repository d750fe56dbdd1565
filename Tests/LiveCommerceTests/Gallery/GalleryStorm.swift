// The storms of the gallery: for each piece the traffic and the back end that bring out its fault, or
// that would if it had one.
import Stochastics
import Testing

@testable import LiveCommerce

/// A piece and the storm that is made for it.
struct GalleryStorm: Sendable, CustomTestStringConvertible {
  var piece: any GalleryPiece.Type
  var storm: Storm
  /// Whether every account orders twice at the same instant, under two keys, instead of the crowd.
  var isInPairs = false
  /// What only a laboratory can bring out: baskets, several units, crashes.
  var beyondSessions: Set<SaleCheckName> = []

  var testDescription: String { piece.name }

  static let all: [GalleryStorm] = sound + broken

  private static let sound = [
    GalleryStorm(piece: PreHold.self, storm: crowd),
    GalleryStorm(piece: OrderTime.self, storm: crowd),
    GalleryStorm(piece: PayTime.self, storm: crowd),
    GalleryStorm(piece: VersionedUpdate.self, storm: crowd),
    GalleryStorm(piece: CacheScriptQueue.self, storm: faultyQueue),
    GalleryStorm(piece: StockBuckets.self, storm: crowd),
    GalleryStorm(piece: RebalancedBuckets.self, storm: crowd),
    GalleryStorm(piece: Lottery.self, storm: crowd),
    GalleryStorm(piece: WaitingRoom.self, storm: crowd),
    GalleryStorm(piece: SingleWriterActor.self, storm: crowd),
  ]

  private static let broken = [
    GalleryStorm(piece: CheckThenAct.self, storm: crowd),
    GalleryStorm(piece: LostUpdate.self, storm: trickle),
    GalleryStorm(piece: UnguardedDecrement.self, storm: crowd),
    GalleryStorm(piece: ReentrantActor.self, storm: crowd),
    GalleryStorm(piece: CoarseLock.self, storm: crowd),
    GalleryStorm(piece: ExpiringLock.self, storm: crowd),
    GalleryStorm(piece: DeductBeforeDuplicateCheck.self, storm: crowd),
    GalleryStorm(piece: WriteSkewOnLimit.self, storm: crowd, isInPairs: true),
    GalleryStorm(piece: StaleSoldOutFlag.self, storm: crowd),
    GalleryStorm(
      piece: ReleaseCountsRows.self, storm: crowd, beyondSessions: ReleaseCountsRows.breaks),
    GalleryStorm(piece: DoubleRelease.self, storm: crowd, beyondSessions: [.releaseExact]),
    GalleryStorm(piece: PaysAfterRelease.self, storm: crowd),
    GalleryStorm(piece: LostAcknowledgement.self, storm: faultyQueue),
    GalleryStorm(piece: OwnHoldBlocksRetry.self, storm: crowd),
    GalleryStorm(
      piece: PartialBasketRollback.self, storm: crowd,
      beyondSessions: PartialBasketRollback.breaks),
    GalleryStorm(piece: DuplicateDelivery.self, storm: faultyQueue),
  ]

  /// More people than units, slow statements, double clicks, holds that lapse while some still pay.
  static var crowd: Storm {
    var storm = Storm(
      seconds: 40, visits: 400, variants: [10], hold: 2_000_000_000, abandonment: 0.4,
      payDelay: .uniform(Uniform(from: 0, to: 2.5e9)), doubleClick: 0.3,
      undersellWithin: 2_000_000_000, path: Storm.wide)
    storm.path.workers.count = 100
    storm.path.database = OrderPath.Database(
      connections: 100, read: .exponential(Exponential(mean: 5e6)),
      write: .exponential(Exponential(mean: 20e6)), update: .exponential(Exponential(mean: 5e6)))
    storm.path.payment.latency = .exponential(Exponential(mean: 20e6))
    return storm
  }

  /// Many rows of few units and hardly anybody who pays, so that releases and orders meet.
  static var trickle: Storm {
    var storm = crowd
    storm.visits = 1_000
    storm.variants = Array(repeating: 2, count: 20)
    storm.abandonment = 0.9
    storm.hold = 1_000_000_000
    storm.undersellWithin = 1_000_000_000
    return storm
  }

  /// A crowd before a queue that loses messages and answers, and delivers some messages again.
  static var faultyQueue: Storm {
    var storm = crowd
    storm.path.queue.lose = 0.1
    storm.path.queue.loseAcknowledgement = 0.1
    storm.path.queue.redeliver = 0.3
    storm.path.queue.redeliverAfter = 1_000_000_000
    storm.undersellWithin = 4_000_000_000
    return storm
  }
}
