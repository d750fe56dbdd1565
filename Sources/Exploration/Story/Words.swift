// What stories call the facts of the ledger, and the numbers by which facts and rows enter the hash
// of a trial.
import LiveCommerce

extension LedgerEvent {
  /// What was done, as a predicate.
  var predicate: String {
    switch kind {
    case .held:
      "is told that it holds \(order.quantity == 1 ? "a unit" : "\(order.quantity) units")"
    case .refusedSoldOut: "is told that all is sold out"
    case .charged(let amount): "has been charged \(amount) minor units"
    case .paid: "is told that it is paid"
    case .refunded: "is given its money back"
    case .noticedAgain(let accepted):
      "has its payment announced again, which is \(accepted ? "accepted" : "refused")"
    case .released: "has its hold ended and its unit given back"
    }
  }
}

extension LedgerEvent.Kind {
  var number: UInt64 {
    switch self {
    case .held: 101
    case .refusedSoldOut: 102
    case .charged: 103
    case .paid: 104
    case .refunded: 105
    case .noticedAgain(let accepted): accepted ? 106 : 107
    case .released: 108
    }
  }
}
