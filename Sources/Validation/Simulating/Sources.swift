// Machines and their repairmen, or callers and lines: a fixed number of sources at one resource.
import DiscreteEvents
import Stochastics

/// So many sources that are quiet, ask for one of the servers, and are quiet again; a visit is a request.
struct Sources: Sendable {
  var count: Int
  var servers: Int
  var quiet: Double
  var service: Double
  /// Whether a request that finds no server is lost.
  var isLossy = false

  func visits(_ run: Run) -> [Visit]? {
    let floor = Floor(run)
    let desk = Resource(floor.executor, name: "desk", capacity: servers)
    let requests = Requests()
    let quiet = Exponential(mean: quiet).distribution
    let service = Exponential(mean: service).distribution
    let isLossy = isLossy
    for source in 0..<count {
      floor.executor.spawn(name: "source \(source)") {
        var turn = 0
        while true {
          let own = floor.draws.entity(2, UInt64(source))
          let rest = quiet.value(at: own.uniform(Draw.gap, UInt32(turn))) * Floor.unit
          turn += 1
          await floor.executor.sleep(for: Int64(rest))
          guard let request = requests.next(floor) else { return }
          if isLossy {
            guard desk.tryAcquire() else {
              floor.leaves(request)
              continue
            }
          } else {
            await desk.acquire()
          }
          floor.begins(request)
          await floor.executor.sleep(for: floor.time(service, Draw.service, request))
          floor.leaves(request)
          desk.release()
        }
      }
    }
    return floor.visits()
  }
}

/// Numbers the requests, up to the last that is wanted.
private final class Requests: @unchecked Sendable {
  // Sendable: used by one executor's jobs only.
  private var count = 0

  func next(_ floor: Floor) -> Int? {
    guard count < floor.customers else { return nil }
    defer { count += 1 }
    floor.arrives(count)
    return count
  }
}
