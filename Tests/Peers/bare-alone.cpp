// No queue at all: each viewer from arrival to departure. Not a simulation in the order of time but
// the cost of the arithmetic, which no queue can beat.
#include "workload.hpp"

int main(int count, char **arguments) {
  return report(count, arguments, [](Workload &workload) {
    while (workload.arrived < workload.viewers) {
      Viewer viewer = workload.arrive();
      while (workload.act(viewer)) {}
    }
  });
}
