// The shop under fire, and what the fire finds in the shop as it was first written.
import FlashShop
import LiveCommerce
import SaleTesting
import Testing

@Test func theShopKeepsWhatItPromises() async {
  await explore { FlashShop(world: $0) }
}

@Test func theShopKeepsWhatItPromisesWhenRequestsComeTwice() async {
  await explore(faults: [.duplicateRequest, .duplicatePaymentNotice, .duplicateExpiry]) {
    FlashShop(world: $0)
  }
}

@Test func theShopKeepsWhatItPromisesInEveryOrderOfThree() async {
  await explore(.rush(orders: 3, stock: 2), schedules: 100_000, strategy: .exhaustive) {
    FlashShop(world: $0)
  }
}

@Test func theHastyShopOversells() async {
  await withKnownIssue {
    await explore(cases: .nowhere) { HastyShop(world: $0) }
  } matching: { issue in
    issue.comments.contains { $0.rawValue.contains("noOversell") }
  }
}
