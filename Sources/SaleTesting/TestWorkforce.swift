// Who explores for a test: children that run the same test, or the test process itself.
package import Exploration

/// The workforce of a call in a test.
package enum TestWorkforce {
  /// Whoever is to do a duty for this call; nil in a child that was started for another one.
  ///
  /// Does not return in a child that was started for this call.
  package static func make(
    for duty: some WorkerDuty, at site: CallSite, isolation: Isolation,
    settings: WorkerPool.Settings = WorkerPool.Settings()
  ) -> (any Workforce)? {
    if let role = Worker.role {
      if role == site.role { Worker.serve(duty) }
      return nil
    }
    guard isolation == .processes else {
      return own(duty, settings, because: "it was asked for")
    }
    do {
      return WorkerPool(try site.launch(), digest: duty.digest, settings)
    } catch {
      return own(duty, settings, because: error.description)
    }
  }

  /// This process as the only worker.
  package static func own(
    _ duty: some WorkerDuty, _ settings: WorkerPool.Settings = WorkerPool.Settings(),
    because reason: String
  ) -> any Workforce {
    OwnProcess(
      duty, blockSize: settings.blockSize,
      remark: "in the test process, where a trap ends it (\(reason))")
  }
}
