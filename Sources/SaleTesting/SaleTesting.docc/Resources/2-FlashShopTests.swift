// The shop under fire.
import FlashShop
import LiveCommerce
import SaleTesting
import Testing

@Test func theShopKeepsWhatItPromises() async {
  await explore { HastyShop(world: $0) }
}
