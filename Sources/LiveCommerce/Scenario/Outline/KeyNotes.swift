// What each key of a scenario means, in a few words, for editors to show. Kind, range and default are
// not said here: they come from the readers. A test holds that every key has a note, and that every
// note has its key.

/// The meaning of keys.
package enum KeyNotes {
  /// The note of a place, `cohorts.*.dwell`; the items of a list share that of the list.
  package static func note(of place: OutlinePlace) -> String? {
    all[place.path.replacing("[]", with: "")]
  }

  /// Every note by its place.
  static let all: [String: String] = {
    var notes: [String: String] = [:]
    for chapter in chapters {
      for place in chapter.places {
        for (key, note) in chapter.notes {
          let path = key.isEmpty ? place : place.isEmpty ? key : "\(place).\(key)"
          notes[path] = note
        }
      }
    }
    return notes
  }()

  /// Notes that hold in some places alike.
  private struct Chapter {
    var places: [String]
    var notes: KeyValuePairs<String, String>

    init(_ places: String..., notes: KeyValuePairs<String, String>) {
      self.places = places
      self.notes = notes
    }
  }

  private static let chapters =
    [root, cohort, delays, returns, product, pool, room, ranker, community, host, step] + traffic
    + behaviour + orders + tiers + [faults, campaign] + laws

  // MARK: Who and what

  private static let root = Chapter(
    "",
    notes: [
      "": "A session of live commerce: who comes, what the host does, what is sold, what the order "
        + "back end can carry, and what is promised.",
      "$schema":
        "Where an editor finds the schema of this file; the simulator does not look at it.",
      "saleroom": "The version of the format.",
      "title": "What the session is called.",
      "asks": "The question that the scenario answers.",
      "notes": "Remarks for readers.",
      "seed": "The seed of all chance: another one is another evening.",
      "session": "How long the session is, and how often it is looked at.",
      "session.length": "How long the session lasts.",
      "session.epoch": "How often host and autoscalers look at the room's numbers.",
      "cohorts": "The kinds of people, by name.",
      "categories": "Categories that people may like and nobody sells yet.",
      "pools": "Where stock lies, by name; products name the pool that theirs is in.",
      "products": "What is sold, by name.",
      "room": "The room's name in reports.",
      "host": "Who is on air.",
      "rundown": "What is planned, in order of time.",
      "traffic": "The streams of visits, by the way they come in.",
      "decision": "How people come to click and to order.",
      "engagement": "How often people comment, like, follow, gift and share.",
      "patience": "How fast patience is spent, by what is on air.",
      "orders": "The order back end, from the gateway to payment.",
      "faults": "What goes wrong, from when and for how long.",
      "rooms": "Rooms side by side, by name; then traffic is what comes to the platform.",
      "hop": "Going on from one room to another; nobody does if left out.",
      "hop.share": "Share of those who leave a room that are shown another one.",
      "hop.after": "From leaving to coming into the next room.",
      "hop.personalisation":
        "How strongly what they are shown prefers rooms that match their cohort.",
      "changes": "Knobs that somebody turns while the session runs, each at its instant.",
      "changes.at": "When they are turned, from the start of the session.",
      "changes.set": "What is turned, by path, and to what.",
      "campaign": "A series of sessions of which this is the first; run by `saleroom campaign`.",
      "expect":
        "What is promised, such as \"latency.order.p99 < 2s\": a metric, a comparison, a limit "
        + "in the metric's unit, and perhaps \"in 99% of sessions\" or \"on average\".",
    ])

  private static let cohort = Chapter(
    "cohorts.*",
    notes: [
      "": "A kind of people; whatever is left out is as in a short-video feed on a mobile network.",
      "interests": "How much each category of products is liked; one left out is liked by half.",
      "interests.*": "How much products of this category are liked.",
      "taste": "Standard deviation of the personal match of a person with what is shown.",
      "priceTolerance":
        "The price that is found fair, in the middle; if left out, the first one the file writes.",
      "toleranceSpread": "Standard deviation of the logarithm of the price found fair.",
      "dwell": "The patience that a visitor brings along.",
      "streamDelay": "From what the host says to when it is heard.",
      "network": "One crossing of the network.",
      "reaction": "From hearing a link-up to the tap.",
      "consideration": "From a click to the order.",
      "early": "Taps before an announced opening.",
      "early.share": "Share of people who tap too early.",
      "early.lead": "How long before the opening they tap.",
      "client": "How the client waits, asks again and gives up.",
      "client.timeout": "How long a client waits for an answer.",
      "client.retries": "How often a client asks again.",
      "client.backoff": "The wait before the first retry.",
      "client.factor": "By how much the wait grows from one retry to the next.",
      "client.jitter":
        "The part of each wait that is random: a share, or full, equal (half of it) or "
        + "decorrelated (between the first wait and three times the last).",
      "client.doubleClick": "Share of orders that are tapped twice.",
      "client.cap": "The longest wait between retries; no bound if left out.",
      "client.retryBudget": "Retries an order, on average over all clients; no budget if left out.",
      "client.hedge":
        "After how long a copy of an unanswered request is sent, below the timeout; never "
        + "if left out.",
      "client.hearsLate":
        "Whether people hear what answers say that came too late, and ask no more then.",
      "payment": "How people pay.",
      "payment.abandon": "Share of orders that are never paid.",
      "payment.delay": "From the answer to the payment.",
      "automated": "Whether these are programs, each visit an account of its own.",
      "returnOdds": "Factor on the odds that what was bought is sent back.",
      "noteShare": "Share of paid orders about which a note is posted.",
    ])

  private static let delays = Chapter(
    "cohorts.*.streamDelay", "cohorts.*.network",
    notes: [
      "floor": "The shortest that it takes; nothing crosses the network in no time.",
      "rest": "What comes on top of the floor.",
    ])

  private static let returns = Chapter(
    "cohorts.*.returns", "traffic.me",
    notes: [
      "": "Coming back after leaving: how many, and when.",
      "share": "Share of leavers who come back, per visit.",
      "after": "From leaving to coming back.",
      "match": "Weight of the match with the room in the odds of coming back.",
      "trust": "Weight of trust in the host in the odds of coming back.",
    ])

  private static let product = Chapter(
    "products.*",
    notes: [
      "": "Something that is sold.",
      "price": "What it costs; one currency in all of a scenario.",
      "stock": "Units in stock; or give variants.",
      "variants": "Sizes or colours, each with a stock of its own.",
      "variants.*": "A size or a colour.",
      "variants.*.stock": "Units of it in stock.",
      "variants.*.share": "Share of buyers who want it; shares sum to 100 %.",
      "category": "What interests refer to; general if left out.",
      "limit": "The most units that an account may buy.",
      "hold": "How long a unit is held for payment.",
      "open": "How long after its link-up it can be ordered; without end if left out.",
      "batches": "Units that the host releases one batch at a time when it is sold out.",
      "logic": "The sale logic that sells it; that of orders if left out.",
      "returns": "What is sent back after it has been paid for; nothing if left out.",
      "returns.share": "Share of paid orders that come back, of the usual buyer and host.",
      "returns.trust": "Weight of the host's trust against a return, in log-odds.",
      "returns.after": "From the payment until the unit is back and the money with the buyer.",
      "returns.inspection": "From then until the unit is on sale again, or scrapped.",
      "returns.resaleable": "Share of what comes back that can be sold again; scrap is the rest.",
      "substitute": "Share of buyers who take a neighbouring variant when theirs is sold out.",
      "pool": "The pool that its stock is in; domestic if left out.",
      "cost": "What a unit costs to buy in, for plans of supply.",
      "salvage": "What a unit left over is still worth, for plans of supply.",
    ])

  private static let pool = Chapter(
    "pools.*",
    notes: [
      "": "A warehouse at home, a bonded one, or goods that are mailed from abroad.",
      "lead": "From the order of a restock or batch to its units on sale.",
      "returnOdds": "Factor on the odds that a unit is sent back.",
      "returnDelay": "How much longer a unit takes to come back.",
      "resaleable": "Share of the units fit to be sold again that may be, from this pool.",
    ])

  // MARK: Room

  private static let room = Chapter(
    "rooms.*",
    notes: [
      "": "A room, or many alike.",
      "count": "How many such rooms there are, each with goods of its own.",
      "weight": "How often one is shown, beside the other rooms.",
      "zipf": "How steeply copies fall off: the weight of the k-th is that of the first · k^−zipf.",
      "spread": "Over how long the beginnings of the copies are spread, evenly.",
      "products": "What it sells; the products of the whole scenario if left out.",
      "categories": "Categories that the copies have in turn.",
      "host": "Who is on air.",
      "rundown": "What is planned, in order of time.",
      "traffic": "The streams of visits that know where they go.",
    ])

  private static let ranker = Chapter(
    "ranker",
    notes: [
      "": "Who sends people to rooms by what they have lately been worth; nobody if left out.",
      "pools": "Visits that a room is sent, pool by pool, the lowest first.",
      "start": "The pool in which every room begins, from 1.",
      "every": "How often rooms are looked at; at epochs.",
      "par": "What a visit is to be worth; the mean of what is given counts.",
      "par.stay": "How long it is to last.",
      "par.interaction": "Comments, likes, follows, gifts and shares that it is to bring.",
      "par.sales": "What it is to pay.",
      "climb": "From how many times par on a room climbs.",
      "fall": "Below how many times par a room falls.",
      "least": "Visits that must have ended since the last look for a room to be judged.",
      "cohorts": "Who is sent: the share of each cohort; needed if there are several.",
      "cohorts.*": "The share of this cohort.",
      "personalisation": "How strongly it prefers rooms that match a person's cohort.",
      "knowledge": "Share of those sent who have read a note.",
    ])

  private static let community = Chapter(
    "community",
    notes: [
      "": "Notes that buyers write and others read, who then come; none if left out.",
      "after": "From hearing that a payment is through to posting the note.",
      "exposures": "How often a note is shown in its whole life, on average.",
      "life": "The age at which a note is shown, on average.",
      "budget": "Exposures in a day for all notes together; no bound if left out.",
      "read": "Share of exposures at which the note is read.",
      "visit": "Share of reads that become a visit.",
      "like": "Share of reads at which the note is liked.",
      "collect": "Share of reads at which the note is collected.",
      "follow": "Share of reads at which its author is followed.",
      "cohorts": "Whom notes are shown to: the share of each cohort; needed if there are several.",
      "cohorts.*": "The share of this cohort.",
      "personalisation": "How strongly notes are shown to cohorts that like their category.",
      "through": "The modules by which readers come; by discovery if left out.",
      "through.messages": "Share of readers who come by a message.",
      "through.follow": "Share of readers who come by the feed of those they follow.",
      "through.discover": "Share of readers who come by what is pushed to them.",
      "through.mall": "Share of readers who come by a search.",
      "before": "Notes that have been posted before the session.",
      "before.category": "What they are about; need not be said if there is one category.",
      "before.count": "How many they are.",
      "before.age": "How old they are when the session begins.",
    ])

  private static let host = Chapter(
    "host",
    notes: [
      "kind": "Who is on air; chooses how trust, fit, urgency and bargain are if left out.",
      "trust": "How far the host is trusted.",
      "fit": "Factor on every match of a person with what this host shows.",
      "urgency": "How hard the host sells, in log-odds of clicks, orders and returns alike.",
      "bargain": "Factor on the weight of the price: how much this host sells by price.",
      "reveal": "By how much a reveal raises the trust of people who match the room perfectly.",
      "reactionTime": "From a decision of the host to what is said.",
      "movesOnWhenSoldOut": "Whether the host goes to the next step when a product is sold out.",
      "extends": "Staying longer on what sells; never if left out.",
      "extends.ordersPerSecond": "Orders a second from which the host stays.",
      "extends.by": "How long the host stays each time.",
      "extends.atMost": "How often the host stays on one product.",
    ])

  private static let step = Chapter(
    "rundown",
    notes: [
      "at": "When it begins, from the start of the session.",
      "do": "What happens.",
      "product": "The product it is about, by name.",
      "units": "How many units are added to the stock.",
    ])

  private static let streams = ["messages", "follow", "discover", "mall", "paid"]

  private static let traffic =
    [
      Chapter(
        "traffic",
        notes: [
          "messages": "Visits by notifications: one stream, or a list of them.",
          "follow": "Visits from the feed of followed hosts: one stream, or a list of them.",
          "discover": "Visits that the ranker sends: one stream, or a list of them.",
          "mall": "Visits by search and slots: one stream, or a list of them.",
          "paid": "Visits that are bought: one stream, or a list of them.",
          "scale": "Factor on the visits and exposures of every stream.",
        ])
    ]
    + streams.map { name in
      Chapter(
        "traffic.\(name)",
        notes: [
          "name": "What the stream is called; by its source if left out.",
          "visits": "Mean number of visits; or give followers, or exposures.",
          "exposures": "How often the room is shown; visits are exposures × enter.",
          "enter": "Share of those at each step who take the next one towards the room.",
          "depth": "How many steps lead from the exposure into the room.",
          "queries": "Which searches it is shown in; all of them if left out.",
          "queries.from": "The first rank of the terms, the most searched being 1.",
          "queries.to": "The last rank of them.",
          "queries.of": "How many terms there are.",
          "queries.exponent": "How steeply searches fall with the rank of the term.",
          "followers": "People who are told; visits are followers × reach × open.",
          "reach": "Share of followers whom the message reaches.",
          "open": "Share of those reached who come.",
          "personalisation":
            "How much the source prefers who matches: β in share · exp(β · match).",
          "knowledge": "Share of visitors who have read a note.",
        ])
    }
    + (streams.map { "traffic.\($0)" } + ["campaign.buyers"]).map { place in
      Chapter(
        place,
        notes: [
          "arrive": "When they come; evenly over the session if left out.",
          "arrive.steady": "Evenly over a stretch of time.",
          "arrive.steady.from": "When the stretch begins; with the session if left out.",
          "arrive.steady.to": "When the stretch ends; with the session if left out.",
          "arrive.spike": "In a burst after an instant.",
          "arrive.spike.at": "The instant.",
          "arrive.spike.delay": "How long after it each one comes; no mixture.",
          "arrive.profile": "Stretches in order, each with a weight.",
          "arrive.profile.from": "When the stretch begins; with the session if left out.",
          "arrive.profile.to": "When the stretch ends; with the session if left out.",
          "arrive.profile.weight": "How many come in it, in proportion to the other weights.",
        ])
    }
    + (streams.map { "traffic.\($0)" } + ["campaign.buyers", "campaign.followers"]).map { place in
      Chapter(
        place,
        notes: [
          "cohorts": "Who comes: the share of each cohort; needed if there are several.",
          "cohorts.*": "Share of this cohort.",
        ])
    }

  // MARK: Behaviour

  private static let behaviour = [
    Chapter(
      "decision",
      notes: [
        "atLinkUp": "Share of reference viewers who tap at a link-up.",
        "perMinute":
          "Clicks a minute of the reference viewer while something is orderable; 120 at most count.",
        "order": "Share of the reference viewers' clicks that become orders.",
        "match": "Weight of the match of person and product, in log-odds.",
        "trust": "Weight of trust in the host, in log-odds.",
        "knowledge": "Weight of having read a note, in log-odds.",
        "price": "Weight of the logarithm of price over tolerance, in log-odds.",
        "haste": "What shortens the time from a click to the order.",
        "haste.trust": "Weight of trust against the logarithm of that time.",
        "haste.knowledge": "Weight of having read a note against the logarithm of that time.",
      ]),
    Chapter(
      "engagement",
      notes: [
        "comment": "Comments of one viewer.", "like": "Likes of one viewer.",
        "follow": "Follows of one viewer.", "gift": "Gifts of one viewer.",
        "share": "Shares of one viewer.",
        "match": "Weight of the match of person and product, in log-odds.",
      ]),
    Chapter(
      "patience",
      notes: [
        "awaiting": "How fast patience is spent while something awaited is shown.",
        "talking": "How fast patience is spent in talk.",
        "selling": "How fast patience is spent while something is orderable.",
        "soldOut": "How fast patience is spent after something was seen sold out.",
        "special": "How fast patience is spent in a giveaway or a reveal.",
        "match": "Weight by which the match of person and product stretches patience.",
        "trust": "Weight by which trust in the host stretches patience.",
      ]),
  ]

  // MARK: Orders

  private static let orders = [
    Chapter(
      "orders",
      notes: [
        "logic": "The sale logic; preHold if left out. `saleroom logics` tells what each does.",
        "releaseLag": "From the end of a hold to the release of its unit.",
        "undersellWithin": "How long a free unit may go unnoticed.",
        "gateway": "The door: who is let in at which rate.",
        "workers": "The processes that work on orders.",
        "database": "The stock database.",
        "cache": "The cache, which serves one call after the other.",
        "queue": "The message queue.",
        "locks": "The lock service, which serves one call after the other.",
        "payment": "The payment provider.",
        "edge": "The tier that people enter by; not looked at if left out.",
        "chat": "The tier of comments; not looked at if left out.",
        "catalogue": "The tier of product pages; not looked at if left out.",
        "cache.call": "A call of the cache.",
        "cache.script": "A script on the cache.",
        "locks.call": "A call of the lock service.",
      ]),
    Chapter(
      "orders.gateway",
      notes: [
        "rate": "Requests that are let in; no bound if left out.",
        "burst": "Requests that may be let in at once.",
        "soldOut": "Whether \"sold out\" is said at the door, and how.",
        "soldOut.notice": "From selling out to the door's knowing.",
        "soldOut.recheck": "How often the door looks whether there is stock again.",
        "perAccount": "What one account may ask; no bound if left out.",
        "perAccount.rate": "Requests that one account may make.",
        "perAccount.burst": "Requests that one account may make at once.",
        "detector": "Turning programs away, decided once for each account; none if left out.",
        "detector.recall": "Share of programs that are turned away.",
        "detector.falseReject": "Share of humans who are turned away.",
        "breaker": "A circuit breaker between gateway and workers; none if left out.",
        "breaker.window": "How many of the latest answers are watched.",
        "breaker.failures": "The share of failures at which it opens.",
        "breaker.slow": "How long an answer takes that counts as a failure.",
        "breaker.open": "How long nothing passes.",
        "breaker.probes": "The requests whose answers decide then.",
        "waitingRoom": "Letting so many people order at the same time; all if left out.",
        "waitingRoom.active": "People let in at the same time.",
        "waitingRoom.policy": "In which order the others follow.",
        "waitingRoom.gather":
          "For how long people are gathered after an opening; 5s if left out; for "
          + "shuffleAtStart and lottery only.",
        "waitingRoom.winners":
          "How many are drawn for each product; for a lottery, which needs it.",
        "waitingRoom.session": "How long whoever was let in may take.",
        "waitingRoom.patience": "How long a client waits for its turn before it asks again.",
      ]),
    Chapter(
      "orders.workers",
      notes: [
        "count": "Workers.", "queue": "Orders that may wait for a worker; more are refused.",
        "deadline": "How long an order may wait; no bound if left out.",
        "clockSkews": "By how much each node's clock is wrong; workers are spread over the nodes.",
        "releasers": "Workers that give back what was held.",
        "service": "A worker's own work for an order, before the sale logic.",
        "dropsExpired": "Whether orders are dropped whose clients have stopped waiting.",
        "verified": "The cohorts that have a code to order with; everybody if left out.",
      ]),
    Chapter(
      "orders.database",
      notes: [
        "connections": "Statements at the same time.", "read": "A read.", "write": "A write.",
        "update": "A guarded update, which holds its stock row.",
        "keyLife": "How long an idempotency key is remembered after its claim.",
        "groupCommit": "Most guarded updates of one stock row that are committed together.",
      ]),
    Chapter(
      "orders.queue",
      notes: [
        "servers": "Calls at the same time.", "call": "A send, a delivery, an acknowledgement.",
        "delay": "From a message's acceptance to its first delivery.",
        "consumers": "Consumers of each queue.",
        "redeliverAfter": "From a delivery that is not acknowledged to the next.",
        "deliveries": "Deliveries after which a message is put aside.",
        "lose": "Share of sends that get lost on their way.",
        "loseAcknowledgement": "Share of accepted sends whose answer gets lost.",
        "redeliver": "Share of deliveries whose acknowledgement gets lost.",
      ]),
    Chapter(
      "orders.payment",
      notes: [
        "capacity": "Charges at the same time.", "latency": "A charge.",
        "decline": "Share of charges that are declined.",
        "failure": "Share of attempts at a charge that fail without effect.",
        "retry": "Repeating an attempt that failed.",
        "retry.attempts": "Attempts at a charge, the first one included.",
        "retry.backoff":
          "The wait before the second attempt; it doubles, and half of it is random.",
        "retry.budget": "Retries a charge, over all charges so far.",
        "queue": "Charges that may wait, more are refused; any number if left out.",
        "deadline": "How long a charge may wait; no bound if left out.",
      ]),
  ]

  // MARK: Tiers

  private static let tiers = [
    Chapter(
      "orders.workers", "orders.database", "orders.payment",
      notes: ["discipline": "Who is served next."]),
    Chapter(
      "orders.workers", "orders.payment",
      notes: ["first": "The cohorts that go before the others; for priority only."]),
    Chapter(
      "orders.edge", "orders.chat", "orders.chat.fanOut", "orders.catalogue",
      "orders.catalogue.misses",
      notes: [
        "servers": "Servers at first.", "rate": "Requests that one server serves.",
        "queue": "Requests that may wait; more are refused.",
      ]),
    Chapter(
      "orders.workers.autoscale", "orders.database.autoscale", "orders.payment.autoscale",
      "orders.edge.autoscale", "orders.chat.autoscale", "orders.chat.fanOut.autoscale",
      "orders.catalogue.autoscale", "orders.catalogue.misses.autoscale",
      notes: [
        "": "Adding and removing servers by what they have to do; never if left out.",
        "utilisation": "The share of servers to be busy; or give perServer.",
        "perServer": "The requests in service or waiting for each server; or give utilisation.",
        "every": "How often it is decided, in whole seconds.",
        "delay": "From the decision to a server that serves.",
        "atLeast": "The fewest servers; the number at first if left out.",
        "atMost": "The most servers.",
        "downAfter": "How long fewer must do before servers are removed.",
      ]),
    Chapter("orders.edge", notes: ["heartbeat": "How often each client says that it is there."]),
    Chapter(
      "orders.chat",
      notes: [
        "fanOut": "The servers that send each comment to those who see it.",
        "shown": "Lines a second that a viewer is shown; all if left out.",
      ]),
    Chapter(
      "orders.catalogue",
      notes: [
        "misses": "The servers that answer what the cache does not hold.",
        "perClick": "Reads for a click.", "perEnter": "Reads for a visit.",
        "hit": "Share of reads that a warm cache answers.",
        "entries": "What a warm cache holds.",
      ]),
  ]

  private static let faults = Chapter(
    "faults",
    notes: [
      "at": "When it begins, from the start of the session.", "for": "How long it lasts.",
      "tier": "What it strikes.", "kind": "What happens.",
      "silent": "Whether requests are not even refused.",
      "factor": "How many times as long everything takes.",
      "left": "The share that is left, of workers or of a machine's speed.",
      "share": "The share that it strikes.",
    ])

  // MARK: Campaigns

  private static let campaign = Chapter(
    "campaign",
    notes: [
      "sessions": "How many sessions there are.",
      "every": "From the start of one session to the start of the next.",
      "followers": "Those who follow the host, for streams with `followers: \"carried\"`.",
      "followers.start": "How many there are before the first session.",
      "followers.churn": "Share that is lost each day.",
      "followers.carried": "Whether follows are added and losses taken off.",
      "buyers": "Those who have bought, and come again by themselves.",
      "buyers.start": "How many there are before the first session.",
      "buyers.comeAgain": "Share of them who come to a session.",
      "buyers.fade": "Share that is lost each day.",
      "buyers.knowledge": "Share of them who know what is sold as if they had read a note.",
      "buyers.carried": "Whether new buyers are added and losses taken off.",
      "reputation": "How experiences move the log-odds of the host's trust.",
      "reputation.kept": "How far up, if all experiences are orders paid for.",
      "reputation.returned": "How far down, if all are units sent back.",
      "reputation.cancelled": "How far down, if all are payments given back for coming too late.",
      "reputation.oversold": "How far down, if all are units promised beyond those in stock.",
      "reputation.soldOut": "How far down, if all are intentions that met \"sold out\".",
      "reputation.bound": "How far the log-odds may move in all.",
      "reputation.carried": "Whether trust moves.",
      "stock": "Stock that goes from session to session; each has that of the file if left out.",
      "stock.carried": "Whether what is left and what comes back is the next session's stock.",
      "notes": "Notes that go from session to session; each has those of the file if left out.",
      "notes.carried": "Whether what is left of notes at a close is there at the next session.",
      "restock": "What is ordered after each session, by the plan that follows from it.",
      "restock.level": "Share of sessions in which stock should suffice, where no cost is given.",
      "restock.growth": "How many times as many people are expected to ask next time.",
      "restock.on": "Whether anything is ordered.",
      "population": "The people on the platform, to whose number streams of newcomers keep.",
      "population.start": "How many there are at the first session.",
      "population.signUps": "How many sign up each day.",
      "population.keep": "Share of those who stay.",
      "population.carried": "Whether it grows.",
      "changes": "What is otherwise from some session on.",
      "changes.session": "The first session that is so, from 2.",
      "changes.set": "What is set, by path, and to what, as by --set.",
      "expect":
        "What the campaign promises, such as \"campaign.gmvNet > ¥450000\" or, of its fourth "
        + "session, \"campaign.paid[4] > 100\".",
    ])

  // MARK: Distributions

  private static let laws = [
    Chapter(
      "distribution",
      notes: [
        "": "A distribution of lengths of time: a duration, or an object with one key.",
        "deterministic": "Always the same.", "deterministic.constant": "How long.",
        "exponential": "The time to an event that is as likely at any age.",
        "exponential.mean": "The mean.",
        "uniform": "Any length between two alike.", "uniform.from": "The shortest.",
        "uniform.to": "The longest.",
        "logNormal": "A length whose logarithm is normal.", "logNormal.median": "The median.",
        "logNormal.sigma": "Standard deviation of the logarithm.",
        "weibull": "The time to an event that grows more or less likely with age.",
        "weibull.scale": "What a share of 1 − 1/e stays below.",
        "weibull.shape": "Below 1: what has lasted lasts longer.",
        "gamma": "A sum of exponential lengths.", "gamma.mean": "The mean.",
        "gamma.shape": "The inverse of the squared coefficient of variation.",
        "zipf": "k steps in proportion to k^−exponent.", "zipf.step": "One step.",
        "zipf.exponent": "How steeply it falls.", "zipf.ranks": "The most steps.",
        "empirical": "Recorded lengths, drawn as they are.",
        "empirical.value": "A recorded length.", "empirical.weight": "How often it was recorded.",
        "mixture": "One of several distributions, each with its share.",
        "mixture.share": "The share of this part; shares sum to 100 %.",
        "mixture.of": "The distribution of this part.",
      ])
  ]
}
