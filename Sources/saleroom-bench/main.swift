// How fast sessions and their parts run, beside what the machine could do at best: `saleroom-bench
// all`, or one workload by name. Times are printed, never asserted; counts can be.
import Foundation

exit(await Bench.main(Array(CommandLine.arguments.dropFirst())))
