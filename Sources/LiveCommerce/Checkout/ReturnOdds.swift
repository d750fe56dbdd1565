// Whether what was bought is sent back: the one place where it is decided how likely that is. Odds are
// those of the product, times those of the buyer's cohort, and less the more the host is trusted.
import Stochastics

/// The chance of a return.
enum ReturnOdds {
  /// The chance that a unit of a product is sent back.
  ///
  /// - Parameters:
  ///   - returns: What is known of the product.
  ///   - cohort: Who has bought it.
  ///   - host: Who has sold it.
  ///   - pool: Where it came from.
  /// - Returns: A chance from 0 to 1.
  static func chance(
    _ returns: ProductReturns, _ cohort: Cohort, _ host: Host, _ pool: StockPool
  ) -> Double {
    let trust = Elementary.exp(-returns.trust * (host.trust - 0.5))
    let yes = returns.share * cohort.returnOdds * trust * pool.returnOdds
    let no = 1 - returns.share
    return yes > 0 ? yes / (yes + no) : 0
  }
}
