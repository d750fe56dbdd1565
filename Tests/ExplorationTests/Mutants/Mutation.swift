// The ways in which the sound mechanisms are broken, one at a time: one case, one mutation, one
// sentence. Invariant: a mechanism without a mutation keeps all its promises; with one it differs
// from itself in what the sentence says, and in nothing else.

/// A sound mechanism that is broken in several ways.
enum Mechanism: String, CaseIterable, Sendable {
  case preHold, basketPreHold, versionedUpdate, rowLock, leaseLock, crashingLeaseLock
  case lapsingLeaseLock, buckets
  case orderTime, singleWriterActor, orderQueue, cacheChain
}

/// One way of breaking one mechanism.
enum Mutation: String, CaseIterable, Sendable {
  // Pre-hold: taking units.
  case takesWithoutGuard, readsThenTakes, readsThenWrites, guardOffByOne, guardIgnoresQuantity
  case guardTooStrict, takesOneUnit, ignoresThatNoneIsLeft, takesTwice
  // Pre-hold: the key.
  case claimsNothing, claimsUnderOrder, looksThenClaims, claimsAfterTaking, keepsClaimWhenSoldOut
  case dropsClaimWhenHeld, dropsClaimAtEnd
  // Pre-hold: the account.
  case countsNothing, readsThenCounts, countsOneUnit, limitOffByOne, countsAfterTaking
  case forgetsToUncountWhenSoldOut, forgetsToUncountAtEnd, uncountsTwice, uncountsBeforeEnding
  // Pre-hold: answers.
  case answersBeforeWritten, writesBeforeTaking, answersHeldTooSoon, answersAgainSoldOut
  case answersAgainWithOwnName, pricesWhole, opensTooEarly, opensByTrueTime, neverCloses
  // Pre-hold: payments.
  case paysWithoutGuard, readsThenPays, paysOnlyOnce, paysWhatHasEnded, acceptsSecondNotices
  // Pre-hold: ends of holds.
  case endsWithoutGuard, readsThenEnds, forgetsToGiveBack, givesBackTwice, givesBackOne
  case givesBackBeforeEnding, endsSilently, saysEndedAnyway
  // Baskets.
  case forgetsSecondItem, takesFromFirstRow, keepsFirstItem, givesBackFirstItemOnly
  // Versioned update, locks, buckets.
  case readsVersionLate, givesUpWhenStale
  case actsOutsideLock, locksOtherRow
  case leaseTooShort, endsLeaseEarly, ignoresRefusedLease, ignoresCancellation, restsOnLease
  case gathersNothing, gathersWithoutTransaction, givesBackToStockRow
  // One transaction.
  case readsKeyOutside, readsStockOutside, writesStockApart, endsInTwoTransactions
  case refusesUnseen, ignoresAbort, givesUpWhenAborted
  // A single writer.
  case awaitsBeforeTaking, keepsUnitWhenRefused, forgetsReturnedUnit, returnsTwice, trustsAnyLook
  case forgetsWhatWasSold, writesLater
  // Order queue.
  case writesAgain, acknowledgesFirst, answersWhenSent, leavesOrderToWriter, writesWithoutGuard
  // Cache and queue.
  case keepsPendingUnits, freesWrittenUnits, endsBehindTheCache, sellsWhenSent

  /// What is wrong, in a sentence.
  var sentence: String { details.sentence }

  /// The mechanism that it breaks.
  var mechanism: Mechanism { details.mechanism }

  /// Why no schedule finds it; nil for those that are to be found.
  var excuse: String? {
    switch self {
    case .keepsClaimWhenSoldOut:
      "no promise: who asks again is told that the first attempt is in progress, and nothing is "
        + "lost by it but a sale"
    case .forgetsToUncountWhenSoldOut, .forgetsToUncountAtEnd:
      "no promise: an account is told that it has had its share, and checks judge no refusal but "
        + "\"sold out\""
    case .neverCloses: "no promise: what is sold after the end is sold at its price, in its turn"
    case .acknowledgesFirst:
      "equivalent: an order is held when its row says so, and one that is not written in time is "
        + "called off; a message that is lost costs a sale and no promise"
    case .keepsUnitWhenRefused, .forgetsReturnedUnit:
      "equivalent: before it says \"sold out\" the actor looks at the row again, which has the unit"
    case .refusesUnseen:
      "equivalent: the snapshot is of an instant at which the order was in hand, and what was right "
        + "then is a right answer"
    case .endsBehindTheCache:
      "no promise: reconciliation puts the units back within two seconds, and a free unit may go "
        + "unnoticed for as long as a hold"
    default: nil
    }
  }
}

extension Mutation {
  private var details: (mechanism: Mechanism, sentence: String) {
    takingDetails ?? keyDetails ?? accountDetails ?? answerDetails ?? paymentDetails ?? endDetails
      ?? otherDetails
  }

  private var takingDetails: (Mechanism, String)? {
    switch self {
    case .takesWithoutGuard: (.preHold, "takes the unit whatever is left")
    case .readsThenTakes: (.preHold, "awaits between looking at the stock and taking from it")
    case .readsThenWrites: (.preHold, "writes the stock that it has read, less what it takes")
    case .guardOffByOne: (.preHold, "is content with one unit less than it takes")
    case .guardIgnoresQuantity: (.preHold, "is content with one unit, however many it takes")
    case .guardTooStrict: (.preHold, "leaves the last unit")
    case .takesOneUnit: (.preHold, "takes one unit, however many are wanted")
    case .ignoresThatNoneIsLeft: (.preHold, "does not look whether the update took place")
    case .takesTwice: (.preHold, "takes its units a second time when it writes the order")
    default: nil
    }
  }

  private var keyDetails: (Mechanism, String)? {
    switch self {
    case .claimsNothing: (.preHold, "does not claim the idempotency key")
    case .claimsUnderOrder: (.preHold, "claims the number of the attempt instead of the key")
    case .looksThenClaims: (.preHold, "looks at the key first and claims it later")
    case .claimsAfterTaking: (.preHold, "claims the key after the unit, and keeps a duplicate's")
    case .keepsClaimWhenSoldOut: (.preHold, "does not drop the claim when all is sold out")
    case .dropsClaimWhenHeld: (.preHold, "drops the claim when the unit is held")
    case .dropsClaimAtEnd: (.preHold, "drops the claim when the hold ends")
    default: nil
    }
  }

  private var accountDetails: (Mechanism, String)? {
    switch self {
    case .countsNothing: (.preHold, "counts nothing against the account")
    case .readsThenCounts: (.preHold, "awaits between looking at the account and counting")
    case .countsOneUnit: (.preHold, "counts one unit against the account, however many there are")
    case .limitOffByOne: (.preHold, "allows one unit more than the limit")
    case .countsAfterTaking: (.preHold, "counts the account after it has taken the unit")
    case .forgetsToUncountWhenSoldOut: (.preHold, "does not take the count back when sold out")
    case .forgetsToUncountAtEnd: (.preHold, "does not take the count back when the hold ends")
    case .uncountsTwice: (.preHold, "takes the count back twice when the hold ends")
    case .uncountsBeforeEnding: (.preHold, "takes the count back before it knows who ends the hold")
    default: nil
    }
  }

  private var answerDetails: (Mechanism, String)? {
    switch self {
    case .answersBeforeWritten: (.preHold, "answers \"held\" and lets a task write the order")
    case .writesBeforeTaking: (.preHold, "writes the order as held before it has the unit")
    case .answersHeldTooSoon: (.preHold, "tells a second attempt \"held\" too soon")
    case .answersAgainSoldOut: (.preHold, "tells a second attempt \"sold out\"")
    case .answersAgainWithOwnName: (.preHold, "tells a second attempt of a hold of its own")
    case .pricesWhole: (.preHold, "names the price of all units as the price of one")
    case .opensTooEarly: (.preHold, "does not look whether the sale has begun")
    case .opensByTrueTime: (.preHold, "opens by another clock than that of its node")
    case .neverCloses: (.preHold, "does not look whether the sale has ended")
    default: nil
    }
  }

  private var paymentDetails: (Mechanism, String)? {
    switch self {
    case .paysWithoutGuard: (.preHold, "accepts a payment whatever the order's row says")
    case .readsThenPays: (.preHold, "awaits between looking at the hold and marking it paid")
    case .paysOnlyOnce: (.preHold, "refuses the second notice of a payment that it has kept")
    case .paysWhatHasEnded: (.preHold, "accepts the payment of a hold that has ended, and no other")
    case .acceptsSecondNotices: (.preHold, "accepts the second notice of a refused payment")
    default: nil
    }
  }

  private var endDetails: (Mechanism, String)? {
    switch self {
    case .endsWithoutGuard: (.preHold, "ends a hold whatever the order's row says")
    case .readsThenEnds: (.preHold, "awaits between looking at the hold and ending it")
    case .forgetsToGiveBack: (.preHold, "does not give the unit back when the hold ends")
    case .givesBackTwice: (.preHold, "gives the unit back twice")
    case .givesBackOne: (.preHold, "gives back one unit, however many were held")
    case .givesBackBeforeEnding: (.preHold, "gives the unit back before it knows who ends the hold")
    case .endsSilently: (.preHold, "ends a hold and says that it has not")
    case .saysEndedAnyway: (.preHold, "says that it has ended a hold that another has ended")
    case .forgetsSecondItem: (.basketPreHold, "takes nothing for a basket's second item")
    case .takesFromFirstRow: (.basketPreHold, "takes the second item from the first one's row")
    case .keepsFirstItem: (.basketPreHold, "keeps the first item when there is no second")
    case .givesBackFirstItemOnly: (.basketPreHold, "gives back a basket's first item only")
    default: nil
    }
  }

  private var otherDetails: (Mechanism, String) {
    switch self {
    case .readsVersionLate: (.versionedUpdate, "reads the version after the value")
    case .givesUpWhenStale: (.versionedUpdate, "says \"sold out\" when the version has changed")
    case .actsOutsideLock: (.rowLock, "looks under the lock and takes after it")
    case .locksOtherRow: (.rowLock, "locks the order's row instead of the stock row")
    case .leaseTooShort: (.leaseLock, "takes a lease that is shorter than its work")
    case .endsLeaseEarly: (.leaseLock, "gives the lock back before it takes the unit")
    case .ignoresRefusedLease: (.leaseLock, "goes on without the lock if it is taken")
    case .restsOnLease:
      (.lapsingLeaseLock, "looks and takes under the lock, without a guard of its own")
    case .gathersNothing: (.buckets, "does not look into the other buckets")
    case .gathersWithoutTransaction: (.buckets, "gathers from the buckets one after the other")
    case .givesBackToStockRow: (.buckets, "gives units back to the row that was split")
    case .readsKeyOutside: (.orderTime, "reads the key before the transaction")
    case .readsStockOutside: (.orderTime, "reads the stock before the transaction")
    case .writesStockApart: (.orderTime, "takes the unit in a transaction before the order's")
    case .endsInTwoTransactions: (.orderTime, "ends the hold and gives back in two transactions")
    case .refusesUnseen: (.orderTime, "says \"sold out\" by a snapshot, and never looks again")
    case .ignoresAbort: (.orderTime, "answers \"held\" though the transaction was refused")
    case .givesUpWhenAborted: (.orderTime, "says \"sold out\" when the transaction was refused")
    case .ignoresCancellation:
      (.crashingLeaseLock, "asks for the lock for ever, also when its node is gone")
    default: writerDetails
    }
  }

  private var writerDetails: (Mechanism, String) {
    switch self {
    case .awaitsBeforeTaking: (.singleWriterActor, "awaits between check and act")
    case .keepsUnitWhenRefused: (.singleWriterActor, "forgets to put back a unit that was refused")
    case .forgetsReturnedUnit: (.singleWriterActor, "does not notice that a hold's unit came back")
    case .returnsTwice: (.singleWriterActor, "notices twice that a hold's unit came back")
    case .trustsAnyLook: (.singleWriterActor, "believes a row that it has read during a write")
    case .forgetsWhatWasSold: (.singleWriterActor, "starts with the first stock after a crash")
    case .writesLater: (.singleWriterActor, "answers \"held\" and lets a task write the order")
    case .writesAgain: (.orderQueue, "deducts at every delivery of a message")
    case .acknowledgesFirst: (.orderQueue, "acknowledges the message, then writes the order")
    case .answersWhenSent: (.orderQueue, "answers \"held\" when the message is sent")
    case .leavesOrderToWriter: (.orderQueue, "gives an order up without calling it off")
    case .writesWithoutGuard: (.orderQueue, "writes orders whatever is left")
    case .keepsPendingUnits: (.cacheChain, "keeps the units of an order that was not written")
    case .freesWrittenUnits: (.cacheChain, "frees the units of an order that was written")
    case .endsBehindTheCache: (.cacheChain, "ends holds and tells the cache nothing")
    case .sellsWhenSent: (.cacheChain, "answers \"held\" when the message is sent")
    default: preconditionFailure("\(self) has no sentence")
    }
  }
}
