"""M/M/1 with arrival rate 0.9 and service rate 1 in SimPy: a source and a server with a store.

Two processes and not one for each object, which would be slower. Prints the mean time in the
system, which is 10 in theory.
"""
import random
import sys
import time

import simpy


class Station:
    def __init__(self, objects, seed):
        self.objects = objects
        self.chance = random.Random(seed)
        self.left = 0
        self.inside = 0.0

    def source(self, env, queue):
        for _ in range(self.objects):
            yield env.timeout(self.chance.expovariate(0.9))
            yield queue.put(env.now)

    def server(self, env, queue):
        for _ in range(self.objects):
            arrived = yield queue.get()
            yield env.timeout(self.chance.expovariate(1))
            self.left += 1
            self.inside += env.now - arrived


def main():
    station = Station(int(sys.argv[1]), int(sys.argv[2]))
    start = time.perf_counter()
    env = simpy.Environment()
    queue = simpy.Store(env)
    env.process(station.source(env, queue))
    env.process(station.server(env, queue))
    env.run()
    seconds = time.perf_counter() - start
    print(f"seconds={seconds:.9f} objects={station.left} sojourn={station.inside / station.left:.6f}")


main()
