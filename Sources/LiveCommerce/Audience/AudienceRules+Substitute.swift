// A buyer who hears that the wanted variant is sold out may take a neighbour instead: the next in order,
// then the one before. The buyer learns it from the answer, for cards speak of products and not of
// sizes.
//
// Invariant: however many variants are asked for, it is one intention with one idempotency key, so it
// ends in one order at most; whether a person substitutes is drawn once an intention.
import Stochastics

extension AudienceRules {
  /// Plans to ask for a neighbour of the variant that is sold out, if the viewer takes one.
  ///
  /// The client has all its retries before it; a place in the waiting room has ended with the answer.
  func substitute(_ viewer: inout ViewerRecord, _ books: inout AudienceBooks) -> Bool {
    let errand = books.errands[viewer.slot]
    guard let shift = neighbour(takenBy: viewer, errand) else { return false }
    let own = draws(of: viewer)
    let index = UInt32(viewer.clicks) << 1 | (errand.shift == 0 ? 0 : 1)
    let reaction = scenario.cohorts[Int(viewer.cohort)].reaction
      .value(own, Purpose.substituteAfter, index)
    books.errands[viewer.slot].shift = shift
    books.errands[viewer.slot].tries = 0
    books.errands[viewer.slot].isAdmitted = false
    books.errands[viewer.slot].hasEntered = false
    viewer.state = .backingOff
    viewer.next = clock.tick(
      atOrAfter: clock.instant(viewer.last) + Delay.nanoseconds(reaction))
    return true
  }

  /// Whether a viewer is about to ask for another variant for the first time.
  func isSwitching(_ errand: Errand) -> Bool { errand.tries == 0 && errand.shift != 0 }

  /// Which variant a viewer wants where there is none of the one just asked for; nil if none.
  func neighbour(takenBy viewer: ViewerRecord, _ errand: Errand) -> Int8? {
    let share = scenario.products[Int(errand.product)].substitute
    guard share > 0, let shift = neighbour(of: viewer, errand) else { return nil }
    let takes = draws(of: viewer).chance(share, Purpose.substitute, UInt32(viewer.clicks))
    return takes ? shift : nil
  }

  /// Which variant comes after the one just asked for; nil after the last.
  private func neighbour(of viewer: ViewerRecord, _ errand: Errand) -> Int8? {
    let product = Int(errand.product)
    let wanted = variant(of: product, draws(of: viewer).uniform(Purpose.variant))
    if errand.shift == 0, wanted + 1 < scenario.products[product].variants.count { return 1 }
    return errand.shift >= 0 && wanted > 0 ? -1 : nil
  }
}
