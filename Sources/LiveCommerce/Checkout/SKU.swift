// The stock rows of a scenario: one for each variant of each product, product by product.

/// One variant of one product.
struct SKU: Sendable, Equatable {
  var name: String
  var product: Int
  var stock: Int

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
