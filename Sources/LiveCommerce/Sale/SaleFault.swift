// What may go wrong around a sale logic without its having done anything wrong: in the substrate, at
// the buyer's, at the payment provider's. A laboratory draws from these, and only those that a logic
// says it withstands are held against it; but time passes as it likes everywhere, so whatever is
// listed a short lease may run out, and a payment come about when the hold ends.

/// Something that goes wrong around a sale logic.
public enum SaleFault: String, Sendable, CaseIterable {
  /// A node stops between two calls; what it knew is gone, and a new instance takes over.
  case crash
  /// A call of a queue takes effect and its answer is lost, or is lost itself.
  case lostAcknowledgement
  /// A queue delivers a message once more that has been acknowledged, or will be.
  case redelivery
  /// A queue delivers messages in another order than they were sent: one waits until a younger one
  /// has been delivered, for as long as an unacknowledged one waits to be delivered again.
  case reordering
  /// A client sends the same request twice, at the same time or one after the other.
  case duplicateRequest
  /// A payment comes about when the hold ends, or after.
  case latePayment
  /// The provider tells of the same payment twice.
  case duplicatePaymentNotice
  /// The end of the same hold is asked for twice.
  case duplicateExpiry
  /// A lease runs out while its holder works, who is not told; another may take it at any instant.
  case leaseLapse
  /// The clocks of the nodes differ.
  case clockSkew
}
