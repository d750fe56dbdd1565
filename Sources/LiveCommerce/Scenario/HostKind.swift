// What a kind of host is like, where a scenario does not say: presets of the numbers by which hosts
// differ. A store is the reference of every rule, so it changes nothing.
//
// Invariant: nothing else in the simulator asks for the kind of a host.

/// The numbers by which kinds of hosts differ.
struct HostPreset: Sendable, Equatable {
  var trust: Double
  var fit: Double
  var urgency: Double
  var bargain: Double
}

extension Host.Kind {
  /// What hosts of this kind are like, unless the scenario says otherwise.
  ///
  /// The order of kinds follows order values of 120 yuan in rooms that sell by price and 341 to 500 in
  /// rooms of curators (trade press), and calls to act that sell (Production and Operations Management
  /// 2024); the sizes are assumed.
  var usual: HostPreset {
    switch self {
    case .store: HostPreset(trust: 0.5, fit: 1, urgency: 0, bargain: 1)
    case .anchor: HostPreset(trust: 0.5, fit: 1, urgency: 0.4, bargain: 1.5)
    case .buyer: HostPreset(trust: 0.6, fit: 1.15, urgency: 0, bargain: 0.7)
    case .brandManager: HostPreset(trust: 0.7, fit: 1.1, urgency: -0.1, bargain: 0.6)
    }
  }
}
