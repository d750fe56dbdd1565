// How fast sessions run and how much memory they take: `saleroom-bench WORKLOAD [--viewers N]
// [--threads N] [--repeat N] [--format text|json]`. Times are printed, never asserted.
Bench.main()
