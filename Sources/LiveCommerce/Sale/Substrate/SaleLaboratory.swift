// Where a sale logic's calls upon its substrate pass when its interleavings are explored. In a
// session a call takes time and queues; in a laboratory it takes a turn, which the laboratory gives,
// so that any order of the calls of different orders can be made to happen.
//
// Invariant: between two turns a logic's own code runs alone; the effect of a call takes place when
// its turn comes, in one instant.

/// What becomes of a call when its turn comes.
package enum Turn: Sendable, Equatable {
  /// It takes effect and is answered.
  case answered
  /// It takes effect, and the answer is lost on the way back.
  ///
  /// Only for kinds that ``Statement/Kind/canGoUnanswered``; others are answered all the same.
  case unanswered
  /// It is lost on its way: nothing happens, and the caller does not learn that.
  ///
  /// Only for kinds that ``Statement/Kind/canBeLost``; others take effect all the same.
  case lost
  /// It takes effect, and what it delivers will be delivered once more after so many nanoseconds.
  ///
  /// Only for kinds that ``Statement/Kind/canComeAgain``; others are answered all the same.
  case again(after: Int64)
  /// It finds that what it would deliver is kept back, until something younger has been delivered.
  ///
  /// Only for kinds that ``Statement/Kind/canBeOvertaken``; others are answered all the same.
  case overtaken
  /// It takes effect, and the lease that it is given runs out at once, which nobody is told.
  ///
  /// Only for kinds that ``Statement/Kind/canLapse``; others are answered all the same.
  case lapsing
  /// The node that made it has crashed: nothing happens, and nobody waits for the answer.
  case dead
}

/// Gives turns to calls, and sees what they found or left.
package protocol SaleLaboratory: AnyObject, Sendable {
  /// Waits until it is the call's turn.
  func turn(_ kind: Statement.Kind, _ row: Row, for order: OrderID) async -> Turn
  /// Sees a call that has taken effect.
  func note(_ statement: Statement)
  /// Sees that the value of a row is looked up without a call.
  func look(at row: Row)
  /// Whether the running task is of a node that has crashed.
  var isDeadHere: Bool { get }
}

extension SaleLaboratory {
  package var isDeadHere: Bool { Task.isCancelled }
  /// Nothing.
  package func look(at row: Row) {}
}
