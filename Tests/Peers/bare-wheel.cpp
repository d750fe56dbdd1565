// A streaming wheel: a ring of unsorted buckets of one second, each worked off in bulk when its
// time comes. Time order holds from bucket to bucket; within one it is not needed, for viewers do
// not meet. Whoever acts again in the same bucket goes on at once.
//
// Bulk means one pass for each thing to do, over the few dozen viewers of a chunk: the draws, the
// logarithms, and who stays, without a branch; one viewer at a time costs a third more.
//
// No step is longer than 36.8 means, for no uniform variate is smaller than 2^-53. So one ring of
// 2048 s holds them all, and no second level is needed.
#include <memory>
#include <utility>
#include <vector>

#include "workload.hpp"

/// Some viewers of one bucket: a kilobyte.
struct Chunk {
  static constexpr int capacity = 42;
  Viewer viewers[capacity];
  Chunk *link;
};

/// The ring of buckets; all chunks of a bucket but its first are full.
class Wheel {
public:
  int64_t waiting = 0;

  void insert(const Viewer &viewer) {
    Bucket &bucket = ring[int64_t(viewer.next) % buckets];
    if (bucket.count == Chunk::capacity) {
      Chunk *chunk = allocate();
      chunk->link = bucket.chunk;
      bucket = {chunk, 0};
    }
    bucket.chunk->viewers[bucket.count++] = viewer;
    waiting += 1;
  }

  /// Takes out everybody of a second and calls `body` with one chunk of viewers after the other.
  template <class Body> void take(int64_t second, Body body) {
    Bucket bucket = std::exchange(ring[second % buckets], Bucket());
    while (bucket.chunk) {
      Chunk *chunk = bucket.chunk;
      waiting -= bucket.count;
      body(chunk->viewers, bucket.count);
      bucket = {chunk->link, Chunk::capacity};
      chunk->link = std::exchange(free, chunk);
    }
  }

private:
  struct Bucket {
    Chunk *chunk = nullptr;
    int64_t count = Chunk::capacity;
  };
  static constexpr uint64_t buckets = 2048;
  static constexpr int chunksPerBlock = 64;

  Chunk *allocate() {
    if (!free) {
      blocks.emplace_back(new Chunk[chunksPerBlock]);
      for (int place = 0; place < chunksPerBlock; place++) {
        blocks.back()[place].link = std::exchange(free, &blocks.back()[place]);
      }
    }
    return std::exchange(free, free->link);
  }

  std::vector<Bucket> ring = std::vector<Bucket>(buckets);
  std::vector<std::unique_ptr<Chunk[]>> blocks;
  Chunk *free = nullptr;
};

/// The next event of up to a chunk of viewers; moves those who stay to the front and counts them.
int actInBulk(Workload &workload, Viewer *viewers, int count) {
  double steps[Chunk::capacity];
  Chance chance = workload.chance;
  int64_t orders = 0;
  for (int place = 0; place < count; place++) {
    orders += chance.uniform() < orderShare * viewers[place].interest;
    steps[place] = chance.uniform();
  }
  workload.chance = chance;
  workload.orders += orders;
  workload.events += count;
  for (int place = 0; place < count; place++) steps[place] = -meanStep * std::log(steps[place]);
  int staying = 0;
  for (int place = 0; place < count; place++) {
    Viewer viewer = viewers[place];
    viewer.next += steps[place];
    viewers[staying] = viewer;
    staying += viewer.next < viewer.leave;
  }
  return staying;
}

void simulate(Workload &workload) {
  Wheel wheel;
  for (int64_t second = 0; wheel.waiting > 0 || workload.arrived < workload.viewers; second++) {
    double end = double(second + 1);
    auto again = [&](Viewer viewer) {
      while (workload.act(viewer)) {
        if (viewer.next >= end) return wheel.insert(viewer);
      }
    };
    auto goOn = [&](Viewer *viewers, int count) {
      int staying = actInBulk(workload, viewers, count);
      for (int place = 0; place < staying; place++) {
        const Viewer &viewer = viewers[place];
        viewer.next < end ? again(viewer) : wheel.insert(viewer);
      }
    };
    while (workload.nextArrival() < end) {
      Viewer arrivals[Chunk::capacity];
      int count = 0;
      while (count < Chunk::capacity && workload.nextArrival() < end) {
        arrivals[count++] = workload.arrive();
      }
      goOn(arrivals, count);
    }
    wheel.take(second, goOn);
  }
}

int main(int count, char **arguments) { return report(count, arguments, simulate); }
