// M/M/1 with arrival rate 0.9 and service rate 1: events in a binary heap, a queue of arrival times.
// Prints the mean time in the system, which is 10 in theory.
#include <deque>
#include <queue>
#include <vector>

#include "workload.hpp"

struct Event {
  double at;
  enum { arrival, departure } kind;
  bool operator<(const Event &other) const { return at > other.at; }
};

struct Station {
  static constexpr double meanGap = 1 / 0.9, meanService = 1;
  Chance chance;
  int64_t objects, arrived = 0, left = 0;
  double inside = 0;
  std::deque<double> present;
  std::priority_queue<Event> events;

  void arrive(double now) {
    present.push_back(now);
    if (present.size() == 1) serve(now);
    if (++arrived < objects) events.push({now + chance.exponential(meanGap), Event::arrival});
  }
  void leave(double now) {
    left += 1;
    inside += now - present.front();
    present.pop_front();
    if (!present.empty()) serve(now);
  }
  void serve(double now) { events.push({now + chance.exponential(meanService), Event::departure}); }

  void run() {
    events.push({chance.exponential(meanGap), Event::arrival});
    while (!events.empty()) {
      Event event = events.top();
      events.pop();
      event.kind == Event::arrival ? arrive(event.at) : leave(event.at);
    }
  }
};

int main(int count, char **arguments) {
  Station station;
  station.objects = count > 1 ? std::atoll(arguments[1]) : 1'000'000;
  station.chance.state = (count > 2 ? std::atoll(arguments[2]) : 1) * 0xd1342543de82ef95;
  auto start = std::chrono::steady_clock::now();
  station.run();
  std::chrono::duration<double> wall = std::chrono::steady_clock::now() - start;
  std::printf("seconds=%.9f objects=%lld sojourn=%.6f\n", wall.count(), (long long)station.left,
              station.inside / double(station.left));
}
