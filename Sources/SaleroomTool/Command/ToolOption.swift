// The options of the tool: name, value, meaning, in one place each. Parsing, help and the advice on
// unknown options all read from here.
import Exploration
import LiveCommerce
import Reporting

/// An option of the command line.
struct ToolOption: Sendable, Equatable {
  /// The name without its dashes.
  let name: String
  /// What the value is called in help; nil for an option without one.
  var value: String?
  /// Whether it may be given more than once.
  var isRepeatable = false
  /// What it does, in one sentence.
  let summary: String

  static let help = ToolOption(name: "help", summary: "Explains the verb.")
  static let seed = ToolOption(
    name: "seed", value: "N", summary: "Draws everything from seed N instead of the scenario's own."
  )
  static let replication = ToolOption(
    name: "replication", value: "N", summary: "Runs the N-th replication of the seed, from 0.")
  static let replications = ToolOption(
    name: "replications", value: "N",
    summary:
      "Runs replications 0 to N-1 and judges them together, with intervals; --format knows csv, too."
  )
  static let until = ToolOption(
    name: "until", value: "\"MEASURE ± WIDTH\"", isRepeatable: true,
    summary:
      "Runs replications until the 95 % interval of the mean is that narrow: 2% of it, or 20ms.")
  static let atMost = ToolOption(
    name: "at-most", value: "N",
    summary: "The most replications of --until; 1000 unless told otherwise.")
  static let steady = ToolOption(
    name: "steady", value: "SERIES", isRepeatable: true,
    summary: "Also measures the mean of a series by second after its warm-up, found by MSER-5.")
  static let sessionsEach = ToolOption(
    name: "replications", value: "N",
    summary: "Runs replications 0 to N-1 of each; 30 unless told otherwise.")
  static let sessionsAtOnce = ToolOption(
    name: "threads", value: "N",
    summary: "Runs N sessions at the same time; the result is the same for any number.")
  static let measure = ToolOption(
    name: "measure", value: "NAME", isRepeatable: true,
    summary: "Tells of this measure only, such as latency.order.p99 or stock.sold[phone].")
  static let baseline = ToolOption(
    name: "baseline", value: "FILE",
    summary:
      "Compares with this result of `run --format json` instead, with its seed and replications; "
      + "a regression ends with exit status 1.")
  static let tolerance = ToolOption(
    name: "tolerance", value: "SHARE",
    summary:
      "How much worse a measure may become, as in 2%; with it B is judged and not only compared, "
      + "and with --baseline it is 2% unless told otherwise.")
  static let comparisonFormat = ToolOption(
    name: "format", value: ComparisonFormat.allCases.map(\.rawValue).joined(separator: "|"),
    summary: "Writes the result in this format.")
  static let vary = ToolOption(
    name: "vary", value: "PATH=VALUES", isRepeatable: true,
    summary:
      "Varies one value of the scenario: 8,16,32 or 10k..100k:5 or, with equal ratios, 1..64:7:log; "
      + "the first value is the base.")
  static let points = ToolOption(
    name: "points", value: "FILE",
    summary: "Takes the points from a CSV file whose first line holds paths; the first is the base."
  )
  static let oneAtATime = ToolOption(
    name: "one-at-a-time",
    summary: "Varies each input alone, the others at their base, instead of every combination.")
  static let shard = ToolOption(
    name: "shard", value: "K/N",
    summary: "Runs every N-th point only, from the K-th; needs --output, where all shards meet.")
  static let pointsFolder = ToolOption(
    name: "output", value: "DIR",
    summary: "Keeps finished points in DIR; those that are there already are not run again.")
  static let sweepDryRun = ToolOption(
    name: "dry-run", summary: "Runs nothing; lists the points, which are finished, and the time.")
  static let sweepFormat = ToolOption(
    name: "format", value: SweepFormat.allCases.map(\.rawValue).joined(separator: "|"),
    summary:
      "Writes the result in this format; csv has a line a point and measure, wide a line a point.")
  static let threads = ToolOption(
    name: "threads", value: "N",
    summary: "Shares the audience, or the replications, between N threads; the result is the same.")
  static let set = ToolOption(
    name: "set", value: "PATH=VALUE", isRepeatable: true,
    summary:
      "Sets one value of the scenario, as in --set orders.workers.count=8; @FILE:COLUMN is a record."
  )
  static let at = ToolOption(
    name: "at", value: "TIME", isRepeatable: true,
    summary:
      "Makes the --set before it a change at TIME of the session: a knob that is turned, as in "
      + "--set orders.workers.count=20 --at 5m.")
  static let speed = ToolOption(
    name: "speed", value: "N|max",
    summary:
      "Shows N seconds of the session in each second, or as many as can be simulated; 60 unless "
      + "told otherwise, and max where there is no terminal.")
  static let every = ToolOption(
    name: "every", value: "TIME",
    summary:
      "Where there is no terminal, prints a line for each TIME of the session; 10s if not told."
  )
  static let interval = ToolOption(
    name: "interval", value: "TIME",
    summary: "From the beginning of this session to that of the next; 7d unless told otherwise.")
  static let level = ToolOption(
    name: "level", value: "SHARE",
    summary:
      "In which share of sessions stock should suffice, of products without a cost; 90% unless "
      + "told otherwise.")
  static let growth = ToolOption(
    name: "growth", value: "FACTOR",
    summary: "How many times as many people will ask next time; 1 unless told otherwise.")
  static let format = ToolOption(
    name: "format", value: ReportFormats.all.map { $0.name }.joined(separator: "|"),
    summary: ReportFormats.all.map { "\($0.name): \($0.summary)" }.joined(separator: "; ") + ".")
  static let listFormat = ToolOption(
    name: "format", value: ListFormat.allCases.map(\.rawValue).joined(separator: "|"),
    summary: "Writes the result in this format.")
  static let output = ToolOption(
    name: "output", value: "DIR",
    summary:
      "Also writes \(ReportFormats.all.map { $0.fileName }.joined(separator: ", ")) to DIR.")
  static let force = ToolOption(
    name: "force", summary: "Replaces what an earlier run has written.")
  static let checkDeterminism = ToolOption(
    name: "check-determinism",
    summary: "First runs the session on one thread and on several and compares every counter.")
  static let dryRun = ToolOption(
    name: "dry-run",
    summary: "Runs nothing; prints what is expected: people, events, orders, memory, time.")
  static let quiet = ToolOption(
    name: "quiet", summary: "Prints nothing but errors; the exit status tells the verdict.")

  static let product = ToolOption(
    name: "product", value: "NAME",
    summary: "Explores the sale of this product; else the first of each sale logic is explored.")
  static let logic = ToolOption(
    name: "logic", value: "NAME", summary: "Explores this sale logic instead of the scenario's.")
  static let orders = ToolOption(
    name: "orders", value: "N", summary: "Raises a storm of N orders; 10 unless told otherwise.")
  static let schedules = ToolOption(
    name: "schedules", value: "N", summary: "Runs at most N schedules; 20000 unless told otherwise."
  )
  static let minutes = ToolOption(
    name: "minutes", value: "M",
    summary: "Stops after M minutes; without --schedules it goes on for as long.")
  static let strategy = ToolOption(
    name: "strategy", value: Strategy.allCases.map(\.rawValue).joined(separator: "|"),
    summary: "How it is chosen who goes on; mixed unless told otherwise.")
  static let preemptions = ToolOption(
    name: "preemptions", value: "N",
    summary: "The most preemptions of an exhaustive search; 2 unless told otherwise.")
  static let children = ToolOption(
    name: "children", value: "N",
    summary: "Explores in N child processes; with 0 in this one, where a trap ends it.")
  static let cases = ToolOption(
    name: "cases", value: "DIR",
    summary: "Keeps failing cases in DIR, and runs them first; else in Cases beside the scenario.")
  static let strict = ToolOption(
    name: "strict", summary: "Holds the sale logic to every check, whether it promises it or not.")
  static let gallery = ToolOption(
    name: "gallery",
    summary: "Explores every built-in sale logic instead, and tells what each breaks.")
  static let seeds = ToolOption(
    name: "seeds", value: "N",
    summary: "How many seeds the gallery is explored with; 11 if not told."
  )
  static let explorationFormat = ToolOption(
    name: "format", value: ExplorationFormat.allCases.map(\.rawValue).joined(separator: "|"),
    summary: "Writes the result in this format; markdown is for --gallery.")

  static let size = ToolOption(
    name: "size", value: "PATH[=COST]", isRepeatable: true,
    summary: "A value of the scenario to choose, as orders.workers.count, and the cost of a unit.")
  static let fromSize = ToolOption(
    name: "from", value: "SIZE", isRepeatable: true,
    summary: "The least size, 1 unless told otherwise: once for all, or once for each --size.")
  static let toSize = ToolOption(
    name: "to", value: "SIZE", isRepeatable: true,
    summary: "The largest size, 1024 unless told otherwise, in the same unit: 64, 800ms, 9k/s.")
  static let step = ToolOption(
    name: "step", value: "SIZE", isRepeatable: true,
    summary: "What lies between two sizes, in the same unit; 1 of it unless told otherwise.")
  static let largest = ToolOption(
    name: "largest", summary: "Looks for the largest size that keeps, instead of the smallest.")
  static let within = ToolOption(
    name: "within", value: "SHARE",
    summary: "How near the answer is to be to the size below it; 0.01 of it unless told otherwise.")
  static let confidence = ToolOption(
    name: "confidence", value: "P",
    summary: "How sure the whole answer is to be; 0.95 unless told otherwise.")
  static let sessionsAtMost = ToolOption(
    name: "at-most", value: "N", summary: "The most sessions to run; 3000 unless told otherwise.")
  static let planFormat = ToolOption(
    name: "format", value: PlanFormats.all.map { $0.name }.joined(separator: "|"),
    summary: "Writes the result in this format; csv is the curve.")
  static let planOutput = ToolOption(
    name: "output", value: "DIR",
    summary: "Also writes \(PlanFormats.all.map { $0.fileName }.joined(separator: ", ")) to DIR.")
  static let campaigns = ToolOption(
    name: "replications", value: "N",
    summary: "Runs campaigns 0 to N-1 and judges them together, with intervals.")
  static let state = ToolOption(
    name: "state", value: "FILE",
    summary:
      "Keeps the campaign in FILE after every session, and goes on from there if there is one.")
  static let campaignFormat = ToolOption(
    name: "format", value: CampaignFormats.all.map { $0.name }.joined(separator: "|"),
    summary: "Writes the result in this format; csv has a line a session.")
  static let viewer = ToolOption(
    name: "viewer", value: "N", summary: "Follows one viewer, by account.")
  static let order = ToolOption(
    name: "order", value: "N",
    summary: "Follows one order with all its requests, by the number of any of them.")
  static let unit = ToolOption(
    name: "unit", value: "PRODUCT:N",
    summary: "Follows the N-th unit of a stock row that was promised: phone:3, shirt (M):1.")
  /// Where `at` is an option too, that is meant right behind a `--set`, and this anywhere else.
  static let moment = ToolOption(
    name: "at", value: "TIME",
    summary: "Tells all that the order back end does from TIME of the session on.")
  static let during = ToolOption(
    name: "for", value: "TIME", summary: "For how long --at listens; 10ms unless told otherwise.")
  static let whyLost = ToolOption(
    name: "why-lost",
    summary: "Groups lost intentions by reason, and follows one of each that took the typical time."
  )
  static let slowest = ToolOption(
    name: "slowest", summary: "Follows the order whose buyer has waited longest for it.")
  static let oversold = ToolOption(
    name: "oversold",
    summary: "Follows the first order that was promised too much, and the one before it.")
  static let traceFormat = ToolOption(
    name: "format", value: TraceFormat.allCases.map(\.rawValue).joined(separator: "|"),
    summary:
      "Writes the result in this format; perfetto is for ui.perfetto.dev and chrome://tracing.")
  static let facts = ToolOption(
    name: "limit", value: "N", summary: "Keeps the first N facts; 200000 unless told otherwise.")
  static let page = ToolOption(
    name: "output", value: "FILE",
    summary: "Writes the page to FILE, such as page.html; to stdout unless told otherwise.")
  static let loadFormat = ToolOption(
    name: "format", value: LoadFormats.all.map { $0.name }.joined(separator: "|"),
    summary: LoadFormats.all.map { "\($0.name): \($0.summary)" }.joined(separator: "; ") + ".")
  static let kinds = ToolOption(
    name: "kinds", value: "KIND,…",
    summary:
      "Exports \(Arrival.Kind.allCases.map(\.rawValue).joined(separator: ", ")); order unless "
      + "told otherwise.")
  static let from = ToolOption(
    name: "from", value: "TIME",
    summary: "Exports what comes at TIME of the session or later; a generator begins with it.")
  static let to = ToolOption(
    name: "to", value: "TIME", summary: "Exports what comes before TIME of the session.")
  static let per = ToolOption(
    name: "per", value: "TIME", summary: "The width of a step of --format rates; 1s if not told.")
  static let scale = ToolOption(
    name: "scale", value: "SHARE",
    summary:
      "Exports a random SHARE of the accounts, above 0 and at most 1; the shape stays. For a "
      + "larger crowd --set the traffic.")
  static let attempts = ToolOption(
    name: "attempts", value: "N",
    summary: "Exports only the first N attempts of each intention; with 1 no retries.")
  static let limit = ToolOption(
    name: "limit", value: "N", summary: "Exports at most the first N arrivals.")
  static let url = ToolOption(
    name: "url", value: "URL",
    summary:
      "Where requests go; \(RequestTemplate.defaultURL) unless told otherwise. URL, header and "
      + "body may hold "
      + Placeholder.allCases.map { "{\($0.rawValue)}" }.joined(separator: ", ") + ".")
  static let method = ToolOption(
    name: "method", value: "WORD", summary: "The method of requests; POST unless told otherwise.")
  static let header = ToolOption(
    name: "header", value: "TEXT", isRepeatable: true,
    summary: "A header of requests, as in --header 'Idempotency-Key: {key}'.")
  static let body = ToolOption(
    name: "body", value: "TEXT",
    summary: "The body of requests, JSON; \(RequestTemplate.defaultBody) unless told otherwise.")

  static let visits = ToolOption(
    name: "visits",
    summary: "Exports a log of visits instead, a row a visit, as `fit` reads it.")
  static let write = ToolOption(
    name: "write", value: "FILE", summary: "Writes the scenario to FILE, such as learnt.json5.")
  static let sourceName = ToolOption(
    name: "source", value: "NAME=SOURCE", isRepeatable: true,
    summary:
      "Says which source a name of the log's means: "
      + TrafficSource.allCases.map(\.rawValue).joined(separator: ", ") + ".")
  static let logStart = ToolOption(
    name: "start", value: "INSTANT",
    summary: "Where the log begins, as it writes instants; at 0 or its first visit if not told.")
  static let logEnd = ToolOption(
    name: "end", value: "INSTANT",
    summary:
      "Where the log ends; whoever left then or later was still there. Its last enter or exit if "
      + "not told.")
  static let logLinkUp = ToolOption(
    name: "link-up", value: "INSTANT",
    summary: "When the product could be ordered; all the time if not told.")
  static let profileStep = ToolOption(
    name: "step", value: "TIME",
    summary: "The width of a step of the profiles, in whole seconds; a sixtieth of the log if not "
      + "told.")
  static let holdOut = ToolOption(
    name: "hold-out", value: "N",
    summary:
      "Holds out every N-th viewer and compares them with a simulation; 5 if not told, 0 for nobody."
  )
  static let bootstrap = ToolOption(
    name: "bootstrap", value: "N",
    summary: "Draws N logs for each p-value; 99 if not told, 0 for no p-values.")
  static let fitFormat = ToolOption(
    name: "format", value: FitFormats.all.map { $0.name }.joined(separator: "|"),
    summary: "Writes the result in this format.")

  /// Whether its value is the path of a file or folder.
  ///
  /// An empty one is none: a script writes it when a variable is not set, and that would be found out only
  /// when the result is to be written.
  var namesPlace: Bool { value == "FILE" || value == "DIR" }

  /// "--seed N".
  var usage: String { value.map { "--\(name) \($0)" } ?? "--\(name)" }
}
