// The standard chain: a script in the cache looks, counts and deducts in one instant; a message goes to
// the order writer; the writer deducts from the database and writes the order in one transaction; the
// buyer is told "held" when the order is there, and not before. FIELD §3, "atomic deduct (Lua)" and
// "cache deducted, order never written" (bootsrc #21 and #19, MaJesTySA #3).
//
// Invariant: the database alone says what is sold; the cache only turns people away early. What it
// has deducted and nobody has written is pending, and while anything is, nobody is told "sold out".

/// Cache script, queue and order writer, with reconciliation.
struct CacheScriptQueue: QueueVariant {
  static let name = "cacheScriptQueue"
  static let summary =
    "a cache script pre-deducts, a queue brings orders to their writer; reconciled"
  static let withstands: Set<SaleFault> = [
    .crash, .lostAcknowledgement, .redelivery, .reordering, .duplicateRequest, .latePayment,
    .duplicatePaymentNotice, .duplicateExpiry, .clockSkew,
  ]

  let steps: QueueSteps

  init(world: SaleWorld) {
    steps = QueueSteps(world: world, of: Self.name) { await QueueSteps.writeOnce($0, in: &$1) }
  }
}
