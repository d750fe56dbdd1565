// `saleroom campaign FILE`: session after session, each beginning with what the one before has left,
// and one report over all; or many such campaigns, if they are asked for.
import Experiments
import LiveCommerce
import Reporting

/// Runs a series of sessions.
enum CampaignVerb: Verb {
  static let name = "campaign"
  static let summary =
    "Simulates a series of sessions, each with the followers, buyers, trust and stock that the one "
    + "before has left."
  static let operands = "FILE"
  static let operandCount = 1...1
  static let options: [ToolOption] = [
    .set, .at, .seed, .campaigns, .sessionsAtOnce, .state, .campaignFormat, .quiet,
  ]
  private static let most: UInt32 = 1_000_000

  static func run(
    _ arguments: ParsedArguments, _ context: ToolContext
  ) throws(ToolError) -> ExitStatus {
    let format = try format(arguments)
    let many = try arguments.integer(.campaigns, in: 2...most)
    let state = arguments.values(.state).first.map { CampaignFile(path: $0) }
    guard many == nil || state == nil else {
      throw .usage("option --state is about one campaign; leave out --replications")
    }
    try state?.check()
    var campaigner = try campaigner(isMany: many != nil, arguments, context)
    campaigner.isStopped = { [stop = context.stop] in stop.isMade }
    context.stop.listen()
    var lost: ToolError?
    let records =
      if let many {
        try run(campaigner, many, arguments, context)
      } else {
        [try run(campaigner, state, &lost, arguments, context)]
      }
    let report = CampaignReport(records, campaigner, origin: origin(campaigner, arguments))
    let page = arguments.has(.quiet) ? nil : format.render(report, context.palette)
    try context.deliver(page) { () throws(ToolError) in if let lost { throw lost } }
    return ExitStatus(report.verdict.judgement)
  }

  private static func format(
    _ arguments: ParsedArguments
  ) throws(ToolError) -> any CampaignFormat.Type {
    let known = CampaignFormats.all
    guard let name = arguments.values(.campaignFormat).first else { return known[0] }
    if let format = known.first(where: { $0.name == name }) { return format }
    throw Formats.unknown(name, known.map { $0.name })
  }

  /// What runs the campaign, after everything that can be refused has been.
  private static func campaigner(
    isMany: Bool, _ arguments: ParsedArguments, _ context: ToolContext
  ) throws(ToolError) -> Campaigner {
    let file = arguments.operands[0]
    let scenario = try ScenarioFile.scenario(
      file, ScenarioFile.settings(arguments), context)
    let plan = RunPlan(scenario, machine: context.machine)
    try plan.check(file)
    let threads = plan.sessionsAtOnce(try arguments.sessionsAtOnce(context))
    let seed = try arguments.integer(.seed, in: 0...UInt64.max)
    guard
      var campaigner = Campaigner(scenario, seed: seed, logics: context.logics, threads: threads)
    else {
      throw ToolError(
        status: .badScenario,
        message: "\(file): has no `campaign`; a single session is run by "
          + "`\(SaleroomTool.name) run`")
    }
    // A campaign may grow: that its first session fits says nothing of the others.
    campaigner.admits = { [machine = context.machine] number, session in
      try RunPlan(session, machine: machine).check(
        "\(file), session \(number)", atOnce: isMany ? threads : 1,
        isMany ? "nothing is concluded" : "it was not run")
    }
    return campaigner
  }

  // MARK: Running

  /// Runs one campaign; `lost` is why it is not kept as far as it was run, if it could not be.
  private static func run(
    _ campaigner: Campaigner, _ state: CampaignFile?, _ lost: inout ToolError?,
    _ arguments: ParsedArguments, _ context: ToolContext
  ) throws(ToolError) -> CampaignRecord {
    let start = try state?.record(of: campaigner) ?? campaigner.start()
    let line = line(arguments, context)
    defer { line?.finish() }
    var done = start.sessions.count
    do {
      return try campaigner.run(from: start) { record in
        done = record.sessions.count
        lost = keep(record, of: campaigner, state)
        line?.update(done, of: campaigner.campaign.sessions)
      }
    } catch let error as SessionError {
      throw failure(error, "session \(done + 1)")
    } catch let error as ToolError {
      throw error
    } catch {
      let kept =
        lost.map { "; \($0.message)" }
        ?? state.map { "; they are kept in \($0.path), and the same command goes on" }
      throw ToolError(
        status: .interrupted,
        message: "interrupted after \(done) of \(campaigner.campaign.sessions) sessions"
          + (kept ?? "; --state FILE would have kept them"))
    }
  }

  /// Keeps a campaign as far as it has been run; returns why not, if it cannot.
  ///
  /// That is no reason to end it: after the next session there may be room, and after the last one there
  /// is a report.
  private static func keep(
    _ record: CampaignRecord, of campaigner: Campaigner, _ state: CampaignFile?
  ) -> ToolError? {
    do throws(ToolError) {
      try state?.write(record, of: campaigner)
      return nil
    } catch {
      return error
    }
  }

  private static func run(
    _ campaigner: Campaigner, _ many: UInt32, _ arguments: ParsedArguments,
    _ context: ToolContext
  ) throws(ToolError) -> [CampaignRecord] {
    let line = line(arguments, context)
    defer { line?.finish() }
    let done = DoneCount()
    let outcome = Blocking.run {
      do {
        return Result<[CampaignRecord], any Error>.success(
          try await campaigner.run(0..<many) { count in
            done.reach(count)
            line?.update(count, of: Int(many))
          })
      } catch {
        return .failure(error)
      }
    }
    switch outcome {
    case .success(let records): return records
    case .failure(let found as ReplicationFailure):
      throw failure(found.error, "replication \(found.replication)")
    case .failure(let refusal as ToolError): throw refusal
    case .failure:
      throw ToolError(
        status: .interrupted,
        message: "interrupted after \(done.count) of \(many) campaigns; nothing is concluded")
    }
  }

  private static func failure(_ error: SessionError, _ place: String) -> ToolError {
    var told = RunVerb.failure(error)
    told.message = "\(place): \(told.message)"
    return told
  }

  private static func line(_ arguments: ParsedArguments, _ context: ToolContext) -> CountLine? {
    guard context.showsProgress, !arguments.has(.quiet) else { return nil }
    return CountLine(width: context.width, write: context.errors)
  }

  /// The arguments that make the same result again, wherever its state is kept.
  private static func origin(
    _ campaigner: Campaigner, _ arguments: ParsedArguments
  ) -> ReportOrigin {
    let file = arguments.operands[0]
    return ReportOrigin(
      tool: SaleroomTool.name, version: SaleroomTool.version,
      command: [name, file, "--seed=\(campaigner.seed)"]
        + arguments.settingWords + arguments.again([.campaigns]),
      file: file)
  }
}
