// The stock rows of a scenario: one for each variant of each product, product by product.

/// One variant of one product.
struct SKU: Sendable, Equatable {
  var name: String
  var product: Int
  var stock: Int

  /// The first stock row of each product.
  static func first(of scenario: Scenario) -> [Int] {
    var rows = 0
    return scenario.products.map { product in
      defer { rows += product.variants.count }
      return rows
    }
  }

  /// All stock rows of a scenario, product by product.
  static func all(of scenario: Scenario) -> [SKU] {
    scenario.products.enumerated().flatMap { index, product in
      product.variants.map { variant in
        let name =
          product.variants.count == 1 ? product.name : "\(product.name) (\(variant.name))"
        return SKU(name: name, product: index, stock: variant.stock)
      }
    }
  }
}
