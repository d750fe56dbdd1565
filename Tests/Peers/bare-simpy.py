"""The bare workload in SimPy, as its users write it: a generator for each viewer."""
import random
import sys
import time

import simpy

SESSION, MEAN_DWELL, MEAN_STEP, ORDER_SHARE = 3600, 240, 30, 0.05


class Workload:
    def __init__(self, viewers, seed):
        self.viewers = viewers
        self.chance = random.Random(seed)
        self.visits = self.events = self.orders = 0

    def viewer(self, env):
        self.visits += 1
        leave = env.now + self.chance.expovariate(1 / MEAN_DWELL)
        interest = self.chance.random()
        while True:
            self.events += 1
            self.orders += self.chance.random() < ORDER_SHARE * interest
            step = self.chance.expovariate(1 / MEAN_STEP)
            if env.now + step >= leave:
                return
            yield env.timeout(step)

    def arrivals(self, env):
        gap = SESSION / self.viewers
        for number in range(self.viewers):
            yield env.timeout(gap if number else gap / 2)
            env.process(self.viewer(env))


def main():
    workload = Workload(int(sys.argv[1]), int(sys.argv[2]))
    start = time.perf_counter()
    env = simpy.Environment()
    env.process(workload.arrivals(env))
    env.run()
    seconds = time.perf_counter() - start
    print(f"seconds={seconds:.9f} visits={workload.visits} events={workload.events} "
          f"orders={workload.orders}")


main()
