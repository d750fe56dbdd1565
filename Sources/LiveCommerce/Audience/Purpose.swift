// What a draw is for. Each number is part of the key of a draw, so numbers are never reused and
// never changed: doing so would change every result.

enum Purpose {
  static let arrival: UInt32 = 1
  static let cohort: UInt32 = 2
  static let patience: UInt32 = 3
  static let taste: UInt32 = 4
  static let tolerance: UInt32 = 5
  static let knowledge: UInt32 = 6
  static let streamDelay: UInt32 = 7
  static let cardDelay: UInt32 = 8
  static let click: UInt32 = 9
  static let engage: UInt32 = 10
  static let linkUp: UInt32 = 12
  static let reaction: UInt32 = 13
  static let early: UInt32 = 14
  static let earlyLead: UInt32 = 15
  static let order: UInt32 = 16
  static let consideration: UInt32 = 17
  static let variant: UInt32 = 18
  static let uplink: UInt32 = 19
  static let downlink: UInt32 = 20
  static let doubleClick: UInt32 = 21
  static let backoff: UInt32 = 22
  static let abandonment: UInt32 = 23
  static let payDelay: UInt32 = 24
  static let payUplink: UInt32 = 25
  static let comesBack: UInt32 = 26
  static let returnAfter: UInt32 = 27
  static let room: UInt32 = 28
  static let shelf: UInt32 = 36
  static let hop: UInt32 = 29
  static let hopAfter: UInt32 = 30
  static let writesNote: UInt32 = 34
  static let noteAfter: UInt32 = 35
  static let databaseRead: UInt32 = 40
  static let databaseWrite: UInt32 = 41
  static let databaseUpdate: UInt32 = 42
  static let charge: UInt32 = 43
  static let decline: UInt32 = 44
  static let releaseLag: UInt32 = 45
  static let workerService: UInt32 = 50
  static let cacheCall: UInt32 = 60
  static let cacheScript: UInt32 = 61
  static let queueCall: UInt32 = 62
  static let queueDelay: UInt32 = 63
  static let loseSend: UInt32 = 64
  static let loseReceipt: UInt32 = 65
  static let redeliver: UInt32 = 66
  static let lockCall: UInt32 = 67
  static let decorrelatedBackoff: UInt32 = 90
  static let retryBudget: UInt32 = 91
  static let chargeFailure: UInt32 = 92
  static let chargeBackoff: UInt32 = 93
  static let coldCache: UInt32 = 94
  static let partition: UInt32 = 95
  static let lostAnswer: UInt32 = 96
  static let detection: UInt32 = 97
  static let lot: UInt32 = 98
  static let turn: UInt32 = 99
  static let sentBack: UInt32 = 110
  static let sentBackAfter: UInt32 = 111
  static let inspection: UInt32 = 112
  static let resaleable: UInt32 = 113
  static let substitute: UInt32 = 114
  static let substituteAfter: UInt32 = 115
  static let sessionSeed: UInt32 = 120
  static let followerLost: UInt32 = 121
  static let buyerLost: UInt32 = 122

  /// Key domain of traffic streams as generators of arrivals.
  static let streamDomain: UInt32 = 1 << 16
  /// Key domain of the database's statements.
  static let databaseDomain: UInt32 = 1 << 17
  /// Key domain of the payment provider's charges.
  static let paymentDomain: UInt32 = (1 << 17) + 1
  /// Key domain of releases.
  static let releaseDomain: UInt32 = (1 << 17) + 2
  /// Key domain of what order workers do themselves.
  static let workerDomain: UInt32 = (1 << 17) + 8
  /// Key domain of what happens to accounts and requests at the gateway.
  static let gatewayDomain: UInt32 = (1 << 17) + 16
  /// Key domain of what happens to orders after their payment.
  static let returnDomain: UInt32 = (1 << 17) + 20
  /// Key domain of the sessions of a campaign.
  static let campaignDomain: UInt32 = (1 << 17) + 24
}
