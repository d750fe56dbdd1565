// No queue at all: each viewer from arrival to departure. No simulation in the order of time, but
// what the draws and logarithms cost one viewer at a time.
#include "workload.hpp"

void simulate(Workload &workload) {
  while (workload.arrived < workload.viewers) {
    Viewer viewer = workload.arrive();
    while (workload.act(viewer)) {}
  }
}

int main(int count, char **arguments) { return report(count, arguments, simulate); }
