// Closed forms against each other where they meet, against sums done another way, and against numbers
// that others have printed: a formula that is wrong by itself would make the report lie.
import Stochastics
import Testing
import Validation

@Suite struct ClosedFormTests {
  private func near(_ left: Double, _ right: Double, _ tolerance: Double = 1e-9) -> Bool {
    abs(left - right) <= tolerance * max(abs(left), abs(right))
  }

  @Test func `birth and death gives Erlang's formulas`() {
    let waiting = BirthDeath.bounded(servers: 4, queue: 800, rate: 3.2, service: 1)
    let erlang = StationTheory.erlang(servers: 4, rate: 3.2, service: 1)
    #expect(near(waiting.queue(servers: 4) / 3.2, erlang.wait))
    #expect(near(waiting.atLeast(4), StationTheory.erlangC(servers: 4, load: 3.2)))
    let loss = BirthDeath.bounded(servers: 5, queue: 0, rate: 4, service: 1)
    #expect(near(loss.atLeast(5), StationTheory.erlangB(servers: 5, load: 4)))
    // Patience without end is no patience; many sources that seldom ask are Poisson arrivals.
    let patient = BirthDeath.erlangA(servers: 4, rate: 3.2, service: 1, patience: 1e12)
    #expect(near(patient.queue(servers: 4), waiting.queue(servers: 4), 1e-6))
    let many = BirthDeath.sources(100_000, servers: 5, quiet: 25_000, service: 1, lost: true)
    #expect(near(many.atLeast(5), StationTheory.erlangB(servers: 5, load: 4), 1e-3))
    let bounded = StationTheory.bounded(servers: 3, queue: 5, rate: 3.2, service: 1)
    let states = BirthDeath.bounded(servers: 3, queue: 5, rate: 3.2, service: 1)
    #expect(near(bounded.refused, states.atLeast(8)))
    #expect(near(bounded.wait * 3.2 * (1 - bounded.refused), states.queue(servers: 3)))
  }

  @Test func `single servers agree where they meet`() {
    let erlang = StationTheory.erlang(servers: 1, rate: 0.7, service: 1).wait
    // One class, or batches of one, are the plain station.
    #expect(near(SingleServer.priorityWaits([(rate: 0.7, mean: 1, second: 2)])[0], erlang))
    let single = SingleServer.batchWait(
      batches: 0.7, size: 1, sizeSecond: 1, service: 1, serviceSecond: 2)
    #expect(near(single, erlang))
    // Work is conserved: loads weigh the classes' waits to the plain wait (L. Kleinrock 1965).
    let waits = SingleServer.priorityWaits([
      (rate: 0.3, mean: 1, second: 2), (rate: 0.4, mean: 1, second: 2),
    ])
    #expect(near((0.3 * waits[0] + 0.4 * waits[1]) / 0.7, erlang))
    // Gamma gaps of shape 1 are Poisson arrivals; of a huge shape, nearly constant.
    #expect(near(SingleServer.busyAtArrival(gap: 1 / 0.7, shape: 1), 0.7))
    let constant = SingleServer.busyAtArrival(gap: 1.25, shape: .infinity)
    #expect(near(SingleServer.busyAtArrival(gap: 1.25, shape: 1e7), constant, 1e-6))
    #expect(near(constant, Elementary.exp(-(1 - constant) * 1.25)))
    // M/M/1: E(W²) = 2ρ/(1 − ρ)².
    let square = SingleServer.secondMoment(rate: 0.7, moments: (1, 2, 6))
    #expect(near(square, 2 * 0.7 / 0.09))
  }

  @Test func `the wait of M/D/1 integrates to its mean, and a bucket to its rate`() {
    let rate = 0.75
    let steps = 60_000
    let tail = (0..<steps).reduce(0.0) { sum, step in
      sum + (1 - SingleServer.constantServiceWait((Double(step) + 0.5) / 2_000, rate: rate)) / 2_000
    }
    let mean = StationTheory.general(rate: rate, mean: 1, variance: 0).wait
    #expect(near(tail, mean, 1e-4))
    // A deep bucket refuses what exceeds its rate, and nothing below it.
    #expect(near(SingleServer.tokenBucketRefuses(rate: 1.25, burst: 40), 0.2, 1e-4))
    #expect(SingleServer.tokenBucketRefuses(rate: 0.5, burst: 30) < 1e-9)
    // A bucket of one token admits who comes after it has refilled: a counter with dead time 1.
    #expect(near(SingleServer.tokenBucketRefuses(rate: 1.2, burst: 1), 1.2 / 2.2))
  }

  @Test func `busy periods, crowds and buckets sum to what they must`() {
    let sizes = (1...4_000).map { SingleServer.borel($0, load: 0.6) }
    #expect(near(sizes.reduce(0, +), 1))
    #expect(near(zip(1..., sizes).reduce(0) { $0 + Double($1.0) * $1.1 }, 2.5))
    #expect(
      near(Counting.orderStatistic(200, of: 200), (1...200).reduce(0) { $0 + 1 / Double($1) }))
    // What is left less what is missing is the stock less the demand.
    #expect(near(Counting.leftover(units: 100, demand: 1), 99, 1e-12))
    #expect(Counting.leftover(units: 10, demand: 60) < 1e-12)
    let left = (0..<30).reduce(0.0) { sum, wanted in
      let n = Double(wanted)
      let log = n * Elementary.log(25) - 25 - Elementary.logGamma(n + 1)
      return sum + (30 - n) * Elementary.exp(log)
    }
    #expect(near(Counting.leftover(units: 30, demand: 25), left))
    // The first of a large Poisson crowd comes at the first instant of its rate.
    #expect(near(Counting.burst(1, mean: 1e6), 1e-6, 1e-3))
    #expect(near(Counting.burst(500, mean: 1_000), Elementary.log(2), 3e-3))
    #expect(near(Counting.leftByHolds(slot: 300, hold: 180, abandons: 0.2, paysLate: 0), 0.04))
    let present = Counting.present(at: 500, rate: 3, dwell: Exponential(mean: 7).distribution)
    #expect(near(present, 21, 1e-6))
  }

  @Test func `networks of one station are stations`() {
    let wait = StationTheory.erlang(servers: 2, rate: 1.1, service: 1).wait
    let one = NetworkTheory.sojourn(
      entering: [1.1], routing: [[0]], servers: [2], services: [1])
    #expect(near(one, wait + 1))
    // Coming back with chance ½ doubles the flow.
    #expect(near(NetworkTheory.flows(entering: [0.3], routing: [[0.5]])[0], 0.6))
    // One customer never waits; many keep the slowest station busy.
    #expect(near(NetworkTheory.round(customers: 1, services: [1, 0.6, 1.4]), 3))
    #expect(near(NetworkTheory.round(customers: 300, services: [1, 0.6, 1.4]) / 300, 1.4))
    #expect(near(NetworkTheory.tandemTail(0, means: (2, 4)), 1))
    #expect(near(NetworkTheory.forkJoin(rate: 1e-9, service: 1), 1.5, 1e-6))
  }

  @Test(arguments: PublishedAnswer.all.indices)
  func `our formula gives the number printed`(place: Int) {
    let answer = PublishedAnswer.all[place]
    #expect(answer.agrees, "\(answer.place), \(answer.quantity): \(answer.ours)")
    #expect(answer.rounding < answer.printed / 5)
  }
}
