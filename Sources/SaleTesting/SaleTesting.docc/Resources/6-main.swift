// Every verb of `saleroom`, for the shops of this package too.
import FlashShop
import SaleroomTool

SaleroomTool.main(adding: [FlashShop.self, HastyShop.self])
