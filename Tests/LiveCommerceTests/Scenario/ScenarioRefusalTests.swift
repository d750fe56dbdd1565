// What is said of scenarios that are wrong: the whole text of every problem, for each edit of a
// sound one.

import Testing

@testable import LiveCommerce

@Suite("Refusing scenarios")
struct ScenarioRefusalTests {
  /// An edit of the base text, and the problems it gets.
  private static let table = #"""
    saleroom: 1,⇒saleroom: 2,
    saleroom: 1,⇒
    saleroom: 1,⇒saleroom: '1',
    title: 'Drop',⇒title: '',
    title: 'Drop',⇒titel: 'Drop',
    title: 'Drop',⇒title: 'Drop', title: 'Again',
    asks: 'Does it hold?',⇒asks: 7,
    asks: 'Does it hold?',⇒asks: 'Does it hold?
    asks: 'Does it hold?',⇒asks: 'Does it hold?', notes: 'one',
    asks: 'Does it hold?',⇒asks: 'Does it hold?', seed: -1, foo: 1,
    session: { length: '10m', epoch: '5s' },⇒
    length: '10m', ⇒
    length: '10m'⇒length: 600
    length: '10m'⇒length: '25h'
    length: '10m'⇒length: '8k/s'
    epoch: '5s'⇒epoch: '1ms'
    epoch: '5s'⇒epoch: '5s' ]
    epoch: '5s'⇒epoch: 5s
    taste: 0⇒taste: NaN
    taste: 0⇒taste: 1e999
    taste: 0⇒taste: -0.5
    taste: 0⇒taste: 0, tast: 1
    taste: 0⇒taste: 0, dwell: { lognormal: { median: '1m', sigma: 1 } }
    taste: 0⇒taste: 0, dwell: { logNormal: { median: '1m' } }
    taste: 0⇒taste: 0, dwell: { logNormal: { median: '1m', sigma: 11 } }
    taste: 0⇒taste: 0, dwell: { logNormal: { median: '0s', sgima: 1 } }
    taste: 0⇒taste: 0, dwell: { uniform: { from: '2m', to: '1m' } }
    taste: 0⇒taste: 0, dwell: { exponential: { mean: 4 } }
    taste: 0⇒taste: 0, dwell: { exponential: '4s' }
    taste: 0⇒taste: 0, dwell: {}
    taste: 0⇒taste: 0, dwell: []
    taste: 0⇒taste: 0, dwell: '-5s'
    taste: 0⇒taste: 0, dwell: 30
    taste: 0⇒taste: 0, dwell: { mixture: [{ share: '50%', of: '1s' }, { share: '40%', of: '1m' }] }
    taste: 0⇒taste: 0, dwell: { mixture: [{ share: 0, of: '1s' }, { share: 1, of: '1m' }] }
    taste: 0⇒taste: 0, dwell: { mixture: [{ share: 1 }, { of: '1x' }, 7] }
    taste: 0⇒taste: 0, dwell: { mixture: [] }
    taste: 0⇒taste: 0, client: { timeout: '1ms', retries: 51, backoff: '11m', factor: 0.5, jitter: 2, doubleClick: '200%', retrys: 1 }
    taste: 0⇒taste: 0, early: { share: '5%', led: '1s' }, payment: { abandon: 20 }, returns: 1
    phones: '90%'⇒phone: '90%'
    phones: '90%'⇒books: '190%'
    priceTolerance: '¥1500'⇒priceTolerance: '$200'
    priceTolerance: '¥1500'⇒priceTolerance: '¥0'
    floor: '10ms', ⇒
    floor: '10ms'⇒floor: '4ms'
    floor: '10ms'⇒floor: '5s'
    network: { floor: '10ms', rest: { exponential: { mean: '20ms' } } }⇒network: { exponential: { mean: '20ms' } }
    network: { floor: '10ms', rest: { exponential: { mean: '20ms' } } }⇒network: '10ms'
    passer: {⇒'pass er': {
    stock: 100⇒stcok: 100
    stock: 100⇒stock: -5
    stock: 100⇒stock: 1e18
    stock: 100⇒stock: '2.5k units'
    stock: 100⇒stock: 0.5
    stock: 100⇒stock: 100, variants: { S: { stock: 1 } }
    stock: 100⇒stock: 1000000000, batches: [1, '1B', '2B', 0]
    price: '¥1999'⇒price: 1999
    price: '¥1999'⇒price: '¥0'
    price: '¥1999'⇒price: '$1999'
    price: '¥1999', stock: 100⇒price: '¥10000000000', stock: '1B'
    limit: 1⇒limit: 0
    hold: '15m'⇒hold: '8d', open: '0s'
    hold: '15m'⇒hold: '15m', logic: 'prehold'
    share: '40%'⇒share: '30%'
    share: '40%', ⇒
    category: 'phones'⇒category: ''
    kind: 'anchor'⇒kind: 'ancor', pace: 2
    ordersPerSecond: 5⇒by: '0s'
    trust: '50%'⇒trust: 50
    do: 'warmUp'⇒do: 'warmup'
    do: 'warmUp'⇒do: 'dance', units: 5
    do: 'warmUp'⇒do: 'warmUp', product: 'phone'
    do: 'warmUp'⇒
    { at: '0s', do: 'warmUp' }⇒'warmUp'
    do: 'announce', product: 'phone'⇒do: 'announce', product: 'phnoe'
    do: 'announce', product: 'phone'⇒do: 'announce'
    { at: '2m', do: 'linkUp', product: 'phone' },⇒
    at: '2m'⇒at: '30s'
    , units: 5⇒
    at: '5m'⇒at: '10m'
    at: '9m'⇒at: '11m'
    do: 'restock', product: 'phone', units: 5⇒do: 'close'
    { at: '9m', do: 'close' }⇒{ at: '9m', do: 'close', product: 'phone', units: 1 }
    visits: 1000, ⇒
    visits: 1000⇒visits: 1000000000000000000
    visits: 1000⇒visits: '5B'
    visits: 1000⇒visits: 1000, reach: '5%'
    visits: 1000⇒visits: 1000, followers: 5
    passer: '75%'⇒passer: '65%'
    passer: '75%'⇒passre: '75%'
    , cohorts: { fan: '25%', passer: '75%' }⇒
    visits: 1000⇒visits: 1000, personalisation: 101, knowledge: -1
    discover: {⇒discovery: {
    delay: '5s'⇒delay: { mixture: [{ share: 1, of: '1s' }] }
    delay: '5s'⇒dealy: '5s'
    at: '1m', delay⇒at: '11m', delay
    arrive: { spike: { at: '1m', delay: '5s' } }⇒arrive: { burst: {} }
    arrive: { spike: { at: '1m', delay: '5s' } }⇒arrive: { steady: { from: '3m', to: '3m' } }
    arrive: { spike: { at: '1m', delay: '5s' } }⇒arrive: { steady: {}, spike: {} }
    from: '1m', to: '3m'⇒from: '30s', to: '30m'
    weight: 1⇒weight: 0 ⁂ weight: 2⇒weight: 0
    weight: 1⇒weight: -1
    me: { share: '8%', after: '2m' }⇒me: { share: '8%', visits: 5 }
    perMinute: 0.5⇒perMinute: '0.5/min', macth: 2
    like: '6/min'⇒like: 6, comment: '11/s'
    soldOut: 3⇒soldOut: 0, talking: 1001
    logic: 'preHold'⇒logic: 'preHodl'
    rate: '20k/s'⇒rate: '20k', soldOut: { notice: '11m', recheck: '0s', flag: 1 }
    rate: '20k/s'⇒rate: '0/s', soldOut: 'yes', burst: 0
    count: 8⇒count: 0, queue: '11M', deadline: '0s', releasers: 1.5
    '-50ms'⇒'-11s', 5
    clockSkews: ['-50ms']⇒clockSkews: []
    workers: {⇒databse: { read: '1ms' }, database: { connections: 0, raed: '1ms' }, payment: { decline: '101%' }, workers: {
    patience: {⇒expect: ['stock.oversold', 'a = 0', 'a =< 0', 'a <>< 0', '< 5', 'a <', 7, ''], patience: {
    patience: {⇒extends: 'base', patience: {
    --set orders.workers.coutn=40
    --set orders.workers.count=40x
    --set orders.workers.count=0 ⁂ --set products.phone.hold=5h30 ⁂ --set seed={a
    --set rundown[9].at=1m
    --set rundown[1].at=11m
    --set rundown.at=1m
    --set title.x=1
    --set title[0]=1
    --set orders..count=1 ⁂ --set [x]=1 ⁂ --set a[1=2 ⁂ --set =3
    --set cohorts.fan.dwell={ exponential: { meen: '4s' } }
    --set products={}
    --set host=
    { at: '2m', do: 'linkUp', product: 'phone' },⇒ ⁂ { at: '1m', do: 'announce', product: 'phone' },⇒
    { at: '5m', do: 'linkUp', product: 'case' },⇒ ⁂ { at: '2m', do: 'linkUp', product: 'phone' },⇒ ⁂ { at: '1m', do: 'announce', product: 'phone' },⇒
    followers: '1M'⇒followers: 0 ⁂ visits: 1000⇒visits: 0 ⁂ visits: 10,⇒visits: 0,
    case: {⇒phone: {
    case: {⇒
    }⇒
    """#

  @Test("every wrong scenario is explained")
  func refusals() {
    let rows = Table.rows(Self.table)
    #expect(rows.count > 65)
    for row in rows {
      guard let edit = ScenarioEdit(row.input, of: ScenarioText.base) else {
        Issue.record("replaces nothing: \(row.input)")
        continue
      }
      let found = edit.problems(knownLogics: ["preHold", "checkThenAct"])
      #expect(found == row.expected, "\(row.input)")
      print("ROW " + row.input)
      for line in found { print("GOT " + line) }
    }
  }
}
