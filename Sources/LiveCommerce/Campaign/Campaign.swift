// A campaign: a series of sessions of one scenario, days apart, and what is carried from each to the
// next. Every part that is carried has its own rule, and each can be switched off alone; what is not
// carried is in every session as the file says.
//
// Invariant: the scenario that has a campaign is its first session, so it can be run by itself.
import Stochastics

/// A series of sessions, and what is carried from each to the next.
public struct Campaign: Sendable, Equatable {
  /// How many sessions there are.
  public var sessions: Int
  /// From the start of one session to the start of the next, in nanoseconds.
  public var every: Int64
  /// Who follows the host; nil if nobody is told of the next session.
  public var followers: Followers?
  /// Who has bought and may come again; nil if nobody does.
  public var buyers: Buyers?
  /// How the host's trust moves; nil if it stays.
  public var reputation: Reputation?
  /// Whether what is left over, and what comes back, is the next session's stock.
  public var carriesStock = false
  /// Whether notes that are left at a close are still read when the next session begins.
  public var carriesNotes = false
  /// How much is ordered after each session; nil if nothing is.
  public var restock: Restock?
  /// How the number of people on the platform grows; nil if it stays.
  public var population: Population?
  /// What the campaign promises; the subject of a promise is a session, from 0.
  public var expectations: [Expectation] = []
  /// The sessions from which on something is otherwise, in order.
  public var phases: [Phase] = []

  /// Those who are told of every session.
  public struct Followers: Sendable, Equatable {
    /// How many there are before the first session, by cohort.
    public var start: [Int]
    /// Share that is lost each day.
    public var churn: Double
    /// Whether their number is carried; otherwise it is always that of the start.
    public var isCarried: Bool
  }

  /// Those who have bought, and come again by themselves.
  public struct Buyers: Sendable, Equatable {
    /// How many there are before the first session, by cohort.
    public var start: [Int]
    /// How many of them come to a session.
    public var comesAgain: Double
    /// Share that is lost each day.
    public var fade: Double
    /// Share of them who know what is sold as if they had read a note.
    public var knowledge: Double
    /// When they come.
    public var shape: ArrivalShape
    /// Whether their number is carried; otherwise it is always that of the start.
    public var isCarried: Bool
  }

  /// By how much one experience of each kind moves the log-odds of the host's trust, if all people
  /// have that one; otherwise in proportion to how many have it.
  public struct Reputation: Sendable, Equatable {
    /// An order paid for: upwards.
    public var kept: Double
    /// A unit sent back: downwards.
    public var returned: Double
    /// A payment given back because it came too late: downwards.
    public var cancelled: Double
    /// A unit promised beyond those in stock: downwards.
    public var oversold: Double
    /// An intention to order that met "sold out": downwards.
    public var soldOut: Double
    /// How far the log-odds may move in all.
    public var bound: Double
    /// Whether trust moves; otherwise it is always that of the start.
    public var isCarried: Bool
  }

  /// What is ordered for the next session, by the plan that follows from the last one.
  public struct Restock: Sendable, Equatable {
    /// In which share of sessions stock should suffice, of products that do not say what they cost.
    public var level: Double
    /// How many times as many people are expected to ask next time.
    public var growth: Double
    /// Whether anything is ordered.
    public var isOn: Bool
  }

  /// The people on the platform.
  public struct Population: Sendable, Equatable {
    /// How many there are at the first session.
    public var start: Double
    /// How many sign up each day.
    public var signUps: Double
    /// How many of those stay.
    public var keep: Double
    /// Whether it grows; otherwise it is always that of the start.
    public var isCarried: Bool

    /// How many there are `time` nanoseconds after the first session.
    public func size(after time: Int64) -> Double {
      isCarried ? start + signUps * keep * (Double(time) / Double(Span.day)) : start
    }
  }

  /// What the sessions are from one on.
  public struct Phase: Sendable, Equatable {
    /// The first session that is so, from 0.
    public var from: Int
    /// The scenario as it is then, with nothing carried into it.
    public var scenario: Scenario
  }

  /// The share that is left of those who are lost at a daily rate, from one session to the next.
  func left(atDailyLoss loss: Double) -> Double {
    loss < 1 ? Elementary.pow(1 - loss, Double(every) / Double(Span.day)) : 0
  }
}
