// What metrics may be asked for, by name. Of what is one among many alike, such as the goods of the
// copies of a room, only the sum is told.

extension Scenario {
  /// What reports tell of one by one, by index and name; nothing where the whole says it all.
  ///
  /// - Parameter subject: A kind of thing that metrics are asked for.
  /// - Returns: The things of that kind, in order.
  public func shown(_ subject: MetricSubject) -> [(index: Int, name: String)] {
    switch subject {
    case .product: products.enumerated().filter { !$0.element.isCopy }.map { ($0, $1.name) }
    case .room: roomGroups.enumerated().map { ($0, $1.name) }
    case .stream: streamNames.enumerated().map { ($0, $1) }
    case .session: []
    }
  }

  /// Whether a room is one of many alike.
  public func isCopy(room: Int) -> Bool {
    roomGroups.contains { $0.rooms.count > 1 && $0.rooms.contains(room) }
  }

  /// The name of one thing of a kind, by index.
  public func name(of subject: MetricSubject, _ index: Int) -> String {
    switch subject {
    case .product: products[index].name
    case .room: roomGroups[index].name
    case .stream: streamNames[index]
    case .session: String(index + 1)
    }
  }
}
