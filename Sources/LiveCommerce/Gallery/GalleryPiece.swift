// What the built-in sale logics have in common: each says which checks it breaks, so that a gallery
// of them is a test of the checks, and the checks a test of the gallery.
//
// Invariant: a sound piece breaks nothing that a logic can keep under its mechanism; a broken piece
// is told from its sound sibling by the steps it writes anew, and by nothing else.

/// A built-in sale logic, sound or broken on purpose.
public protocol GalleryPiece: SaleLogic {
  /// The checks that find it wanting; none if it is sound.
  static var breaks: Set<SaleCheckName> { get }
}

extension GalleryPiece {
  /// None: sound, unless it says otherwise.
  public static var breaks: Set<SaleCheckName> { [] }
  /// All checks but those that it breaks.
  public static var promises: Set<SaleCheckName> {
    Set(SaleCheckName.allCases).subtracting(breaks)
  }
}

/// A piece that is the pre-hold but for the steps it writes anew.
protocol PreHoldVariant: GalleryPiece {
  /// The pre-hold that it is otherwise.
  var steps: PreHold { get }

  init(steps: PreHold)
}

extension PreHoldVariant {
  init(world: SaleWorld) { self.init(steps: PreHold(world: world)) }

  var world: SaleWorld { steps.world }
  var database: SaleDatabase { steps.world.database }

  func reserve(_ order: SaleOrder) async -> Reservation { await steps.reserve(order) }
  func pay(_ order: SaleOrder) async -> Settlement { await steps.pay(order) }
  func expire(_ order: SaleOrder) async -> Bool { await steps.expire(order) }
  func available(_ sku: Int) async -> Int { steps.available(sku) }
}
