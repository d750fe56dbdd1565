// The arrivals as a script for wrk, which fires each at its own instant, to the millisecond. wrk asks a
// script how long a connection is to wait and then which request to send; the script answers with
// the time until the next arrival that no connection has taken yet.
//
// Invariant: requests are written in the order of their instants and sent in that order, each once.
// A function of Lua holds only so many constants, so the plan is cut into pieces.
import LiveCommerce

/// A script for wrk.
struct WrkScript: LoadFormat {
  static let name = "wrk"
  static let summary = "a script for wrk that fires each request at its instant, to the millisecond"

  /// Arrivals in a piece.
  private static let piece = 1_000
  /// How long connections may take to open before the first request, in seconds.
  private static let lead = 1
  /// How long the last answers may take, in seconds.
  private static let rest = 5

  private let terms: LoadTerms
  /// Headers whose values are not the same for all arrivals.
  private let varying: [(name: String, value: Template)]
  private var count = 0
  private var last: Int64 = 0
  private var peak = PeakSecond()

  init(_ terms: LoadTerms) {
    self.terms = terms
    varying = terms.request.headers.filter { !$0.value.isConstant }
  }

  func begin() -> String {
    let constant = terms.request.headers.filter { $0.value.isConstant }.map { header in
      "wrk.headers[\(Escaping.lua(header.name))] = \(Escaping.lua(header.value.text { _ in "" }))"
    }
    let names = varying.map { Escaping.lua($0.name) }.joined(separator: ", ")
    return
      (terms.origin.map { "-- \($0)" } + [
        "-- One thread; `wrk` must be told --threads 1.", "",
        "wrk.method = \(Escaping.lua(terms.request.method))",
      ] + constant + ["local names = {\(names)}", "local lead = \(WrkScript.lead)"])
      .joined(separator: "\n") + "\n" + WrkScript.code
  }

  mutating func text(of arrival: Arrival) -> String {
    let delay = arrival.instant - terms.from
    last = delay
    peak.add(delay)
    defer { count += 1 }
    var fields = ["\(delay / 1_000_000)", Escaping.lua(terms.path(of: arrival))]
    fields.append(terms.body(of: arrival).map(Escaping.lua) ?? "nil")
    fields += varying.map { Escaping.lua(terms.header($0.value, of: arrival)) }
    let line = "at(\(fields.joined(separator: ", ")))\n"
    guard count % WrkScript.piece == 0 else { return line }
    return (count > 0 ? "end)();\n" : "") + "(function()\n" + line
  }

  func end() -> String { count > 0 ? "end)()\n" : "" }

  func advice() -> String? {
    let seconds = Int(last / 1_000_000_000) + 1 + WrkScript.lead + WrkScript.rest
    // Room for answers that take as long as a tenth of the busiest second.
    let connections = min(max(64, peak.most / 10), 10_000)
    return "fire it with: wrk --threads 1 --connections \(connections) --duration \(seconds)s "
      + "--script FILE \(terms.request.server)/ (more connections, if it says that it was late)"
  }

  private static let code = #"""
    local ffi = require("ffi")
    ffi.cdef("typedef struct { long s; long ns; } saleroom_instant;"
      .. "int clock_gettime(int, saleroom_instant *);")
    local instant = ffi.new("saleroom_instant")
    local monotonic = ffi.os == "OSX" and 6 or 1

    local function milliseconds()
      ffi.C.clock_gettime(monotonic, instant)
      return tonumber(instant.s) * 1000 + tonumber(instant.ns) / 1e6
    end

    local due, paths, bodies, values = {}, {}, {}, {}
    local zero, taken, threads, thread = nil, 0, 0, nil
    planned, sent, late, latest = 0, 0, 0, 0

    function at(millisecond, path, body, ...)
      planned = planned + 1
      due[planned], paths[planned], bodies[planned] = millisecond, path, body
      if #names > 0 then values[planned] = {...} end
    end

    function setup(one)
      threads = threads + 1
      if threads > 1 then error("this script needs --threads 1") end
      thread = one
    end

    -- How long a connection waits: until the next arrival that none has taken yet.
    function delay()
      if not zero then zero = milliseconds() + lead * 1000 end
      taken = taken + 1
      if taken > planned then return 1e9 end
      return math.max(0, math.floor(zero + due[taken] - milliseconds() + 0.5))
    end

    -- Connections wake in the order of their arrivals, so the next one to be sent is the next one due.
    function request()
      if not zero then return wrk.format() end  -- wrk looks at one request before it begins
      if sent == planned then return wrk.format() end
      sent = sent + 1
      local behind = milliseconds() - zero - due[sent]
      if behind > 10 then late = late + 1 end
      latest = math.max(latest, behind)
      local headers = {}
      for name, value in pairs(wrk.headers) do headers[name] = value end
      for index, name in ipairs(names) do headers[name] = values[sent][index] end
      return wrk.format(nil, paths[sent], headers, bodies[sent])
    end

    function done()
      print(string.format(
        "saleroom: planned %d, sent %d, more than 10 ms late %d, latest by %.0f ms",
        thread:get("planned"), thread:get("sent"), thread:get("late"), thread:get("latest")))
    end

    """#
}

/// The busiest whole second of what comes in order.
struct PeakSecond {
  private var second: Int64 = -1
  private var count = 0
  /// The most in one second.
  private(set) var most = 0
  /// When that second began, in seconds.
  private(set) var at: Int64 = 0

  mutating func add(_ instant: Int64) {
    if instant / 1_000_000_000 != second { (second, count) = (instant / 1_000_000_000, 0) }
    count += 1
    if count > most { (most, at) = (count, second) }
  }
}
