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
    case .returned: "has sent its unit back"
    case .restocked: "has the unit that it sent back put on sale again"
    case .scrapped: "has the unit that it sent back scrapped"
    }
  }
}

extension LedgerEvent {
  /// What was done, in a word or two.
  var mark: String {
    switch kind {
    case .held: "HELD"
    case .refusedSoldOut: "SOLD OUT"
    case .charged: "charged"
    case .paid: "PAID"
    case .refunded: "REFUNDED"
    case .noticedAgain: "noticed again"
    case .released: "RELEASED"
    case .returned: "returned"
    case .restocked: "restocked"
    case .scrapped: "scrapped"
    }
  }
}

extension Statement {
  /// What was done, in a word or two.
  var mark: String {
    let found = value == .min ? "nothing" : "\(value)"
    switch kind {
    case .refusedUpdate, .refusedSwap, .staleUpdate, .abort: return "✗ \(row.mark) is \(found)"
    case .refusedLease: return "✗ lock taken"
    case .lease: return "locks \(row.mark)"
    case .endLease, .unlockRow: return "unlocks \(row.mark)"
    case .staleEnd: return "✗ not its lock"
    case .claim: return "claims \(row.mark)"
    case .send, .deliver, .acknowledge, .bury: return "\(kind) \(row.mark)"
    default: return "\(kind) \(row.mark): \(found)"
    }
  }
}

extension Row {
  /// The row in a word or two.
  fileprivate var mark: String {
    switch self {
    case .stock(let sku): sku == 0 ? "stock" : "stock \(sku)"
    case .bucket(_, let index): "bucket \(index)"
    case .soldOutFlag: "flag"
    case .purchases: "purchases"
    case .order(let id): "order \(id.rawValue)"
    case .key: "key"
    case .own(let number): "row \(number)"
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
    case .returned: 109
    case .restocked: 110
    case .scrapped: 111
    }
  }
}
