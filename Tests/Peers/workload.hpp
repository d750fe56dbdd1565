// The bare workload, the part that all C++ peers share: the viewers, their chance and the report.
//
// n viewers arrive evenly over an hour. Each stays an exponential time of mean 240 s and has an
// interest in [0, 1). On arrival, and after each further exponential step of mean 30 s that ends
// before the viewer leaves, one event is counted, and with probability 0.05 · interest one order.
// Expected: 9 events and 0.225 orders a visit.
#pragma once
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

constexpr double session = 3600, meanDwell = 240, meanStep = 30, orderShare = 0.05;

/// SplitMix64: a counter and a finaliser, so that successive draws overlap in the pipeline.
struct Chance {
  uint64_t state = 0;

  uint64_t bits() {
    uint64_t x = state += 0x9e3779b97f4a7c15;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
    x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
    return x ^ (x >> 31);
  }
  /// In the open interval (0, 1).
  double uniform() { return (double(int64_t(bits() >> 12)) + 0.5) * 0x1p-52; }
  double exponential(double mean) { return -mean * std::log(uniform()); }
};

/// One viewer: 24 bytes.
struct Viewer {
  double next;
  double leave;
  float interest;
};

/// What happens to viewers, and what is counted of it.
struct Workload {
  int64_t viewers;
  Chance chance;
  int64_t arrived = 0, events = 0, orders = 0;

  Workload(int64_t viewers, uint64_t seed) : viewers(viewers) {
    chance.state = seed * 0xd1342543de82ef95;
  }

  /// When the next viewer comes; beyond the session when nobody does.
  double nextArrival() const {
    return arrived < viewers ? (double(arrived) + 0.5) * (session / double(viewers)) : 1e300;
  }
  Viewer arrive() {
    double now = nextArrival();
    arrived += 1;
    return {now, now + chance.exponential(meanDwell), float(chance.uniform())};
  }
  /// The event at `viewer.next`; false when it was the viewer's last.
  bool act(Viewer &viewer) {
    events += 1;
    orders += chance.uniform() < orderShare * viewer.interest;
    viewer.next += chance.exponential(meanStep);
    return viewer.next < viewer.leave;
  }
};

/// Runs `simulate(workload)` for the arguments VIEWERS and SEED and prints what the script reads.
template <class Simulate> int report(int count, char **arguments, Simulate simulate) {
  Workload workload(count > 1 ? std::atoll(arguments[1]) : 1'000'000,
                    count > 2 ? std::atoll(arguments[2]) : 1);
  auto start = std::chrono::steady_clock::now();
  simulate(workload);
  std::chrono::duration<double> wall = std::chrono::steady_clock::now() - start;
  std::printf("seconds=%.9f visits=%lld events=%lld orders=%lld\n", wall.count(),
              (long long)workload.arrived, (long long)workload.events, (long long)workload.orders);
  return 0;
}
