// Writing: some of those who have paid post a note a while later. What comes of it is known at the
// receipt, so it is booked there and read at the first epoch after the note is posted.
import Stochastics

/// A note, as far as it matters who reads it.
struct Note: Sendable, Equatable {
  /// Where the thing was bought.
  var room: UInt16
  /// What it is.
  var category: UInt16
}

extension AudienceRules {
  /// Counts persons who come for the first time.
  func countNewcomers(_ count: Int, stream: Int, _ books: inout AudienceBooks) {
    guard let notes else { return }
    books.tally.loop?.persons[notes.origin(of: stream)] += count
  }

  /// Counts a confirmed payment, and the note that its buyer will post, if any.
  func bookNote(of answer: Answer, _ books: inout AudienceBooks) {
    guard let notes, let community = scenario.community else { return }
    let origin = notes.origin(of: Int(answer.stream))
    books.tally.loop?.paid[origin] += 1
    let own = streamDraws[Int(answer.stream)].entity(answer.account & 0xFFFF_FFFF)
    let index = UInt32(truncatingIfNeeded: answer.order.rawValue & 0xFFFF)
    let share = scenario.cohorts[Int(answer.cohort)].noteShare
    guard share > 0, own.chance(share, Purpose.writesNote, index) else { return }
    let wait = community.after.value(own, Purpose.noteAfter, index)
    let category = scenario.products[Int(answer.product)].category
    books.tally.loop?.notes[origin][category] += 1
    books.post(
      Note(room: answer.room, category: UInt16(category)),
      // At the earliest at the first one after the payment was heard of.
      epoch: (answer.arrival + Delay.nanoseconds(wait) + scenario.epoch - 1) / scenario.epoch)
  }
}
