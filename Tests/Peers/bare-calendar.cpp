// A calendar queue (R. Brown, "Calendar queues: a fast O(1) priority queue implementation for the
// simulation event set problem", CACM 31, 1988): a page for each day of the year, with a sorted
// list of what is due on that day of any year. Events leave in the exact order of time.
//
// Tuned for this workload instead of resizing itself: two days for each event, and a year of at
// least 120 s, four mean steps. Tried: days of half an event to four, years of 60 to 240 s.
#include <bit>
#include <vector>

#include "workload.hpp"

class Calendar {
public:
  int64_t waiting = 0;

  /// For so many events a second.
  explicit Calendar(double rate)
      : daysPerSecond(2 * rate), pages(std::bit_ceil(uint64_t(120 * daysPerSecond)), none) {}

  void insert(const Viewer &viewer) {
    if (free == none) {
      free = int32_t(entries.size());
      entries.push_back({{}, none});
    }
    int32_t place = free;
    free = entries[place].link;
    entries[place].viewer = viewer;
    link(place);
    waiting += 1;
  }

  /// Turns to the viewer who acts next; nobody if that is not before `limit`.
  Viewer *next(double limit) {
    if (waiting == 0) return nullptr;
    while (true) {
      int32_t first = page(today);
      if (first != none && day(entries[first].viewer.next) <= today) {
        Viewer *viewer = &entries[first].viewer;
        return viewer->next < limit ? viewer : nullptr;
      }
      if (double(today) > limit * daysPerSecond) return nullptr;
      today += 1;
    }
  }

  /// Puts the viewer of `next`, who has acted, where the next event belongs, or strikes it off.
  void moveFirst(bool stays) {
    int32_t place = page(today);
    page(today) = entries[place].link;
    if (stays) return link(place);
    entries[place].link = free;
    free = place;
    waiting -= 1;
  }

private:
  struct Entry {
    Viewer viewer;
    int32_t link;
  };
  static constexpr int32_t none = -1;

  uint64_t day(double time) const { return uint64_t(int64_t(time * daysPerSecond)); }
  int32_t &page(uint64_t day) { return pages[day & (pages.size() - 1)]; }

  void link(int32_t place) {
    double next = entries[place].viewer.next;
    int32_t *link = &page(day(next));
    while (*link != none && entries[*link].viewer.next < next) link = &entries[*link].link;
    entries[place].link = *link;
    *link = place;
  }

  double daysPerSecond;
  uint64_t today = 0;
  std::vector<int32_t> pages;
  std::vector<Entry> entries;
  int32_t free = none;
};

void simulate(Workload &workload) {
  Calendar calendar(9 * double(workload.viewers) / session);
  while (calendar.waiting > 0 || workload.arrived < workload.viewers) {
    if (Viewer *viewer = calendar.next(workload.nextArrival())) {
      calendar.moveFirst(workload.act(*viewer));
    } else {
      Viewer arrival = workload.arrive();
      if (workload.act(arrival)) calendar.insert(arrival);
    }
  }
}

int main(int count, char **arguments) { return report(count, arguments, simulate); }
