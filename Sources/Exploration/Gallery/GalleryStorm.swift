// The storms that bring out what is wrong with the pieces of the gallery, and what may befall them
// beside what they say they withstand.
//
// Invariant: a sound piece is put under every storm, and so under those that its broken siblings fail.
package import LiveCommerce

/// A storm of the gallery, by what it is about.
package enum GalleryStorm: CaseIterable {
  /// Many at once for few units; one account twice, one order for two units.
  case rush
  /// Orders when holds end, and after: whoever comes then gets what went back.
  case changeover
  /// Baskets of two rows, of which one is short.
  case baskets

  /// The storms for a piece: what is about baskets is seen in baskets only, and half a basket too many
  /// or too few is not to be taken for what else is wrong with a piece.
  package static func all(for piece: any GalleryPiece.Type) -> [GalleryStorm] {
    piece.breaks.isEmpty || piece.breaks.contains(.basketWhole) ? allCases : [.rush, .changeover]
  }

  /// The search that holds a piece to all checks, promised or not.
  package func search(for piece: any GalleryPiece.Type, seed: UInt64) -> Search {
    Search(
      piece.name, storm: storm, promises: Set(SaleCheckName.allCases),
      faults: piece.withstands.union(GalleryStorm.trials[piece.name] ?? []), seed: seed
    ) { piece.init(world: $0) }
  }

  /// Faults that pieces are put to although they do not withstand them: they show what is wrong.
  private static let trials: [String: Set<SaleFault>] = [
    "doubleRelease": [.duplicateExpiry], "paysAfterRelease": [.latePayment],
    "lostAcknowledgement": [.lostAcknowledgement], "duplicateDelivery": [.redelivery],
    "expiringLock": [.leaseLapse],
  ]

  // MARK: Storms

  /// The storm itself.
  var storm: Storm {
    switch self {
    case .rush: GalleryStorm.rushing
    case .changeover: GalleryStorm.changing
    case .baskets: GalleryStorm.filling
    }
  }

  private static let second: Int64 = 1_000_000_000
  private static let hold: Int64 = 15 * second
  /// When all that was held has been paid or has gone back, whatever was late.
  private static let calm: Int64 = 60 * second

  private static var rushing: Storm {
    var storm = Storm.rush(orders: 8, stock: 4)
    storm.products[0].limit = 2
    // More than the limit together, and one on each channel if channels are told apart by number.
    storm.orders[4].quantity = 2
    storm.orders[5].account = storm.orders[4].account
    return storm
  }

  private static var changing: Storm {
    let limit = 2
    var storm = Storm(
      products: [StormProduct(stock: 3, limit: limit, hold: hold)],
      orders: (1...4).map { StormOrder($0, account: UInt64($0), paysAfter: nil) },
      undersellWithin: calm / 2)
    storm.orders[0].quantity = limit
    // While reconciliation is at work; right when holds end; when all is calm.
    for at in [5 * second, hold + 5_000, hold + 15_000, calm, calm, calm, calm] {
      let number = storm.orders.count + 1
      storm.orders.append(StormOrder(number, account: UInt64(number), at: at))
    }
    return storm
  }

  private static var filling: Storm {
    var storm = Storm(
      products: [
        StormProduct(stock: 4, limit: 2, hold: hold), StormProduct(stock: 2, limit: 2, hold: hold),
      ],
      orders: (1...7).map { StormOrder($0, account: UInt64($0)) }, undersellWithin: calm - hold / 2)
    for place in [0, 2, 4] { storm.orders[place].also = 1 }
    storm.orders[1].quantity = 2
    storm.orders[3].product = 1
    for product in [0, 0, 1, 1] {
      let number = storm.orders.count + 1
      storm.orders.append(
        StormOrder(number, account: UInt64(number), product: product, at: calm))
    }
    return storm
  }
}
