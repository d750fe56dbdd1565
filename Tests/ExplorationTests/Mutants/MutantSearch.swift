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
    // A basket that finds its second item gone has had the first for a moment.
    let all = Set(SaleCheckName.allCases)
    return self == .basketPreHold ? all.subtracting([.noUndersell]) : all
  }

  private var faults: Set<SaleFault> {
    let buyers: Set<SaleFault> = [
      .duplicateRequest, .latePayment, .duplicatePaymentNotice, .duplicateExpiry, .clockSkew,
    ]
    return switch self {
    case .orderTime, .singleWriterActor: buyers.union([.crash])
    case .orderQueue: buyers.union([.lostAcknowledgement, .redelivery, .reordering])
    case .cacheChain: buyers.union([.crash, .lostAcknowledgement, .redelivery, .reordering])
    default: buyers
    }
  }

  private static let opening: Int64 = 1_000_000_000
  /// When the holds of the first orders have ended.
  private static let later: Int64 = 90_000_000_000

  private var storm: Storm {
    let opening = Mechanism.opening
    var orders = [
      StormOrder(1, account: 1, at: opening),
      StormOrder(2, account: 2, quantity: 2, at: opening),
      StormOrder(3, account: 3, at: opening),
      StormOrder(4, account: 3, quantity: 2, at: opening),
      StormOrder(5, account: 3, at: opening),
      StormOrder(6, account: 4, at: 0),
      StormOrder(7, account: 2, quantity: 2, at: Mechanism.later),
      StormOrder(8, account: 5, at: Mechanism.later),
      StormOrder(9, account: 1, quantity: 2, at: Mechanism.later),
    ]
    if self == .basketPreHold {
      for (place, order) in orders.enumerated() where place % 2 == 0 {
        orders[place].also = 1 - order.product
      }
      orders[3].product = 1
    }
    return Storm(
      products: [
        StormProduct(stock: 4, limit: 2, opens: opening),
        StormProduct(stock: 2, limit: 2, opens: opening),
      ],
      orders: orders)
  }
}
