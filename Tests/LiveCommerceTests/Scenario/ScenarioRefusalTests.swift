// What is said of scenarios that are wrong: the whole text of every problem, for each edit of a
// sound one.

import Testing

@testable import LiveCommerce

@Suite("Refusing scenarios")
struct ScenarioRefusalTests {
  /// An edit of the base text, and the problems it gets.
  private static let table = #"""
    saleroom: 1,⇒saleroom: 2,
      f:2:13: error: saleroom: this is version 2 of the format; version 1 can be read
    saleroom: 1,⇒
      f:1:1: error: saleroom: missing: write 1, the version of the format
    title: 'Drop',⇒title: '',
      f:3:10: error: title: must not be empty
    title: 'Drop',⇒titel: 'Drop',
      f:1:1: error: title: missing: write a text, such as "some words"
      f:3:3: error: unknown key `titel`; did you mean `title`?
    title: 'Drop',⇒title: 'Drop', title: 'Again',
      f:3:18: error: title: `title` is given twice, first at line 3, column 3: keep one
    asks: 'Does it hold?',⇒asks: 7,
      f:4:9: error: asks: write a text, such as "some words"; this is the number `7`
    asks: 'Does it hold?',⇒asks: 'Does it hold?
      f:4:9: error: asks: this text is not closed on its line: write `'` at its end, \n for a line
        break
    asks: 'Does it hold?',⇒asks: 'Does it hold?', notes: 'one',
      f:4:33: error: notes: `one` is a text; write a list, such as [ …, … ]
    asks: 'Does it hold?',⇒asks: 'Does it hold?', seed: -1, foo: 1,
      f:4:32: error: seed: must be at least 0; it is -1
      f:4:36: error: unknown key `foo`; allowed here: `asks`, `campaign`, `categories`, `changes`,
        `cohorts`, `community`, `decision`, `engagement`, `expect`, `faults`, `host`, `notes`,
        `orders`, `patience`, `pools`, `products` and 9 more
    session: { length: '10m', epoch: '5s' },⇒
      f:1:1: error: session: missing: write an object, { key: value, … }
    length: '10m', ⇒
      f:5:12: error: session.length: missing: write a duration, such as "250ms", "15s", "10m"
    length: '10m'⇒length: 600
      f:5:22: error: session.length: needs a unit: write "250ms", "15s", "10m"
    length: '10m'⇒length: '25h'
      f:5:22: error: session.length: must lie between 1s and 1d; it is 1d1h
    length: '10m'⇒length: '8k/s'
      f:5:22: error: session.length: `8k/s` is a rate; a duration is wanted, such as "250ms", "15s",
        "10m"
    epoch: '5s'⇒epoch: '1ms'
      f:5:36: error: session.epoch: must lie between 100ms and 10m; it is 1ms
    epoch: '5s'⇒epoch: '5s' ]
      f:5:41: error: session: `]` found, but the object opened at line 5, column 12 is still open:
        write `}`
    epoch: '5s'⇒epoch: 5s
      f:5:36: error: session.epoch: `5s` needs quotes: write "5s"
    taste: 0⇒taste: NaN
      f:7:49: error: cohorts.fan.taste: must be a finite number; it is `NaN`
    taste: 0⇒taste: 1e999
      f:7:49: error: cohorts.fan.taste: `1e999` is too large a number: the limit is 1.7e308
    taste: 0⇒taste: -0.5
      f:7:49: error: cohorts.fan.taste: must lie between 0 and 10; it is -0.5
    taste: 0⇒taste: 0, tast: 1
      f:7:52: error: cohorts.fan: unknown key `tast`; did you mean `taste`?
    taste: 0⇒dwell: { lognormal: { median: '1m', sigma: 1 } }
      f:7:51: error: cohorts.fan.dwell: there is no `lognormal`; did you mean `logNormal`?
    taste: 0⇒dwell: { logNormal: { median: '1m' } }
      f:7:62: error: cohorts.fan.dwell.logNormal.sigma: missing: write a number, such as 1.5
    taste: 0⇒dwell: { logNormal: { median: '1m', sigma: 11 } }
      f:7:85: error: cohorts.fan.dwell.logNormal.sigma: must lie between 0 and 10; it is 11
    taste: 0⇒dwell: { logNormal: { median: '0s', sgima: 1 } }
      f:7:62: error: cohorts.fan.dwell.logNormal.sigma: missing: write a number, such as 1.5
      f:7:72: error: cohorts.fan.dwell.logNormal.median: must lie between 1ns and 365d; it is 0s
      f:7:78: error: cohorts.fan.dwell.logNormal: unknown key `sgima`; did you mean `sigma`?
    taste: 0⇒dwell: { uniform: { from: '2m', to: '1m' } }
      f:7:60: error: cohorts.fan.dwell.uniform: "from" must not be above "to"
    taste: 0⇒dwell: { exponential: { mean: 4 } }
      f:7:72: error: cohorts.fan.dwell.exponential.mean: needs a unit: write "250ms", "15s", "10m"
    taste: 0⇒dwell: { exponential: '4s' }
      f:7:64: error: cohorts.fan.dwell.exponential: `4s` is a duration; write an object, such as {
        key: value, … }
    taste: 0⇒dwell: { weibull: { scale: '0s', shape: 0.01 } }
      f:7:69: error: cohorts.fan.dwell.weibull.scale: must lie between 1ns and 365d; it is 0s
      f:7:82: error: cohorts.fan.dwell.weibull.shape: must lie between 0.1 and 100; it is 0.01
    taste: 0⇒dwell: { gamma: { mean: '1m', shape: 1001 } }
      f:7:79: error: cohorts.fan.dwell.gamma.shape: must lie between 0.1 and 1000; it is 1001
    taste: 0⇒dwell: { zipf: { step: '1s', exponent: 1, ranks: 2.5 } }
      f:7:57: error: cohorts.fan.dwell.zipf: "ranks" must be a whole number
    taste: 0⇒dwell: { empirical: [] }
      f:7:62: error: cohorts.fan.dwell.empirical: holds 0 items; at least 1 allowed
    taste: 0⇒dwell: { empirical: ['-1s', { value: '1s', weight: -1 }, { value: '2s' }, '3s'] }
      f:7:63: error: cohorts.fan.dwell.empirical[0]: must lie between 0s and 365d; it is -1s
      f:7:93: error: cohorts.fan.dwell.empirical[1].weight: must lie between 0 and 1000000000000; it
        is -1
      f:7:99: error: cohorts.fan.dwell.empirical[2].weight: missing: write a number, such as 3
    taste: 0⇒dwell: { empirical: [{ value: '1s', weight: 0 }] }
      f:7:62: error: cohorts.fan.dwell.empirical: at least one weight must be more than 0
    taste: 0⇒dwell: {}
      f:7:49: error: cohorts.fan.dwell: holds 0 keys; exactly one is wanted, of `deterministic`,
        `uniform`, `exponential`, `logNormal`, `weibull`, `gamma`, `zipf`, `empirical`, `mixture`
    taste: 0⇒dwell: []
      f:7:49: error: cohorts.fan.dwell: write a duration or a distribution, such as "25s", {
        exponential: { mean: "25s" } }; this is a list
    taste: 0⇒dwell: '-5s'
      f:7:49: error: cohorts.fan.dwell: must lie between 0s and 365d; it is -5s
    taste: 0⇒dwell: 30
      f:7:49: error: cohorts.fan.dwell: needs a unit: write "250ms", "15s", "10m"
    taste: 0⇒dwell: { mixture: [{ share: '50%', of: '1s' }, { share: '40%', of: '1m' }] }
      f:7:60: error: cohorts.fan.dwell.mixture: the shares sum to 90%, not to 100%
    taste: 0⇒dwell: { mixture: [{ share: 0, of: '1s' }, { share: 1, of: '1m' }] }
      f:7:60: error: cohorts.fan.dwell.mixture: every share must be more than 0%
    taste: 0⇒dwell: { mixture: [{ share: 1 }, { of: '1x' }, 7] }
      f:7:61: error: cohorts.fan.dwell.mixture[0].of: missing: write a distribution
      f:7:75: error: cohorts.fan.dwell.mixture[1].share: missing: write a share, such as "45%"
      f:7:81: error: cohorts.fan.dwell.mixture[1].of: `1x` has an unknown unit `x`: use ns, us, ms,
        s, m, h or d
      f:7:89: error: cohorts.fan.dwell.mixture[2]: write an object, such as { key: value, … }; this
        is the number `7`
    taste: 0⇒dwell: { mixture: [] }
      f:7:60: error: cohorts.fan.dwell.mixture: holds 0 items; at least 1 allowed
    taste: 0⇒client: { timeout: '1ms', retries: 51, backoff: '11m', retrys: 1 }
      f:7:61: error: cohorts.fan.client.timeout: must lie between 100ms and 10m; it is 1ms
      f:7:77: error: cohorts.fan.client.retries: must lie between 0 and 50; it is 51
      f:7:90: error: cohorts.fan.client.backoff: must lie between 0s and 10m; it is 11m
      f:7:97: error: cohorts.fan.client: unknown key `retrys`; did you mean `retries`?
    taste: 0⇒client: { factor: 0.5, jitter: 2, doubleClick: '200%' }
      f:7:60: error: cohorts.fan.client.factor: must lie between 1 and 10; it is 0.5
      f:7:73: error: cohorts.fan.client.jitter: a share lies between 0 and 1; 2 of a hundred is
        written "2%"
      f:7:89: error: cohorts.fan.client.doubleClick: must lie between 0% and 100%; it is 200%
    taste: 0⇒early: { share: '5%', led: '1s' }, payment: { abandon: 20 }, returns: 1
      f:7:64: error: cohorts.fan.early: unknown key `led`; did you mean `lead`?
      f:7:97: error: cohorts.fan.payment.abandon: a share lies between 0 and 1; 20 of a hundred is
        written "20%"
      f:7:112: error: cohorts.fan.returns: write an object, such as { key: value, … }; this is the
        number `1`
    phones: '90%'⇒phone: '90%'
      f:7:25: error: cohorts.fan.interests.phone: there is no category `phone`; did you mean
        `phones`?
    phones: '90%'⇒books: '190%'
      f:7:25: error: cohorts.fan.interests.books: there is no category `books`; write one of
        `phones`, `general`
      f:7:32: error: cohorts.fan.interests.books: must lie between 0% and 100%; it is 190%
    priceTolerance: '¥1500'⇒priceTolerance: '$200'
      f:7:68: error: cohorts.fan.priceTolerance: is in USD; the first product is priced in CNY
    priceTolerance: '¥1500'⇒priceTolerance: '¥0'
      f:7:68: error: cohorts.fan.priceTolerance: must lie between ¥0.01 and ¥10000000000; it is ¥0
    floor: '10ms', ⇒
      f:8:24: error: cohorts.passer.network.floor: missing: a delay needs a floor, because nothing
        crosses the network in no time; write floor: "10ms"
    floor: '10ms'⇒floor: '4ms'
      f:8:33: error: cohorts.passer.network.floor: must be at least 5ms, because nothing crosses the
        network in no time; it is 4ms
    floor: '10ms'⇒floor: '5s'
      f:8:33: error: cohorts.passer.network.floor: must lie between 5ms and 4s; it is 5s
    { floor: '10ms', rest: { exponential: { mean: '20ms' } } }⇒{ exponential: { mean: '20ms' } }
      f:8:24: error: cohorts.passer.network.floor: missing: a delay needs a floor, because nothing
        crosses the network in no time; write floor: "10ms"
      f:8:26: error: cohorts.passer.network: unknown key `exponential`; allowed here: `floor`,
        `rest`
    { floor: '10ms', rest: { exponential: { mean: '20ms' } } }⇒'10ms'
      f:8:24: error: cohorts.passer.network: a delay is a floor and what comes on top, such as {
        floor: "10ms", rest: { exponential: { mean: "20ms" } } }; this is the text `10ms`
    passer: {⇒'pass er': {
      f:8:5: error: cohorts["pass er"]: a name is written with the letters a to z, digits, - and _,
        a letter first
      f:31:54: error: traffic.discover.cohorts.passer: there is no cohort `passer`; did you mean
        `pass er`?
      f:33:30: error: traffic.mall.cohorts.passer: there is no cohort `passer`; did you mean `pass
        er`?
    stock: 100⇒stcok: 100
      f:11:12: error: products.phone.stock: missing: write a whole number, such as 10000, "10k",
        "2.2M", or variants: { … }
      f:11:50: error: products.phone: unknown key `stcok`; did you mean `stock`?
    stock: 100⇒stock: -5
      f:11:57: error: products.phone.stock: must lie between 0 and 1000M; it is -5
    stock: 100⇒stock: 1e18
      f:11:57: error: products.phone.stock: must lie between 0 and 1000M; it is 1000000000000M
    stock: 100⇒stock: '2.5k units'
      f:11:57: error: products.phone.stock: `2.5k units` is not a whole number; write 10000, "10k",
        "2.2M"
    stock: 100⇒stock: 0.5
      f:11:57: error: products.phone.stock: must be a whole number; it is 0.5
    stock: 100⇒stock: 100, variants: { S: { stock: 1 } }
      f:11:57: error: products.phone.stock: leave it out: every variant has a stock of its own
    stock: 100⇒stock: 1000000000, batches: [1, '1B', '2B', 0]
      f:11:88: error: products.phone.batches[2]: must lie between 1 and 1000M; it is 2000M
      f:11:94: error: products.phone.batches[3]: must lie between 1 and 1000M; it is 0
    price: '¥1999'⇒price: 1999
      f:11:41: error: products.phone.price: needs a currency: write "¥399", "$19.99", "399 CNY"
    price: '¥1999'⇒price: '¥0'
      f:11:41: error: products.phone.price: must lie between ¥0.01 and ¥10000000000; it is ¥0
    price: '¥1999'⇒price: '$1999'
      f:7:68: error: cohorts.fan.priceTolerance: is in CNY; the first product is priced in USD
      f:13:14: error: products.case.price: is in CNY; the first product is priced in USD
    limit: 1⇒limit: 0
      f:11:69: error: products.phone.limit: must lie between 1 and 1M; it is 0
    hold: '15m'⇒hold: '8d', open: '0s'
      f:11:78: error: products.phone.hold: must lie between 1s and 7d; it is 8d
      f:11:90: error: products.phone.open: must lie between 1ms and 7d; it is 0s
    hold: '15m'⇒hold: '15m', returns: { after: '3d', resale: 1 }
      f:11:94: error: products.phone.returns.share: missing: write a share, such as "35%" or 0.35
      f:11:109: error: products.phone.returns: unknown key `resale`; allowed here: `after`,
        `inspection`, `resaleable`, `share`, `trust`
    hold: '15m'⇒hold: '15m', returns: { share: 1.5, trust: 21 }
      f:11:103: error: products.phone.returns.share: a share lies between 0 and 1; 1.5 of a hundred
        is written "1.5%"
      f:11:115: error: products.phone.returns.trust: must lie between -20 and 20; it is 21
    hold: '15m'⇒hold: '15m', logic: 'prehold'
      f:11:92: error: products.phone.logic: there is no `prehold`; did you mean "preHold"?
    share: '40%'⇒share: '30%'
      f:14:17: error: products.case.variants: the shares sum to 90%, not to 100%
    share: '40%', ⇒
      f:14:22: error: products.case.variants.S.share: missing: write the share of buyers who want
        it, such as "30%"
    category: 'phones'⇒category: ''
      f:11:24: error: products.phone.category: must not be empty
    kind: 'anchor'⇒kind: 'ancor', pace: 2
      f:17:17: error: host.kind: there is no `ancor`; did you mean "anchor"?
      f:17:26: error: host: unknown key `pace`; allowed here: `bargain`, `extends`, `fit`,
        `kind`, `movesOnWhenSoldOut`, `reactionTime`, `reveal`, `trust`, `urgency`
    ordersPerSecond: 5⇒by: '0s'
      f:17:50: error: host.extends.ordersPerSecond: missing: write a number, such as 1.5
      f:17:56: error: host.extends.by: must lie between 1s and 1d; it is 0s
    trust: '50%'⇒trust: 50
      f:17:34: error: host.trust: a share lies between 0 and 1; 50 of a hundred is written "50%"
    do: 'warmUp'⇒do: 'warmup'
      f:19:21: error: rundown[0].do: there is no `warmup`; did you mean "warmUp"?
    do: 'warmUp'⇒do: 'dance', units: 5
      f:19:21: error: rundown[0].do: there is no `dance`; write one of "warmUp", "talk", "pitch",
        "announce", "linkUp", "giveaway", "reveal", "restock", "close"
    do: 'warmUp'⇒do: 'warmUp', product: 'phone'
      f:19:31: error: rundown[0]: unknown key `product`; allowed here: `at`, `do`
    do: 'warmUp'⇒
      f:19:5: error: rundown[0].do: missing: write one of "warmUp", "talk", "pitch", "announce",
        "linkUp", "giveaway", "reveal", "restock", "close"
    { at: '0s', do: 'warmUp' }⇒'warmUp'
      f:19:5: error: rundown[0]: `warmUp` is a text; write an object, such as { key: value, … }
    do: 'announce', product: 'phone'⇒do: 'announce', product: 'phnoe'
      f:20:42: error: rundown[1].product: there is no product `phnoe`; did you mean `phone`?
    do: 'announce', product: 'phone'⇒do: 'announce'
      f:20:5: error: rundown[1].product: missing: write the name of a product
    { at: '2m', do: 'linkUp', product: 'phone' },⇒
      f:20:42: error: rundown[1].product: announces a product that is not linked up afterwards
    at: '2m'⇒at: '30s'
      f:21:11: error: rundown[2].at: must not be before the step above, at 1m
    , units: 5⇒
      f:22:5: error: rundown[3].units: missing: write a whole number, such as 10000, "10k", "2.2M"
    at: '5m'⇒at: '10m'
      f:23:11: error: rundown[4].at: must be before the end of the session, 10m; it is 10m
    at: '9m'⇒at: '11m'
      f:24:11: error: rundown[5].at: must be before the end of the session, 10m; it is 11m
    do: 'restock', product: 'phone', units: 5⇒do: 'close'
      f:23:5: error: rundown[4]: comes after the close of the room, rundown[3]
      f:24:5: error: rundown[5]: comes after the close of the room, rundown[3]
    { at: '9m', do: 'close' }⇒{ at: '9m', do: 'close', product: 'phone', units: 1 }
      f:24:30: error: rundown[5]: unknown key `product`; allowed here: `at`, `do`
      f:24:48: error: rundown[5]: unknown key `units`; allowed here: `at`, `do`
    visits: 1000, cohorts⇒cohorts
      f:31:15: error: traffic.discover.visits: missing: write a whole number, such as 10000, "10k",
        "2.2M", or followers
    visits: 1000⇒visits: 1000000000000000000
      f:31:25: error: traffic.discover.visits: must lie between 0 and 4000M; it is 1000000000000M
    visits: 1000⇒visits: '5B'
      f:31:25: error: traffic.discover.visits: must lie between 0 and 4000M; it is 5000M
    visits: 1000⇒visits: 1000, reach: '5%'
      f:31:38: error: traffic.discover.reach: is a share of followers: write followers, or visits
        alone
    visits: 1000⇒visits: 1000, followers: 5
      f:31:25: error: traffic.discover.visits: leave it out: visits are followers × reach × open
    visits: 1000⇒exposures: 1000, visits: 5
      f:31:42: error: traffic.discover.visits: leave it out: visits are exposures × enter
    visits: 1000⇒visits: 5, enter: '5%'
      f:31:35: error: traffic.discover.enter: is said of exposures: write exposures, or visits
        alone
    visits: 1000⇒exposures: 9, queries: { of: 5, from: 4, to: 3 }
      f:31:55: error: traffic.discover.queries.from: ranks are written with from at most to, and to
        at most of
    visits: 1000⇒visits: 5, name: 'a b'
      f:31:34: error: traffic.discover.name: a name is written with the letters a to z, digits, -
        and _, a letter first
    passer: '75%'⇒passer: '65%'
      f:31:40: error: traffic.discover.cohorts: the shares sum to 90%, not to 100%
    passer: '75%'⇒passre: '75%'
      f:31:54: error: traffic.discover.cohorts.passre: there is no cohort `passre`; did you mean
        `passer`?
    , cohorts: { fan: '25%', passer: '75%' }⇒
      f:31:15: error: traffic.discover.cohorts: missing: write the share of each cohort, such as {
        fan: "100%" }
    visits: 1000⇒visits: 1000, personalisation: 101, knowledge: -1
      f:31:48: error: traffic.discover.personalisation: must lie between 0 and 100; it is 101
      f:31:64: error: traffic.discover.knowledge: must lie between 0 and 1; it is -1
    discover: {⇒discovery: {
      f:31:5: error: traffic: unknown key `discovery`; did you mean `discover`?
    delay: '5s'⇒delay: { mixture: [{ share: 1, of: '1s' }] }
      f:29:43: error: traffic.messages.arrive.spike.delay: a mixture cannot shape a spike, because
        arrivals are read off its quantiles in order; use one of `deterministic`, `uniform`,
        `exponential`, `logNormal`, `weibull`, `gamma`, `zipf`, `empirical`, or one stream for each
        part
    delay: '5s'⇒dealy: '5s'
      f:29:24: error: traffic.messages.arrive.spike.delay: missing: write a distribution
      f:29:36: error: traffic.messages.arrive.spike: unknown key `dealy`; did you mean `delay`?
    at: '1m', delay⇒at: '11m', delay
      f:29:30: error: traffic.messages.arrive.spike.at: must not be after the end of the session,
        10m; it is 11m
    arrive: { spike: { at: '1m', delay: '5s' } }⇒arrive: { burst: {} }
      f:29:17: error: traffic.messages.arrive: there is no `burst`; allowed here: `steady`, `spike`,
        `profile`
    arrive: { spike: { at: '1m', delay: '5s' } }⇒arrive: { steady: { from: '3m', to: '3m' } }
      f:29:43: error: traffic.messages.arrive.steady.to: must be after from, 3m
    arrive: { spike: { at: '1m', delay: '5s' } }⇒arrive: { steady: {}, spike: {} }
      f:29:15: error: traffic.messages.arrive: holds 2 keys; exactly one is wanted, of `steady`,
        `spike`, `profile`
    from: '1m', to: '3m'⇒from: '30s', to: '30m'
      f:35:63: error: traffic.mall.arrive.profile[1].to: must not be after the end of the session,
        10m; it is 30m
    weight: 1⇒weight: 0 ⁂ weight: 2⇒weight: 0
      f:35:18: error: traffic.mall.arrive.profile: at least one weight must be more than 0
    weight: 1⇒weight: -1
      f:35:39: error: traffic.mall.arrive.profile[0].weight: must lie between 0 and 1000000000000;
        it is -1
    me: { share: '8%', after: '2m' }⇒me: { share: '8%', visits: 5 }
      f:38:24: error: traffic.me: unknown key `visits`; allowed here: `after`, `match`, `share`,
        `trust`
    perMinute: 0.5⇒perMinute: '0.5/min', macth: 2
      f:40:26: error: decision.perMinute: `0.5/min` is a rate; write a number, such as 1.5
      f:40:37: error: decision: unknown key `macth`; did you mean `match`?
    like: '6/min'⇒like: 6, comment: '11/s'
      f:41:23: error: engagement.like: needs a unit: write "2.5/s", "120/min", "8k/s"
      f:41:35: error: engagement.comment: must lie between 0/s and 10/s; it is 11/s
    soldOut: 3⇒soldOut: 0, talking: 1001
      f:42:24: error: patience.soldOut: must lie between 0.001 and 1000; it is 0
      f:42:36: error: patience.talking: must lie between 0.001 and 1000; it is 1001
    logic: 'preHold'⇒logic: 'preHodl'
      f:44:12: error: orders.logic: there is no `preHodl`; did you mean "preHold"?
    rate: '20k/s'⇒rate: '20k', soldOut: { notice: '11m', recheck: '0s', flag: 1 }
      f:44:40: error: orders.gateway.rate: `20k` needs a unit: write "2.5/s", "120/min", "8k/s"
      f:44:66: error: orders.gateway.soldOut.notice: must lie between 0s and 10m; it is 11m
      f:44:82: error: orders.gateway.soldOut.recheck: must lie between 1ms and 10m; it is 0s
      f:44:88: error: orders.gateway.soldOut: unknown key `flag`; allowed here: `notice`, `recheck`
    rate: '20k/s'⇒rate: '0/s', soldOut: 'yes', burst: 0
      f:44:40: error: orders.gateway.rate: must lie between 3.6/h and 1000M/s; it is 0/s
      f:44:56: error: orders.gateway.soldOut: `yes` is a text; write an object, such as { key:
        value, … }
      f:44:70: error: orders.gateway.burst: must lie between 1 and 1000000000; it is 0
    count: 8⇒count: 0, queue: '11M', deadline: '0s', releasers: 1.5
      f:45:23: error: orders.workers.count: must lie between 1 and 100k; it is 0
      f:45:33: error: orders.workers.queue: must lie between 0 and 10M; it is 11M
      f:45:50: error: orders.workers.deadline: must lie between 1ms and 1h; it is 0s
      f:45:67: error: orders.workers.releasers: must be a whole number; it is 1.5
    '-50ms'⇒'-11s', 5
      f:45:39: error: orders.workers.clockSkews[0]: must lie between -10s and 10s; it is -11s
      f:45:47: error: orders.workers.clockSkews[1]: needs a unit: write "250ms", "15s", "10m"
    clockSkews: ['-50ms']⇒clockSkews: []
      f:45:38: error: orders.workers.clockSkews: holds 0 items; at least 1 allowed
    workers: {⇒databse: { read: '1ms' }, payment: { decline: '101%' }, workers: {
      f:45:5: error: orders: unknown key `databse`; did you mean `database`?
      f:45:51: error: orders.payment.decline: must lie between 0% and 100%; it is 101%
    workers: {⇒database: { connections: 0, raed: '1ms' }, workers: {
      f:45:30: error: orders.database.connections: must lie between 1 and 100k; it is 0
      f:45:33: error: orders.database: unknown key `raed`; did you mean `read`?
    workers: {⇒database: { groupCommit: 0 }, cache: { scirpt: '1ms' }, locks: { call: 5 }, workers: {
      f:45:30: error: orders.database.groupCommit: must lie between 1 and 10k; it is 0
      f:45:44: error: orders.cache: unknown key `scirpt`; did you mean `script`?
      f:45:76: error: orders.locks.call: needs a unit: write "250ms", "15s", "10m"
    workers: {⇒workers: { discipline: 'lifoo', first: ['fan'],
      f:45:28: error: orders.workers.discipline: there is no `lifoo`; did you mean "lifo"?
      f:45:44: error: orders.workers.first: is for discipline: "priority" only
    workers: {⇒workers: { verified: ['fam'],
      f:45:27: error: orders.workers.verified[0]: there is no cohort `fam`; did you mean `fan`?
    workers: {⇒workers: { discipline: 'priority',
      f:45:28: error: orders.workers.discipline: needs `first`, the cohorts that go before the
        others, as in first: ["member"]
    workers: {⇒workers: { discipline: 'processorSharing',
      f:45:28: error: orders.workers.discipline: needs `service`: what is shared is the workers' own
        work, as in service: "2ms"
    workers: {⇒payment: { discipline: 'priority', first: ['fam'] }, workers: {
      f:45:48: error: orders.payment.first[0]: there is no cohort `fam`; did you mean `fan`?
    workers: {⇒workers: { autoscale: { atMost: 2, every: '1500ms', dely: 1 },
      f:45:27: error: orders.workers.autoscale: write either utilisation, the share of servers to be
        busy, or perServer, the requests in service or waiting for each server
      f:45:37: error: orders.workers.autoscale.atMost: must not be less than the servers at first, 8
      f:45:47: error: orders.workers.autoscale.every: must be whole seconds
      f:45:57: error: orders.workers.autoscale: unknown key `dely`; did you mean `delay`?
    workers: {⇒chat: { rate: '1/s' }, catalogue: { hit: 2, misses: {} }, workers: {
      f:45:11: error: orders.chat.fanOut: missing: write a station, such as { servers: 4, rate:
        "10k/s" }
      f:45:39: error: orders.catalogue.rate: missing: write a rate, such as "2.5/s", "120/min",
        "8k/s"
      f:45:46: error: orders.catalogue.hit: a share lies between 0 and 1; 2 of a hundred is written
        "2%"
      f:45:57: error: orders.catalogue.misses.rate: missing: write a rate, such as "2.5/s",
        "120/min", "8k/s"
    workers: {⇒queue: { lose: '101%', redeliver: -1, loseAcknowledgment: 0 }, workers: {
      f:45:20: error: orders.queue.lose: must lie between 0% and 100%; it is 101%
      f:45:39: error: orders.queue.redeliver: must lie between 0 and 1; it is -1
      f:45:43: error: orders.queue: unknown key `loseAcknowledgment`; did you mean
        `loseAcknowledgement`?
    workers: {⇒queue: { redeliverAfter: '0s', deliveries: 0, consumers: 0 }, workers: {
      f:45:30: error: orders.queue.redeliverAfter: must lie between 1ms and 1d; it is 0s
      f:45:48: error: orders.queue.deliveries: must lie between 1 and 1k; it is 0
      f:45:62: error: orders.queue.consumers: must lie between 1 and 10k; it is 0
    patience: {⇒expect: ['stock.oversold', 7, ''], patience: {
      f:42:12: error: expect[0]: compares nothing; write METRIC < LIMIT, with `<`, `<=`, `==`, `!=`,
        `>=`, `>`
      f:42:30: error: expect[1]: write a text, such as "some words"; this is the number `7`
      f:42:33: error: expect[2]: must not be empty
    patience: {⇒extends: 'base', patience: {
      f:42:3: error: unknown key `extends`; allowed here: `asks`, `campaign`, `categories`, `changes`,
        `cohorts`, `community`, `decision`, `engagement`, `expect`, `faults`, `host`, `notes`,
        `orders`, `patience`, `pools`, `products` and 9 more
    --set orders.workers.coutn=40
      --set:1:1: error: orders.workers: unknown key `coutn`; did you mean `count`?
    --set orders.workers.count=40x
      --set:1:22: error: orders.workers.count: `40x` is not a whole number; write 10000, "10k",
        "2.2M"
    --set orders.workers.count=0 ⁂ --set products.phone.hold=5h30 ⁂ --set seed={a
      --set:1:22: error: orders.workers.count: must lie between 1 and 100k; it is 0
      --set:1:21: error: products.phone.hold: `5h30` is not a duration; write "250ms", "15s", "10m"
      --set:1:8: error: seed: the end of the file found where `:` is wanted after the key `a`
    --set rundown[9].at=1m
      --set:1:1: error: rundown[9]: there is no such item: the list ends at [5]
    --set rundown[1].at=11m
      --set:1:15: error: rundown[1].at: must be before the end of the session, 10m; it is 11m
    --set rundown.at=1m
      --set:1:1: error: rundown: holds no key `at`: it is a list
    --set title.x=1
      --set:1:1: error: title: holds no key `x`: it is the text `Drop`
    --set title[0]=1
      --set:1:1: error: title: holds no item [0]: it is the text `Drop`
    --set orders..count=1 ⁂ --set [x]=1 ⁂ --set a[1=2 ⁂ --set =3
      --set:1:1: error: `orders..count` is not a path: write keys, such as orders.workers.count or
        rundown[3].at
      --set:1:1: error: `[x]` is not a path: write keys, such as orders.workers.count or
        rundown[3].at
      --set:1:1: error: `a[1` is not a path: write keys, such as orders.workers.count or
        rundown[3].at
      --set:1:1: error: `` is not a path: write keys, such as orders.workers.count or rundown[3].at
    --set cohorts.fan.dwell={ exponential: { meen: '4s' } }
      --set:1:34: error: cohorts.fan.dwell.exponential.mean: missing: write a duration, such as
        "250ms", "15s", "10m"
      --set:1:36: error: cohorts.fan.dwell.exponential: unknown key `meen`; did you mean `mean`?
    --set products={}
      --set:1:10: error: products: holds 0 products; 1 to 2000 are allowed
    --set host=
      --set:1:6: error: host: `` is a text; write an object, such as { key: value, … }
    do: 'linkUp'⇒do: 'talk' ⁂ do: 'announce'⇒do: 'talk'
      f:11:12: warning: products.phone: is never linked up: nobody can buy it
    at: '4m', do: 'restock'⇒at: '5m', do: 'restock'
      f:11:12: warning: products.phone: is restocked at 5m and can be ordered up to 5m only: nobody
        buys what comes; link it up again behind the restock
    do: 'linkUp', product: 'case'⇒do: 'talk' ⁂ do: 'linkUp'⇒do: 'talk' ⁂ do: 'announce'⇒do: 'talk'
      f:18:12: warning: rundown: links nothing up: nobody can buy
    --set traffic.me={ share: '90%', after: '1s' }
      f:6:12: warning: cohorts: has so many come back that some would make more than 16 visits, which
        nobody does: there are 8.1 visits a person in the mean
    followers: '1M'⇒followers: 0 ⁂ visits: 1000⇒visits: 0 ⁂ visits: 10,⇒visits: 0,
      f:26:12: warning: traffic: brings nobody
    case: {⇒phone: {
      f:12:5: error: products.phone: `phone` is given twice, first at line 11, column 5: keep one
      f:23:40: error: rundown[4].product: there is no product `case`; write one of `phone`
    case: {⇒
      f:16:4: error: `,` found after the end of the scenario: one file holds one value
    }⇒
      f:47:2: error: the end of the file found, but the object opened at line 1, column 1 is still
        open: write `}`
    case: {⇒'9case': {
      f:12:5: error: products.9case: a name is written with the letters a to z, digits, - and _, a
        letter first
      f:23:40: error: rundown[4].product: there is no product `case`; did you mean `9case`?
    case: {⇒'': {
      f:12:5: error: products[""]: a name is written with the letters a to z, digits, - and _, a
        letter first
      f:23:40: error: rundown[4].product: there is no product `case`; write one of `phone`, ``
    L: {⇒'': {
      f:14:50: error: products.case.variants[""]: a variant's name has 1 to 64 bytes
    stock: 100,⇒stock: 100, name: 'x',
      f:11:62: error: products.phone: unknown key `name`; allowed here: `batches`, `category`,
        `cost`, `hold`, `limit`, `logic`, `open`, `pool`, `price`, `returns`, `salvage`, `stock`,
        `substitute`, `variants`
    stock: 100,⇒stock: 100, pool: 'bonded',
      f:11:68: error: products.phone.pool: there is no pool `bonded`; write one of `domestic`
    stock: 100,⇒stock: 100, substitute: 2,
      f:11:74: error: products.phone.substitute: a share lies between 0 and 1; 2 of a
        hundred is written "2%"
    title: 'Drop',⇒title: 'Drop', pools: { bonded: { lead: '2d', returns: 1 } },
      f:3:49: error: pools.bonded: unknown key `returns`; allowed here: `lead`, `resaleable`,
        `returnDelay`, `returnOdds`
    interests: {⇒interests: { books: '10%',
      f:7:25: error: cohorts.fan.interests.books: there is no category `books`; write one of
        `phones`, `general`
    --set cohorts={}
      --set:1:9: error: cohorts: holds 0 cohorts; 1 to 200 are allowed
    --set rundown=[]
      --set:1:9: error: rundown: holds 0 items; at least 1 allowed
    --set cohorts=[]
      --set:1:9: error: cohorts: write an object, such as { key: value, … }; this is a list
    --set traffic=5
      --set:1:9: error: traffic: write an object, such as { key: value, … }; this is the number `5`
    --set session.length=1m
      f:20:11: error: rundown[1].at: must be before the end of the session, 1m; it is 1m
      f:21:11: error: rundown[2].at: must be before the end of the session, 1m; it is 2m
      f:22:11: error: rundown[3].at: must be before the end of the session, 1m; it is 4m
      f:23:11: error: rundown[4].at: must be before the end of the session, 1m; it is 5m
      f:24:11: error: rundown[5].at: must be before the end of the session, 1m; it is 9m
      f:35:62: error: traffic.mall.arrive.profile[1].to: must not be after the end of the session,
        1m; it is 3m
    --set traffic.me.share=2
      --set:1:18: error: traffic.me.share: a share lies between 0 and 1; 2 of a hundred is written
        "2%"
    --set products.phone=null
      --set:1:16: error: products.phone: null stands for nothing here; write { key: value, … }, or
        leave the key out
    --set room= ⁂ --set notes=[1]
      --set:1:6: error: room: must not be empty
      --set:1:8: error: notes[0]: write a text, such as "some words"; this is the number `1`
    --set products.phone.variants={}
      f:11:57: error: products.phone.stock: leave it out: every variant has a stock of its own
      --set:1:25: error: products.phone.variants: holds 0 variants; 1 to 200 are allowed
    --set a[99999999999999999999]=1
      --set:1:1: error: `a[99999999999999999999]` is not a path: write keys, such as
        orders.workers.count or rundown[3].at
    --set expect=['a <']
      --set:1:9: error: expect[0]: there is no limit after `<`
    --set title='x
      --set:1:7: error: title: this text is not closed on its line: write `'` at its end, \n for a
        line break
    followers: '1M', reach: '50%'⇒followers: '1M', reach: '150%'
      f:28:31: error: traffic.messages.reach: must lie between 0% and 100%; it is 150%
    units: 5⇒units: '2B'
      f:22:57: error: rundown[3].units: must lie between 1 and 1000M; it is 2000M
    rest: { exponential: { mean: '20ms' } }⇒rest: { exponential: { mean: '20ms', sigma: 1 } }
      f:8:78: error: cohorts.passer.network.rest.exponential: unknown key `sigma`; allowed here:
        `mean`
    rest: { exponential: { mean: '20ms' } }⇒rest: { exponential: { mean: '20ms' }, uniform: {} }
      f:8:47: error: cohorts.passer.network.rest: holds 2 keys; exactly one is wanted, of
        `deterministic`, `uniform`, `exponential`, `logNormal`, `weibull`, `gamma`, `zipf`,
        `empirical`, `mixture`
    price: '¥99'⇒price: '¥99.999'
      f:13:14: error: products.case.price: `¥99.999` is finer than the smallest unit of CNY
    price: '¥99', ⇒
      f:12:11: error: products.case.price: missing: write an amount of money, such as "¥399",
        "$19.99", "399 CNY"
    engagement: { like⇒engagment: { lik
      f:41:3: error: unknown key `engagment`; did you mean `engagement`?
    stock: 5 }, L⇒stock: 5, limit: 1 }, L
      f:14:48: error: products.case.variants.S: unknown key `limit`; allowed here: `share`, `stock`
    """#

  /// A promise, and what is wrong with it.
  private static let promises = #"""
    stock.oversold
      compares nothing; write METRIC < LIMIT, with `<`, `<=`, `==`, `!=`, `>=`, `>`
    a.b = 0
      there is no comparison `=`; did you mean `==`?
    stock.oversold =< 0
      there is no comparison `=<`; did you mean `<=`?
    stock.oversold <>< 0
      there is no comparison `<><`; write `<`, `<=`, `==`, `!=`, `>=`, `>`
    < 5
      there is no metric before `<`
    latency.order.p99 <
      there is no limit after `<`
    latency.order.p9 < 2s
      there is no metric `latency.order.p9`; did you mean `latency.order.p99`?
    latecny.order.p99 < 2
      there is no metric `latecny.order.p99`; did you mean `latency.order.p99`?
    orders < 2
      there is no metric `orders`; `saleroom metrics` lists them all
    latency.order.p99 < 2
      limit: needs a unit: write "250ms", "15s", "10m"
    latency.order.p99 < 8k/s
      limit: `8k/s` is a rate; a duration is wanted, such as "250ms", "15s", "10m"
    latency.order.p99[phone] < 2s
      `latency.order.p99` is only counted as a whole: leave [phone] out
    stock.sold[phnoe] >= 10
      there is no product `phnoe`; did you mean `phone`?
    stock.sold[] >= 10
      there is no product ``; write one of `phone`, `case`
    stock.sold[phone] >= 35%
      limit: `35%` is a share; a whole number is wanted, such as 10000, "10k", "2.2M"
    stock.sold[phone] >= many
      limit: `many` is not a whole number; write 10000, "10k", "2.2M"
    stock.sold phone >= 1
      there is no metric `stock.sold phone`; `saleroom metrics` lists them all
    stock.sellThrough >= 120%
      limit: must lie between 0% and 100%; it is 120%
    stock.sellThrough >= 50
      limit: a share lies between 0 and 1; 50 of a hundred is written "50%"
    gmv.gross > 5
      limit: needs a currency: write "¥399", "$19.99", "399 CNY"
    gmv.gross > $5
      limit: is in USD; the first product is priced in CNY
    tier.gateway.peak > 5
      limit: needs a unit: write "2.5/s", "120/min", "8k/s"
    tier.gateway.peak > 5s
      limit: `5s` is a duration; a rate is wanted, such as "2.5/s", "120/min", "8k/s"
    funnel.ratio > 35%
      limit: `35%` is a share; write a number, such as 1.5
    funnel.ratio > 1e999
      limit: `1e999` is a text; write a number, such as 1.5
    funnel.ratio > NaN
      limit: must be a finite number; it is `NaN`
    """#

  @Test("every wrong scenario is explained")
  func refusals() {
    #expect(ScenarioEdit("", of: ScenarioText.base)?.problems() == [])
    let rows = Table.rows(Self.table)
    #expect(rows.count > 140)
    for row in rows {
      guard let edit = ScenarioEdit(row.input, of: ScenarioText.base) else {
        Issue.record("replaces nothing: \(row.input)")
        continue
      }
      let found = edit.problems(ScenarioEdit.context())
      #expect(found == row.expected, "\(row.input)")
    }
  }

  @Test("every wrong promise is explained")
  func wrongPromises() {
    for row in Table.rows(Self.promises) {
      let text = ScenarioText.base(promising: row.input)
      let found = ScenarioEdit("", of: text)?.problems(ScenarioEdit.context())
      #expect(found == row.expected.map { "f:42:12: error: expect[0]: " + $0 }, "\(row.input)")
    }
  }
}
