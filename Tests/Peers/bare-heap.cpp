// The textbook future event list: a binary heap of viewers by the time of their next event.
//
// std::priority_queue, because nothing was faster: heaps of four and eight ways that replace their
// top instead of popping and pushing, and one of sixteen-byte keys on whole cache lines, came out
// between 10 % better and 20 % worse.
#include <queue>
#include <vector>

#include "workload.hpp"

struct Later {
  bool operator()(const Viewer &one, const Viewer &other) const { return one.next > other.next; }
};

void simulate(Workload &workload) {
  std::priority_queue<Viewer, std::vector<Viewer>, Later> waiting;
  while (!waiting.empty() || workload.arrived < workload.viewers) {
    Viewer viewer;
    if (waiting.empty() || workload.nextArrival() < waiting.top().next) {
      viewer = workload.arrive();
    } else {
      viewer = waiting.top();
      waiting.pop();
    }
    if (workload.act(viewer)) waiting.push(viewer);
  }
}

int main(int count, char **arguments) { return report(count, arguments, simulate); }
