// The storms that the mutants stand in, each as rich as its mechanism: several units, accounts that
// come again, orders before the opening and after the first holds have ended.
import Exploration
import LiveCommerce

extension Mechanism {
  /// The search of this mechanism, unbroken or with one mutation.
  func search(_ mutation: Mutation?, seed: UInt64) -> Search {
    let storm = storm
    let mechanism = self
    return Search(
      mutation?.rawValue ?? rawValue, storm: storm, promises: promises, faults: faults, seed: seed
    ) { world in
      switch mechanism {
      case .orderTime: MutableOrderTime(world: world, mutation: mutation)
      case .singleWriterActor:
        MutableActor(world: world, mutation, stock: storm.products.map(\.stock))
      case .orderQueue: MutableQueue(world: world, mutation)
      case .cacheChain: MutableChain(world: world, mutation)
      default: MutablePreHold(world: world, mechanism, mutation)
      }
    }
  }

  private var promises: Set<SaleCheckName> {
    let all = Set(SaleCheckName.allCases)
    return switch self {
    // A basket that finds its second item gone has had the first for a moment.
    case .basketPreHold: all.subtracting([.noUndersell])
    // Its front counts nothing against accounts.
    case .orderQueue: all.subtracting([.accountLimit])
    // A unit that was taken is lost with the node; here it is seen that tasks end.
    case .crashingLeaseLock: []
    default: all
    }
  }

  private var faults: Set<SaleFault> {
    let buyers: Set<SaleFault> = [
      .duplicateRequest, .latePayment, .duplicatePaymentNotice, .duplicateExpiry, .clockSkew,
    ]
    return switch self {
    case .orderTime, .singleWriterActor, .crashingLeaseLock: buyers.union([.crash])
    case .lapsingLeaseLock: buyers.union([.leaseLapse])
    case .orderQueue, .cacheChain:
      buyers.union([.lostAcknowledgement, .redelivery, .reordering])
    default: buyers
    }
  }

  // The times are far enough apart that no delay makes a unit that is on its way look idle.
  private static let opening: Int64 = 100_000_000_000
  private static let hold: Int64 = 60_000_000_000
  /// When the holds of the first orders have ended.
  private static let later: Int64 = 400_000_000_000

  private static let closing: Int64 = 600_000_000_000

  private static func product(stock: Int) -> StormProduct {
    StormProduct(stock: stock, limit: 2, hold: hold, opens: opening, closes: closing)
  }

  private var storm: Storm {
    let opening = Mechanism.opening
    var orders = [
      StormOrder(1, account: 1, at: opening),
      StormOrder(2, account: 2, quantity: 2, at: opening),
      StormOrder(3, account: 3, at: opening),
      StormOrder(4, account: 3, quantity: 2, at: opening),
      StormOrder(5, account: 4, at: 0),
      // As the first holds end.
      StormOrder(6, account: 5, at: opening + Mechanism.hold),
      StormOrder(7, account: 2, quantity: 2, at: Mechanism.later),
      StormOrder(8, account: 2, quantity: 2, at: Mechanism.later),
      StormOrder(9, account: 1, quantity: 2, at: Mechanism.later),
      StormOrder(10, account: 6, at: Mechanism.closing),
    ]
    if self == .basketPreHold {
      for (place, order) in orders.enumerated() where place % 2 == 0 {
        orders[place].also = 1 - order.product
      }
      orders[3].product = 1
    }
    return Storm(
      products: [
        Mechanism.product(stock: 4),
        Mechanism.product(stock: 2),
      ],
      orders: orders, undersellWithin: Mechanism.hold)
  }
}
