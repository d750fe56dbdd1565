// The charts of a result's page, and what makes its tables sort. Everything is drawn from the data in
// the page, as SVG; text reaches the page as text only. A board is a set of panels over one axis that
// zoom and point together; small charts stand alone.
(() => {
  "use strict";
  const data = JSON.parse(document.getElementById("data").textContent);
  const sessions = data.sessions;
  const isOverlay = sessions.length > 1;

  // Elements

  const filled = (element, attributes, children) => {
    for (const [name, value] of Object.entries(attributes)) {
      if (value !== null && value !== undefined) element.setAttribute(name, value);
    }
    element.append(...children);
    return element;
  };
  const make = (name, attributes = {}, ...children) =>
    filled(document.createElement(name), attributes, children);
  const draw = (name, attributes = {}, ...children) =>
    filled(document.createElementNS("http://www.w3.org/2000/svg", name), attributes, children);
  const alternative = (figure) => figure.querySelector(".alternative").textContent;

  // Numbers, written as the tables of the page write them

  const thin = "\u202f";
  const grouped = (digits) => digits.replace(/\B(?=(\d{3})+(?!\d))/g, thin);
  const decimal = (value, places) => {
    const [whole, part] = Math.abs(value).toFixed(places).split(".");
    const sign = value < 0 && Number(Math.abs(value).toFixed(places)) > 0 ? "-" : "";
    return sign + grouped(whole) + (part ? "." + part : "");
  };
  const significant = (value) => {
    const size = Math.abs(value);
    if (size === 0) return "0";
    if (size < 0.0005) return value < 0 ? "> -0.001" : "< 0.001";
    let places = 0;
    for (let limit = 99.95; size < limit && places < 12; limit /= 10) places += 1;
    const text = decimal(value, places);
    return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
  };
  const count = (value) =>
    Number.isInteger(value) || Math.abs(value) >= 1e4 ? decimal(value, 0) : significant(value);
  const duration = (seconds) => {
    const size = Math.abs(seconds);
    const sign = seconds < 0 ? "-" : "";
    if (size === 0) return "0 s";
    if (size < 0.9995e-6) return sign + significant(size * 1e9) + " ns";
    if (size < 0.9995e-3) return sign + significant(size * 1e6) + " µs";
    if (size < 0.9995) return sign + significant(size * 1e3) + " ms";
    if (size < 59.95) return sign + significant(size) + " s";
    const two = (number) => String(number).padStart(2, "0");
    if (size < 3599.5) {
      const whole = Math.round(size);
      return `${sign}${Math.floor(whole / 60)} m ${two(whole % 60)} s`;
    }
    const minutes = Math.round(size / 60);
    return `${sign}${Math.floor(minutes / 60)} h ${two(minutes % 60)} m`;
  };
  const written = (value, unit, money) => {
    if (value === null || value === undefined || !Number.isFinite(value)) return "–";
    switch (unit) {
    case "count": return count(value);
    case "s": return duration(value);
    case "1/s": return significant(value) + "/s";
    case "share": return significant(value * 100) + " %";
    case "factor": return "×" + significant(value);
    case "minor units":
      if (!money) return count(value);
      return (value < 0 ? "-" : "") + money.prefix + decimal(Math.abs(value) / 10 ** money.places,
        Math.abs(value) < 1e6 && value % 10 ** money.places !== 0 ? money.places : 0);
    default: return significant(value);
    }
  };
  // What stands beside the lines of an axis: with as many digits as it takes to tell them apart.
  const axisTexts = (list, unit, money) => {
    const texts = list.map((value) => written(value, unit, money));
    if (list.length < 2 || new Set(texts).size === list.length) return texts;
    const most = Math.max(...list.map(Math.abs));
    const [scale, suffix] = unit === "share" ? [100, " %"]
      : unit !== "s" ? [1, unit === "1/s" ? "/s" : ""]
        : most < 1e-6 ? [1e9, " ns"] : most < 1e-3 ? [1e6, " µs"] : most < 1 ? [1e3, " ms"] : [1, " s"];
    const step = Math.abs(list[1] - list[0]) * scale;
    const places = Math.min(12, Math.max(0, Math.ceil(-Math.log10(step) - 1e-9)));
    return list.map((value) => decimal(value * scale, places) + suffix);
  };
  // A moment of the session: minutes and seconds, hours where there are any.
  const clock = (seconds, places = 0) => {
    // Like every clock it shows the second that is under way.
    const size = Math.floor(Math.max(0, seconds) * 10 ** places + 1e-6) / 10 ** places;
    const hours = Math.floor(size / 3600);
    const minutes = Math.floor((size % 3600) / 60);
    const rest = (size % 60).toFixed(places).padStart(places > 0 ? 3 + places : 2, "0");
    return hours > 0
      ? `${hours}:${String(minutes).padStart(2, "0")}:${rest}` : `${minutes}:${rest}`;
  };

  // Axes

  // The smallest of 1, 2, 5 times a power of ten (or of the given steps) that is enough.
  const niceStep = (least) => {
    const power = 10 ** Math.floor(Math.log10(least));
    return power * ([1, 2, 5, 10].find((factor) => power * factor >= least * 0.999999));
  };
  const ticks = (from, until, most) => {
    if (!(until > from)) return [from];
    const step = niceStep((until - from) / most);
    const list = [];
    for (let k = Math.ceil(from / step - 1e-9); k * step <= until + step * 1e-9; k += 1) {
      list.push(Number((k * step).toPrecision(12)));
    }
    return list;
  };
  const timeSteps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 21600, 43200, 86400];
  const timeTicks = (from, until, most) => {
    const least = (until - from) / most;
    const step = least < 0.8 ? niceStep(least)
      : timeSteps.find((size) => size >= least) ?? 86400 * Math.ceil(least / 86400);
    const places = step < 1 ? Math.min(3, Math.ceil(-Math.log10(step))) : 0;
    const list = [];
    for (let k = Math.ceil(from / step - 1e-9); k * step <= until + 1e-9; k += 1) {
      list.push({ at: k * step, text: clock(k * step, places) });
    }
    return list;
  };
  // 1, 2 and 5 of each power of ten if there is room, else the powers alone.
  const logTicks = (low, high, most) => {
    for (const factors of [[1, 2, 5], [1]]) {
      const list = [];
      for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power += 1) {
        for (const factor of factors) {
          const value = Number(`${factor}e${power}`);
          if (value >= low * 0.999 && value <= high * 1.001) list.push(value);
        }
      }
      if (list.length <= most || factors.length === 1) {
        const skip = Math.ceil(list.length / most);
        return list.filter((_, place) => place % skip === 0);
      }
    }
    return [];
  };

  // Boards: panels over one axis

  const left = 62;
  const right = 10;

  class Board {
    // `whole` is what is shown at first, `full` all there is, `step` the least that can be told apart.
    constructor(figure, { whole, full, step, axisTicks, text, unit, jumps = [], hint }) {
      Object.assign(this, { figure, whole, full, step, axisTicks, text, panels: [], cursor: null });
      [this.from, this.until] = whole;
      this.isDue = false;
      this.makeTools(jumps, hint);
      this.makeScrub(unit);
      this.observer = new ResizeObserver(() => this.redraw());
    }

    makeTools(jumps, hint) {
      const button = (title, act) => {
        const element = make("button", { type: "button" }, title);
        element.addEventListener("click", act);
        return element;
      };
      const tools = make("div", { class: "tools" },
        button("Zoom in", () => this.zoom(0.5)), button("Zoom out", () => this.zoom(2)),
        button("Earlier", () => this.pan(-0.5)), button("Later", () => this.pan(0.5)),
        button("Whole", () => this.show(...this.whole)));
      if (jumps.length > 0) {
        const select = make("select", { "aria-label": "Go to a moment" },
          make("option", { value: "" }, "Go to …"),
          ...jumps.map((jump, place) => make("option", { value: place }, jump.text)));
        select.addEventListener("change", () => {
          const jump = jumps[select.value];
          if (jump) this.show(jump.from, jump.until);
          select.value = "";
        });
        tools.append(select);
      }
      this.figure.append(tools, make("p", { class: "hint" }, hint));
    }

    // The strip that has the focus: it shows which part is in view, and points by keys.
    makeScrub(unit) {
      this.window = make("div", { class: "window" });
      this.time = make("span", { class: "time" });
      this.scrub = make("div", {
        class: "scrub", role: "slider", tabindex: 0, "aria-label": unit,
        "aria-valuemin": this.full[0], "aria-valuemax": this.full[1],
        "aria-valuenow": this.full[0], "aria-valuetext": "nothing pointed at",
      }, this.window, this.time);
      this.figure.append(this.scrub);
      this.scrub.addEventListener("keydown", (event) => this.press(event));
      const at = (event) => {
        const box = this.scrub.getBoundingClientRect();
        return this.full[0] + (this.full[1] - this.full[0]) * (event.clientX - box.left) / box.width;
      };
      this.scrub.addEventListener("pointerdown", (event) => {
        const span = this.until - this.from;
        this.show(at(event) - span / 2, at(event) + span / 2);
      });
    }

    press(event) {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const move = Math.max(this.step, (this.until - this.from) / 100);
      const point = (by) => this.point((this.cursor ?? (this.from + this.until) / 2) + by, true);
      const acts = {
        ArrowRight: () => event.shiftKey ? this.pan(0.25) : point(move),
        ArrowLeft: () => event.shiftKey ? this.pan(-0.25) : point(-move),
        ArrowUp: () => this.zoom(0.5), ArrowDown: () => this.zoom(2),
        "+": () => this.zoom(0.5), "=": () => this.zoom(0.5), "-": () => this.zoom(2),
        PageDown: () => this.pan(0.9), PageUp: () => this.pan(-0.9),
        Home: () => this.point(this.from, true), End: () => this.point(this.until, true),
        0: () => this.show(...this.whole), Escape: () => this.show(...this.whole),
      };
      const act = acts[event.key];
      if (!act) return;
      event.preventDefault();
      act();
    }

    // Shows a part, moved and cut so that it lies within all there is.
    show(from, until) {
      const [least, most] = this.full;
      const span = Math.min(most - least, Math.max(this.step * 4, until - from));
      const start = Math.min(most - span, Math.max(least, from + (until - from - span) / 2));
      [this.from, this.until] = [start, start + span];
      this.redraw();
    }

    zoom(factor, around = this.cursor ?? (this.from + this.until) / 2) {
      const at = Math.min(this.until, Math.max(this.from, around));
      this.show(at - (at - this.from) * factor, at + (this.until - at) * factor);
    }

    pan(share) {
      const by = (this.until - this.from) * share;
      this.show(this.from + by, this.until + by);
    }

    // Points at a place on the axis, or at none.
    point(at, isSpoken = false) {
      this.cursor = at === null ? null : Math.min(this.full[1], Math.max(this.full[0], at));
      if (isSpoken && (this.cursor < this.from || this.cursor > this.until)) {
        const span = this.until - this.from;
        this.show(this.cursor - span / 2, this.cursor + span / 2);
      }
      for (const panel of this.panels) panel.read(this.cursor);
      this.tell(isSpoken);
    }

    tell(isSpoken) {
      const range = `${this.text(this.from)} – ${this.text(this.until)}`;
      this.time.textContent =
        this.cursor === null ? `in view: ${range}` : `at ${this.text(this.cursor)}`;
      if (!isSpoken || this.cursor === null) return;
      this.scrub.setAttribute("aria-valuenow", this.cursor);
      const readings = this.panels.map((panel) => panel.words(this.cursor)).filter(Boolean);
      this.scrub.setAttribute("aria-valuetext", `${this.text(this.cursor)}: ${readings.join("; ")}`);
    }

    add(panel, host = this.figure) {
      panel.mount(host, this);
      this.panels.push(panel);
      this.observer.observe(panel.plot);
      this.listen(panel);
    }

    listen(panel) {
      const svg = panel.plot;
      const at = (event) => {
        const box = svg.getBoundingClientRect();
        const share = (event.clientX - box.left - left) / Math.max(1, box.width - left - right);
        return this.from + (this.until - this.from) * Math.min(1, Math.max(0, share));
      };
      let start = null;
      let last = null;
      svg.addEventListener("pointermove", (event) => {
        if (start !== null && event.shiftKey) {
          this.show(this.from + last - at(event), this.until + last - at(event));
          return;
        }
        this.point(at(event));
        if (start !== null) this.brush(start, at(event));
      });
      svg.addEventListener("pointerdown", (event) => {
        if (event.button !== 0) return;
        start = last = at(event);
        svg.setPointerCapture(event.pointerId);
      });
      svg.addEventListener("pointerup", (event) => {
        const end = at(event);
        const isWide = start !== null
          && Math.abs(end - start) > (this.until - this.from) * 6 / Math.max(6, svg.clientWidth);
        this.brush(null);
        if (isWide && !event.shiftKey) this.show(Math.min(start, end), Math.max(start, end));
        start = null;
        this.scrub.focus({ preventScroll: true });
      });
      svg.addEventListener("pointercancel", () => { start = null; this.brush(null); });
      svg.addEventListener("pointerleave", () => { if (start === null) this.point(null); });
      svg.addEventListener("dblclick", () => this.show(...this.whole));
      svg.addEventListener("wheel", (event) => {
        // A wheel scrolls the page unless somebody is at work here.
        const isMeant = event.ctrlKey || event.metaKey || document.activeElement === this.scrub;
        if (!isMeant) return;
        event.preventDefault();
        if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) this.pan(Math.sign(event.deltaX) * 0.1);
        else this.zoom(event.deltaY > 0 ? 1.25 : 0.8, at(event));
      }, { passive: false });
    }

    brush(from, until) {
      for (const panel of this.panels) panel.brush(from, until);
    }

    redraw() {
      if (this.isDue) return;
      this.isDue = true;
      requestAnimationFrame(() => {
        this.isDue = false;
        const [least, most] = this.full;
        this.window.style.left = `${100 * (this.from - least) / (most - least)}%`;
        this.window.style.width = `${100 * (this.until - this.from) / (most - least)}%`;
        for (const panel of this.panels) panel.redraw();
        this.point(this.cursor);
      });
    }
  }

  // A panel: a legend whose entries switch lines on and off and show values, over a picture. What is
  // special to a kind of panel is how it paints: `paint(box)` fills `this.body`.
  class Panel {
    constructor(title, height, lines = []) {
      Object.assign(this, { title, height, lines, isFirst: false, isLast: false });
    }

    mount(host, board) {
      this.board = board;
      this.legend = make("div", { class: "legend" }, make("b", {}, this.title));
      for (const line of this.lines) this.legend.append(this.entry(line));
      this.body = draw("g");
      this.window = draw("rect", { x: left, y: 0, height: this.height });
      const id = `clip-${(Panel.number = (Panel.number ?? 0) + 1)}`;
      this.clip = `url(#${id})`;
      this.over = draw("rect", { class: "brush", y: 0, height: this.height });
      this.cross = draw("line", { class: "cross", y1: 0, y2: this.height });
      this.plot = draw("svg", { class: "plot", role: "img", height: this.height },
        draw("clipPath", { id }, this.window), this.body, this.over, this.cross);
      host.append(make("div", { class: "panel" }, this.legend, this.plot));
    }

    entry(line) {
      const swatch = draw("svg", { class: `swatch c${line.colour}`, viewBox: "0 0 20 8", "aria-hidden": "true" },
        draw("path", { class: "line", d: "M0 4H20", "stroke-dasharray": line.dash, style: "stroke-width:3" }));
      line.reading = make("span", { class: "reading" });
      const button = make("button",
        { type: "button", "aria-pressed": String(!line.isOff), title: line.about }, swatch,
        line.label, line.reading);
      button.addEventListener("click", () => {
        line.isOff = !line.isOff;
        button.setAttribute("aria-pressed", String(!line.isOff));
        this.board.redraw();
      });
      return button;
    }

    x(at) {
      return left + this.span * (at - this.board.from) / (this.board.until - this.board.from);
    }

    get shown() { return this.lines.filter((line) => !line.isOff); }

    redraw() {
      const width = Math.max(160, this.plot.parentNode.clientWidth);
      this.width = width;
      this.span = width - left - right;
      this.plot.setAttribute("viewBox", `0 0 ${width} ${this.height}`);
      this.window.setAttribute("width", this.span);
      this.body.replaceChildren();
      this.axis();
      this.paint({ top: this.isFirst ? 20 : 6, bottom: this.height - (this.isLast ? 20 : 6) });
    }

    // The lines of the shared axis, and its numbers where the panel is the first or the last.
    axis() {
      const board = this.board;
      let path = "";
      let taken = 0;
      for (const tick of board.axisTicks(board.from, board.until, Math.max(2, this.span / 90))) {
        const x = Math.round(this.x(tick.at)) + 0.5;
        path += `M${x} ${this.isFirst ? 18 : 0}V${this.height - (this.isLast ? 18 : 0)}`;
        const half = tick.text.length * 3.6;
        const middle = Math.min(x, this.width - 4 - half);
        if (middle - half < taken) continue;
        taken = middle + half + 8;
        const text = (y) => this.body.append(
          draw("text", { x: middle, y, "text-anchor": "middle" }, tick.text));
        if (this.isFirst) text(12);
        if (this.isLast) text(this.height - 4);
      }
      this.body.prepend(draw("path", { class: "grid", d: path }));
    }

    // The lines and numbers of an upright axis.
    upright(values, y, unit) {
      const texts = axisTexts(values, unit);
      values.forEach((value, place) => {
        const at = Math.round(y(value)) + 0.5;
        this.body.append(
          draw("path", { class: "grid", d: `M${left} ${at}H${this.width - right}` }),
          draw("text", { x: left - 6, y: at + 4, "text-anchor": "end" }, texts[place]));
      });
    }

    read(at) {
      const isSeen = at !== null && at >= this.board.from && at <= this.board.until && this.span;
      this.cross.style.visibility = isSeen ? "visible" : "hidden";
      if (isSeen) {
        const x = this.x(at);
        this.cross.setAttribute("x1", x);
        this.cross.setAttribute("x2", x);
      }
      for (const line of this.lines) {
        line.reading.textContent = at === null || line.isOff ? "" : line.read(at);
      }
    }

    words(at) {
      const parts = this.shown.map((line) => `${line.label} ${line.read(at)}`);
      return parts.length > 0 ? `${this.title}: ${parts.join(", ")}` : "";
    }

    brush(from, until) {
      this.over.style.visibility = from === null ? "hidden" : "visible";
      if (from === null) return;
      const [start, end] = [this.x(from), this.x(until)].sort((a, b) => a - b);
      this.over.setAttribute("x", start);
      this.over.setAttribute("width", end - start);
    }
  }

  // Lines over time

  // As many strokes as colours.
  const dashes = [null, "7 3", "2 3", "9 3 2 3", "1 6", "13 4", "3 3 3 9", "4 9"];

  // A series: one value for each step of seconds; before and after it what is given.
  class Series {
    constructor(values, step, start = 0, before = 0, after = 0) {
      Object.assign(this, { values, step, first: Math.round(start / step), before, after });
    }
    value(k) { return k < this.first ? this.before : this.values[k - this.first] ?? this.after; }
    at(time) { return this.value(Math.floor(time / this.step + 1e-6)); }
    range(from, until) {
      return [Math.max(0, Math.floor(from / this.step)), Math.ceil(until / this.step)];
    }
    most(from, until) {
      const [first, end] = this.range(from, until);
      let most = Math.max(0, this.value(first), end === Infinity ? 0 : this.value(end));
      const stop = Math.min(end - this.first, this.values.length);
      for (let k = Math.max(0, first - this.first); k < stop; k += 1) {
        if (this.values[k] > most) most = this.values[k];
      }
      return most;
    }
    // A path that has at most four points a pixel: the least and greatest of what falls on it.
    path(panel, y) {
      const { from, until } = panel.board;
      const [first, end] = this.range(from, until);
      const value = (k) => this.value(k);
      const each = (end - first) / panel.span;
      let path = `M${panel.x(first * this.step).toFixed(1)} ${y(value(first)).toFixed(1)}`;
      if (each <= 1) {
        for (let k = first; k < end; k += 1) {
          path += `V${y(value(k)).toFixed(1)}H${panel.x((k + 1) * this.step).toFixed(1)}`;
        }
        return path;
      }
      for (let pixel = 0; pixel < panel.span; pixel += 1) {
        const start = first + Math.floor(pixel * each);
        const stop = Math.max(start + 1, first + Math.floor((pixel + 1) * each));
        let least = Infinity;
        let most = -Infinity;
        for (let k = start; k < stop; k += 1) {
          const here = value(k);
          if (here < least) least = here;
          if (here > most) most = here;
        }
        const x = panel.x((start + stop) / 2 * this.step).toFixed(1);
        path += `L${x} ${y(value(start)).toFixed(1)}`;
        if (most > least) path += `V${y(most).toFixed(1)}V${y(least).toFixed(1)}V${y(value(stop - 1)).toFixed(1)}`;
      }
      return path;
    }
  }

  class LinePanel extends Panel {
    constructor(title, unit, lines, options = {}) {
      super(title, options.height ?? 128, lines);
      this.unit = unit;
      this.isArea = options.isArea;
      this.least = options.least ?? 0;
      for (const line of lines) line.read = (at) => written(line.series.at(at), unit);
      const tops = lines.map((line) => `${line.label} at most ${
        written(line.series.most(0, Infinity), unit)}`);
      this.summary = `${title}: ${tops.join(", ")}`;
    }

    mount(host, board) {
      super.mount(host, board);
      this.plot.setAttribute("aria-label", this.summary);
    }

    paint({ top, bottom }) {
      const { from, until } = this.board;
      const most = Math.max(this.least, ...this.shown.map((line) => line.series.most(from, until))) || 1;
      const y = (value) => bottom - (bottom - top) * value / (most * 1.04);
      const list = ticks(0, most, 4).filter((tick) =>
        this.unit !== "count" || Number.isInteger(tick) || most < 3);
      this.upright(list, y, this.unit);
      const floor = `V${bottom}H${this.x(Math.max(from, 0)).toFixed(1)}Z`;
      const clip = draw("g", { "clip-path": this.clip });
      for (const line of this.shown) {
        const path = line.series.path(this, y);
        if (this.isArea) clip.append(draw("path", { class: `area c${line.colour}`, d: path + floor }));
        clip.append(draw("path", {
          class: `line c${line.colour}`, d: path, "stroke-dasharray": line.dash }));
      }
      this.body.append(clip);
      this.board.cues?.(this);
    }
  }

  // A line of each measure for each session: alone, measures differ in colour; side by side,
  // sessions do, and measures in their strokes.
  const linesOf = (measures, seriesOf) => {
    const lines = [];
    sessions.forEach((session, place) => {
      measures.forEach((measure, index) => {
        const series = seriesOf(session, measure);
        if (!series) return;
        lines.push({
          series, about: measure.about, isOff: measure.isOff?.(session) ?? false,
          label: isOverlay ? `${letter(place)} ${measure.label}` : measure.label,
          colour: (isOverlay ? place : index) % 8,
          dash: isOverlay ? dashes[index % dashes.length] : null,
        });
      });
    });
    return lines;
  };
  const letter = (place) => String.fromCharCode(65 + place);
  const seriesNamed = (session, name) => {
    const series = session.series[name];
    return series && series.values.length > 0 ? new Series(series.values, series.step) : null;
  };

  const kinds = { people: [["people.online", "present"]],
    acts: [["people.enters", "come"], ["funnel.clicks", "click on a product"],
      ["engagement.comments", "comment", true]],
    orders: [["orders.created", "created"], ["orders.paid", "paid"],
      ["orders.requests", "requests, retries included", true]] };

  const namedPanel = (title, unit, list, options) => {
    const measures = list.map(([name, label, isOff]) =>
      ({ name, label, about: name, isOff: () => Boolean(isOff) }));
    const lines = linesOf(measures, (session, measure) => seriesNamed(session, measure.name));
    return lines.length > 0 ? new LinePanel(title, unit, lines, options) : null;
  };

  const tierPanel = (title, unit, what, options) => {
    const names = [];
    for (const session of sessions) {
      for (const name of Object.keys(session.series)) {
        const tier = name.startsWith("tier.") && name.endsWith(what)
          ? name.slice(5, -what.length) : null;
        if (tier && !names.includes(tier)) names.push(tier);
      }
    }
    // Of several sessions the same tiers are shown at first: their bottlenecks, and where most waited.
    const full = (session) => session.bottleneck === "row" ? "stock" : session.bottleneck;
    const most = (session, tier) => {
      const waiting = seriesNamed(session, `tier.${tier}.waitingTime`);
      return waiting ? waiting.values.reduce((sum, value) => Math.max(sum, value), 0) : 0;
    };
    const longest = (session) => names.reduce(
      (best, tier) => most(session, tier) > (best ? most(session, best) : 0) ? tier : best, null);
    const shown = new Set(sessions.flatMap((session) => [full(session), longest(session)]));
    const measures = names.map((tier) => ({
      tier, label: tier, about: `tier.${tier}${what}`,
      isOff: () => isOverlay && !shown.has(tier),
    }));
    const lines = linesOf(measures, (session, { tier }) => {
      const series = seriesNamed(session, `tier.${tier}${what}`);
      const servers = session.servers[tier];
      if (!series || (unit === "share" && !(servers > 0))) return null;
      return unit === "share"
        ? new Series(series.values.map((value) => value / servers), series.step) : series;
    });
    return lines.length > 0 ? new LinePanel(title, unit, lines, options) : null;
  };

  const mostStockRows = 8;
  const stockPanel = () => {
    const rowsOf = (session) => session.stock ?? [];
    const all = [...new Set(sessions.flatMap((session) => rowsOf(session).map((row) => row.name)))];
    const names = all.slice(0, mostStockRows);
    const states = names.length === 1 ? ["free", "held", "sold"] : ["free"];
    const measures = names.flatMap((name) => states.map((state) => ({
      name, state, label: names.length === 1 ? state : `${name} ${state}`, about: `${name}: ${state}`,
      isOff: () => false,
    })));
    const lines = linesOf(measures, (session, { name, state }) => {
      const row = rowsOf(session).find((row) => row.name === name);
      if (!row || !row[state]?.length) return null;
      const levels = row[state];
      return new Series(levels, row.step, row.start, levels[0], levels[levels.length - 1]);
    });
    const title = all.length > names.length ? `Stock, ${names.length} of ${all.length} rows` : "Stock";
    return lines.length > 0 ? new LinePanel(title, "count", lines) : null;
  };

  // Latencies over time

  // The time of the order before which the share of a step's orders was answered, within its column as
  // if they were spread evenly; nothing took longer than the longest of the session.
  const quantile = ({ bounds, most }, counts, share) => {
    let total = 0;
    for (const number of counts) total += number;
    if (total === 0) return null;
    let before = Math.max(1, Math.ceil(share * total)) - 0.5;
    for (let column = 0; column < counts.length; column += 1) {
      if (before < counts[column]) {
        const low = bounds[column];
        return Math.min(most ?? Infinity, low + (bounds[column + 1] - low) * before / counts[column]);
      }
      before -= counts[column];
    }
    return null;
  };
  const latencyOf = (session) => {
    const latency = session.latencyOverTime?.["latency.order"];
    return latency ? { ...latency, most: session.latencyMost } : null;
  };
  const isMeasured = (latency) => latency?.counts?.some((counts) => counts.some((number) => number > 0));

  class LatencyPanel extends Panel {
    constructor() {
      const lines = [];
      sessions.forEach((session, place) => {
        const latency = latencyOf(session);
        if (!isMeasured(latency)) return;
        const shares = [0.5, 0.9, 0.99];
        const points = latency.counts.map((counts, index) => ({
          at: latency.start + index * latency.step,
          values: shares.map((share) => quantile(latency, counts, share)),
        }));
        const label = isOverlay ? `${letter(place)} p50 · p90 · p99` : "p50 · p90 · p99";
        lines.push({
          label, colour: place % 8, points, step: latency.step, about: "latency.order", isOff: false,
          read: (time) => {
            const point = points[Math.floor((time - latency.start) / latency.step)];
            return point && point.values[0] !== null
              ? point.values.map((value) => duration(value / 1e9)).join(" · ") : "–";
          },
        });
      });
      super("Latency of orders", 128, lines);
    }

    mount(host, board) {
      super.mount(host, board);
      const most = Math.max(...this.lines.flatMap((line) => line.points.map((point) => point.values[2] ?? 0)));
      this.plot.setAttribute("aria-label",
        `Latency of orders as a band from the median to the 99th percentile, at most ${
          duration(most / 1e9)}, to a tenth of what is shown`);
    }

    paint({ top, bottom }) {
      const { from, until } = this.board;
      const seen = this.shown.map((line) => line.points.filter((point) =>
        point.values[0] !== null && point.at + line.step >= from && point.at <= until));
      const values = seen.flat().flatMap((point) => [point.values[0], point.values[2]]);
      if (values.length === 0) return;
      let low = Math.max(1, values.reduce((a, b) => Math.min(a, b)) / 1.3);
      let high = values.reduce((a, b) => Math.max(a, b)) * 1.15;
      if (high / low < 4) [low, high] = [low / 2, high * 2];
      const y = (value) => bottom - (bottom - top) * Math.log(value / low) / Math.log(high / low);
      this.upright(logTicks(low / 1e9, high / 1e9, 4), (value) => y(value * 1e9), "s");
      const clip = draw("g", { "clip-path": this.clip });
      this.shown.forEach((line, place) => {
        const step = line.step;
        const edge = (which) => seen[place].map((point) => [
          [this.x(point.at), y(Math.max(low, point.values[which]))],
          [this.x(point.at + step), y(Math.max(low, point.values[which]))]]);
        // Runs of steps in which something was measured; what lies between them is unknown.
        const runs = [];
        seen[place].forEach((point, index) => {
          const isNext = index > 0 && Math.abs(point.at - seen[place][index - 1].at - step) < step / 2;
          if (isNext) runs[runs.length - 1].push(index); else runs.push([index]);
        });
        const path = (pairs) => pairs.flat().map(([x, at]) => `${x.toFixed(1)} ${at.toFixed(1)}`).join("L");
        const [median, , tail] = [edge(0), edge(1), edge(2)];
        const middle = edge(1);
        for (const run of runs) {
          const back = run.map((index) => [...tail[index]].reverse()).reverse();
          clip.append(draw("path", { class: `band c${line.colour}`,
            d: `M${path(run.map((index) => median[index]))}L${path(back)}Z` }));
          clip.append(draw("path", { class: `line c${line.colour}`,
            d: `M${path(run.map((index) => median[index]))}` }));
          clip.append(draw("path", { class: `line c${line.colour}`, "stroke-dasharray": "2 3",
            d: `M${path(run.map((index) => middle[index]))}` }));
        }
      });
      this.body.append(clip);
      this.board.cues?.(this);
    }
  }

  // How many orders took how long, when: the darker, the more.
  class HeatPanel extends Panel {
    constructor(session, place) {
      super(isOverlay ? `${letter(place)}: orders by latency` : "Orders by latency", 190);
      this.latency = latencyOf(session);
      const { bounds, counts } = this.latency;
      let first = bounds.length;
      let last = 0;
      for (const row of counts) {
        row.forEach((number, column) => {
          if (number > 0) [first, last] = [Math.min(first, column), Math.max(last, column)];
        });
      }
      Object.assign(this, { first, last });
      this.isFirst = false;
      this.isLast = true;
    }

    mount(host, board) {
      super.mount(host, board);
      this.readout = make("span", { class: "reading" });
      this.legend.append(this.readout);
      const { bounds } = this.latency;
      this.plot.setAttribute("aria-label", `Orders by latency over time, from ${
        duration(bounds[this.first] / 1e9)} to ${duration(bounds[this.last + 1] / 1e9)}`);
    }

    paint({ top, bottom }) {
      const { bounds, counts, start, step } = this.latency;
      const low = Math.max(1, bounds[this.first]);
      const high = bounds[this.last + 1];
      const y = (value) => bottom - (bottom - top) * Math.log(Math.max(low, value) / low) / Math.log(high / low);
      // As many steps together as make a column of three pixels.
      const { from, until } = this.board;
      const perPixel = (until - from) / this.span;
      const group = Math.max(1, Math.ceil(3 * perPixel / step));
      const begin = Math.max(0, Math.floor((from - start) / step / group) * group);
      const end = Math.min(counts.length, Math.ceil((until - start) / step));
      const cells = [];
      let most = 1;
      for (let index = begin; index < end; index += group) {
        for (let column = this.first; column <= this.last; column += 1) {
          let number = 0;
          // The row of a step without orders is empty.
          for (let k = index; k < Math.min(index + group, counts.length); k += 1) number += counts[k][column] ?? 0;
          if (number === 0) continue;
          cells.push([index, column, number]);
          if (number > most) most = number;
        }
      }
      const levels = 7;
      const paths = Array.from({ length: levels + 1 }, () => "");
      for (const [index, column, number] of cells) {
        const level = most > 1 ? Math.round(levels * Math.log(number) / Math.log(most)) : levels;
        const x0 = Math.max(left, this.x(start + index * step));
        const x1 = Math.min(this.width - right, this.x(start + Math.min(index + group, counts.length) * step));
        if (x1 <= x0) continue;
        const y1 = y(bounds[column]);
        const y0 = y(bounds[column + 1]);
        paths[level] += `M${x0.toFixed(1)} ${y0.toFixed(1)}H${x1.toFixed(1)}V${y1.toFixed(1)}H${x0.toFixed(1)}Z`;
      }
      paths.forEach((path, level) => {
        if (path) this.body.append(draw("path", {
          d: path, style: `fill: rgb(var(--heat)); fill-opacity: ${(0.16 + 0.84 * level / levels).toFixed(2)}` }));
      });
      this.upright(logTicks(low / 1e9, high / 1e9, 6), (value) => y(value * 1e9), "s");
    }

    read(at) {
      super.read(at);
      if (this.readout) this.readout.textContent = at === null ? "" : this.told(at);
    }

    told(at) {
      const { counts, start, step } = this.latency;
      const row = counts[Math.floor((at - start) / step)];
      const total = row ? row.reduce((a, b) => a + b, 0) : 0;
      if (total === 0) return "no orders";
      const median = quantile(this.latency, row, 0.5);
      return `${count(total)} orders in ${duration(step)}, half of them within ${duration(median / 1e9)}`;
    }

    words(at) { return `${this.title}: ${this.told(at)}`; }
  }

  // What the hosts do, and what goes wrong

  const stepWords = { warmUp: "warm-up", talk: "talk", pitch: "pitch", announce: "announcement",
    linkUp: "link-up", giveaway: "giveaway", reveal: "reveal", restock: "restock", close: "close" };
  const stepName = (step) =>
    [stepWords[step.do] ?? step.do, step.product].filter(Boolean).join(" ");

  class StagePanel extends Panel {
    constructor() {
      const lanes = [];
      sessions.forEach((session, place) => {
        const of = (name) => {
          let lane = lanes.find((lane) => lane.place === place && lane.name === name);
          if (!lane) lanes.push(lane = { place, name, spans: [] });
          return lane;
        };
        for (const step of session.timeline ?? []) {
          of(step.room ?? "stage").spans.push({
            from: step.from, until: step.until, text: stepName(step),
            style: step.do === "linkUp" ? "step strong" : "step",
            full: `${stepName(step)}, ${clock(step.from)} to ${clock(step.until)}${
              step.planned === step.from ? "" : `, planned for ${clock(step.planned)}`}` });
        }
        for (const fault of session.faults ?? []) {
          of("faults").spans.push({
            from: fault.at, until: fault.at + fault.for, text: `${fault.kind} ${fault.tier}`,
            style: "faultEdge",
            full: `fault: ${fault.kind} ${fault.tier}, ${clock(fault.at)} to ${clock(fault.at + fault.for)}` });
        }
      });
      super("On stage", 26 + lanes.length * 34);
      this.lanes = lanes;
    }

    titleOf(lane) { return isOverlay ? `${letter(lane.place)} ${lane.name}` : lane.name; }

    mount(host, board) {
      super.mount(host, board);
      this.readout = make("span", { class: "reading" });
      this.legend.append(this.readout);
      this.plot.setAttribute("aria-label", `What the hosts do and which faults there are: ${
        this.lanes.map((lane) => `${this.titleOf(lane)}, ${lane.spans.length} steps`).join("; ")}`);
    }

    paint({ top }) {
      this.lanes.forEach((lane, index) => {
        const y = top + index * 34;
        for (const span of lane.spans) {
          const start = Math.max(left, this.x(span.from));
          const end = Math.min(this.width - right, this.x(span.until));
          if (end < left || start > this.width - right) continue;
          const wide = Math.max(2, end - start);
          this.body.append(draw("rect", {
            class: `${span.style} c${lane.place % 8}`, x: start, y: y + 14, width: wide, height: 18, rx: 2,
          }, draw("title", {}, span.full)));
          const room = Math.floor((wide - 8) / 6.6);
          if (room >= 3) {
            const text = span.text.length > room ? span.text.slice(0, room - 1) + "…" : span.text;
            this.body.append(draw("text", { class: "ink within", x: start + 4, y: y + 27, "pointer-events": "none" }, text));
          }
        }
        this.body.append(draw("text", { x: left, y: y + 10 }, this.titleOf(lane)));
      });
      this.board.cues?.(this);
    }

    on(at) {
      return this.lanes.flatMap((lane) => lane.spans
        .filter((span) => span.from <= at && at < span.until).map((span) => span.text));
    }

    read(at) {
      super.read(at);
      if (this.readout) this.readout.textContent = at === null ? "" : this.on(at).join(", ");
    }

    words(at) { return this.on(at).join(", "); }
  }

  // Marks across all panels: where link-ups begin, and how long faults last.
  const cues = (panel) => {
    const { from, until } = panel.board;
    let path = "";
    for (const session of sessions) {
      for (const step of session.timeline ?? []) {
        if (step.do === "linkUp" && step.from >= from && step.from <= until) {
          path += `M${Math.round(panel.x(step.from)) + 0.5} 0V${panel.height}`;
        }
      }
      for (const fault of session.faults ?? []) {
        const start = Math.max(left, panel.x(fault.at));
        const end = Math.min(panel.width - right, panel.x(fault.at + fault.for));
        if (end > start) panel.body.prepend(draw("rect", {
          class: "fault", x: start, y: 0, width: end - start, height: panel.height }));
      }
    }
    if (path) panel.body.append(draw("path", { class: "cue", d: path }));
  };

  const zoomHint = "Drag across to zoom, double-click for the whole. Click, then turn the wheel or use "
    + "the keys: ← → point, + − zoom, Shift with ← → moves, 0 shows the whole. ";

  const drawTimeline = (figure) => {
    const length = Math.max(...sessions.map((session) => session.length), 1);
    const last = Math.max(length, ...sessions.flatMap((session) =>
      Object.values(session.series).map((series) => series.values.length * series.step)));
    const jumps = sessions.flatMap((session, place) => (session.timeline ?? [])
      .filter((step) => step.do === "linkUp").slice(0, 60).map((step) => ({
        text: `${isOverlay ? letter(place) + " " : ""}${clock(step.from)} ${stepName(step)}`,
        from: step.from - 5, until: step.from + 30 })));
    const places = (board) => (board.until - board.from) < 20 ? 1 : 0;
    const board = new Board(figure, {
      whole: [0, length], full: [0, last], step: 1, axisTicks: timeTicks, jumps,
      text: (at) => clock(at, board ? places(board) : 0), unit: "Time in the session",
      hint: zoomHint + "Time is minutes:seconds from the start; dashed lines are link-ups."
        + (isOverlay ? ` ${sessions.map((session, place) => `${letter(place)} is ${session.name}`).join(", ")}.` : ""),
    });
    board.cues = cues;
    const stage = new StagePanel();
    const panels = [
      stage.lanes.length > 0 ? stage : null,
      namedPanel("People", "count", kinds.people, { isArea: true }),
      namedPanel("What they do, a second", "count", kinds.acts),
      namedPanel("Orders, a second", "count", kinds.orders),
      stockPanel(),
      sessions.some((session) => isMeasured(latencyOf(session))) ? new LatencyPanel() : null,
      tierPanel("Busy servers", "share", ".busyTime"),
      tierPanel("Waiting at the tiers", "count", ".waitingTime"),
    ].filter(Boolean);
    if (panels.length === 0) return;
    panels[0].isFirst = true;
    panels[0].height += 14;
    panels[panels.length - 1].isLast = true;
    panels[panels.length - 1].height += 14;
    for (const panel of panels) board.add(panel);
    const heat = document.querySelector('figure[data-chart="heatmap"]');
    const heats = sessions.map((session, place) =>
      isMeasured(latencyOf(session)) ? new HeatPanel(session, place) : null).filter(Boolean);
    if (heat && heats.length === 0) heat.remove();
    for (const panel of heats) board.add(panel, heat);
    board.redraw();
    figure.board = board;
  };

  // Every percentile: as far to the right as there are measurements, each nine as wide as the last

  const drawPercentiles = (figure) => {
    const lines = [];
    let most = 1;
    const names = [...new Set(sessions.flatMap((session) => Object.keys(session.histograms)))]
      .filter((name) => name !== "people.watch");
    sessions.forEach((session, place) => {
      names.forEach((name, index) => {
        const buckets = session.histograms[name] ?? [];
        const total = buckets.reduce((sum, bucket) => sum + bucket[2], 0);
        if (total === 0) return;
        const end = Math.log10(total) || 0.3;
        most = Math.max(most, end);
        let below = 0;
        const points = buckets.map(([low, high, number]) => {
          const from = below === 0 ? 0 : -Math.log10(1 - below / total);
          below += number;
          const until = below >= total ? end : -Math.log10(1 - below / total);
          return { from, until, value: (low + high) / 2 };
        });
        lines.push({
          label: isOverlay ? `${letter(place)} ${name}` : name, about: name, points, end,
          colour: (isOverlay ? place : index) % 8, dash: isOverlay ? dashes[index % dashes.length] : null,
          isOff: !name.startsWith("latency."),
          read: (at) => {
            const point = points.find((point) => at <= point.until);
            return point ? duration(point.value / 1e9) : "–";
          },
        });
      });
    });
    if (lines.length === 0) return figure.remove();
    const share = (at) => {
      const rest = 10 ** -at;
      return `${Number((100 - rest * 100).toFixed(Math.max(1, Math.min(8, Math.ceil(at)))))} %`;
    };
    const marks = [0, 0.5, 0.9];
    for (let nines = 2; nines <= 12; nines += 1) marks.push(1 - 10 ** -nines);
    const axisTicks = (from, until) => marks
      .map((mark, place) => ({ at: place < 2 ? -Math.log10(1 - mark) : place - 1,
        text: place === 0 ? "0 %" : place === 1 ? "50 %" : share(place - 1) }))
      .filter((tick) => tick.at >= from - 1e-9 && tick.at <= until + 1e-9);
    const board = new Board(figure, {
      whole: [0, most], full: [0, most], step: 0.01, axisTicks, text: share,
      unit: "Share of all that took at most so long",
      hint: "The share of all, to the right, took at most the time at the left. " + zoomHint,
    });
    class CurvePanel extends Panel {
      paint({ top, bottom }) {
        const { from, until } = this.board;
        const seen = this.shown.flatMap((line) => line.points
          .filter((point) => point.until >= from && point.from <= until).map((point) => point.value));
        if (seen.length === 0) return;
        let low = Math.max(1, seen.reduce((a, b) => Math.min(a, b)) / 1.2);
        let high = Math.max(2, seen.reduce((a, b) => Math.max(a, b)) * 1.2);
        if (high / low < 4) [low, high] = [low / 2, high * 2];
        const y = (value) => bottom - (bottom - top) * Math.log(Math.max(low, value) / low) / Math.log(high / low);
        this.upright(logTicks(low / 1e9, high / 1e9, 7), (value) => y(value * 1e9), "s");
        const clip = draw("g", { "clip-path": this.clip });
        for (const line of this.shown) {
          let path = "";
          for (const point of line.points) {
            path += `${path ? "V" : `M${this.x(point.from).toFixed(1)} `}${y(point.value).toFixed(1)}H${this.x(point.until).toFixed(1)}`;
          }
          clip.append(draw("path", { class: `line c${line.colour}`, d: path, "stroke-dasharray": line.dash }));
        }
        this.body.append(clip);
      }
    }
    const panel = new CurvePanel("Time", 280, lines);
    panel.isLast = true;
    board.add(panel);
    panel.plot.setAttribute("aria-label", alternative(figure));
    board.redraw();
    figure.board = board;
  };

  // Small charts, which stand alone

  // Draws now and whenever the width changes.
  const fitted = (figure, host, paint) => {
    let last = 0;
    const again = () => {
      const width = Math.max(200, host.clientWidth);
      if (width === last) return;
      last = width;
      paint(width);
    };
    new ResizeObserver(() => requestAnimationFrame(again)).observe(host);
    again();
  };
  const picture = (host, figure, height, label) => {
    const svg = draw("svg", { role: "img", height, "aria-label": label ?? alternative(figure) });
    host.append(svg);
    return svg;
  };

  // Intervals, one below the other: bar from end to end, dot at the estimate, mark at what is wanted.
  const drawIntervals = (figure, { unit, money, zero, rows }) => {
    if (rows.length === 0) return figure.remove();
    const values = rows.flatMap((row) => [row.low, row.high, row.estimate, row.mark, zero])
      .filter((value) => value !== null && value !== undefined && Number.isFinite(value));
    // Factors are as far from 1 when they halve as when they double. One that is not above 0 lies beyond
    // the left of any such axis.
    const isFactor = unit === "factor";
    const bent = isFactor ? Math.log : (value) => value;
    const drawn = isFactor ? values.filter((value) => value > 0) : values;
    let low = Math.min(...drawn);
    let high = Math.max(...drawn);
    const room = (bent(high) - bent(low) || Math.abs(high) || 1) * 0.05;
    if (isFactor) [low, high] = [low / Math.exp(room), high * Math.exp(room)];
    else [low, high] = [low - room, high + room];
    if (unit === "share") [low, high] = [Math.max(0, low), Math.min(1, high)];
    const each = 34;
    const height = rows.length * each + 30;
    const svg = picture(figure, figure, height);
    fitted(figure, figure, (width) => {
      svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
      svg.replaceChildren();
      const isBeyond = (value) => isFactor && value <= 0;
      const x = (value) => 8 + (isBeyond(value) ? 0
        : (width - 24) * (bent(value) - bent(low)) / (bent(high) - bent(low)));
      const most = Math.max(2, width / 130);
      const list = isFactor && high / low > 3 ? logTicks(low, high, most) : ticks(low, high, most);
      const texts = axisTexts(list, unit, money);
      list.forEach((tick, place) => {
        const at = Math.round(x(tick)) + 0.5;
        svg.append(draw("path", { class: "grid", d: `M${at} 0V${height - 20}` }),
          draw("text", { x: at, y: height - 5, "text-anchor": at < 30 ? "start" : at > width - 30 ? "end" : "middle" },
            texts[place]));
      });
      if (Number.isFinite(zero)) {
        svg.append(draw("path", { class: "cue strong", d: `M${Math.round(x(zero)) + 0.5} 0V${height - 20}` }));
      }
      rows.forEach((row, place) => {
        const y = place * each + 24;
        const ends = [row.low, row.high].map((value) => written(value, unit, money));
        const text = draw("text", { class: "ink", x: 8, y: y - 8 }, `${row.label}   `);
        text.append(draw("tspan", { style: "fill: var(--faint)" }, `${ends[0]} … ${ends[1]}`));
        const group = draw("g", { class: row.tone }, draw("title", {}, `${row.label}: ${ends[0]} … ${ends[1]}`),
          draw("rect", { x: x(row.low), y: y - 3, width: Math.max(1.5, x(row.high) - x(row.low)), height: 6, rx: 2, style: "fill: var(--own)" }));
        if (row.estimate !== null) group.append(draw("circle", { class: "dot", cx: x(row.estimate), cy: y, r: 5 }));
        if (isBeyond(row.low)) group.append(draw("path", { d: `M1 ${y}l9 -6v12z`, style: "fill: var(--own)" }));
        if (row.mark !== null) group.append(draw("path", { class: "mark", d: `M${x(row.mark)} ${y - 7}V${y + 7}` }));
        svg.append(text, group);
      });
    });
  };

  // Small multiples: lines over settings that stand side by side.
  const drawLines = (figure, { charts, money }) => {
    const grid = make("div", { class: "small" });
    figure.append(grid);
    for (const chart of charts) {
      const values = chart.lines.flatMap((line) => line.points.flatMap((point) => point.slice(1)))
        .concat(chart.limit ?? []).filter((value) => value !== null && Number.isFinite(value));
      if (values.length === 0) continue;
      const host = make("div", {});
      grid.append(host);
      let low = Math.min(...values);
      let high = Math.max(...values);
      if (chart.unit === "share") [low, high] = [Math.min(low, 0), Math.max(high, 1)];
      else if (low > 0 && low < high / 2) low = 0;
      if (chart.unit !== "share") high += (high - low) * 0.05;
      if (high === low) [low, high] = low === 0 ? [0, 1] : [low - Math.abs(low) / 2, high + Math.abs(high) / 2];
      const height = 220;
      const svg = picture(host, figure, height,
        `${chart.title} over ${chart.x}, from ${written(Math.min(...values), chart.unit, money)} to ${
          written(Math.max(...values), chart.unit, money)}`);
      if (chart.lines.length > 1) {
        host.append(make("div", { class: "legend" }, ...chart.lines.map((line, place) => {
          const swatch = draw("svg", { class: `swatch c${place % 8}`, viewBox: "0 0 20 8", "aria-hidden": "true" },
            draw("path", { class: "line", d: "M0 4H20", "stroke-dasharray": dashes[place % dashes.length], style: "stroke-width:3" }));
          return make("span", {}, swatch, line.label);
        })));
      }
      fitted(figure, host, (width) => {
        svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
        svg.replaceChildren();
        const start = 74;
        const [top, bottom] = [26, height - 38];
        const wide = width - start - 18;
        const x = (place) => start + wide * (chart.ticks.length > 1 ? chart.places[place] : 0.5);
        const y = (value) => bottom - (bottom - top) * (value - low) / (high - low);
        svg.append(draw("text", { class: "title", x: 0, y: 14 }, chart.title));
        const list = ticks(low, high, 5);
        const texts = axisTexts(list, chart.unit, money);
        list.forEach((tick, place) => {
          const at = Math.round(y(tick)) + 0.5;
          svg.append(draw("path", { class: "grid", d: `M${start} ${at}H${width - 10}` }),
            draw("text", { x: start - 8, y: at + 4, "text-anchor": "end" }, texts[place]));
        });
        let free = -Infinity;
        const places = chart.ticks.map((tick, place) => place).sort((a, b) => x(a) - x(b));
        for (const place of places) {
          const half = chart.ticks[place].length * 3.5 + 6;
          svg.append(draw("path", { class: "grid", d: `M${Math.round(x(place)) + 0.5} ${bottom}v4` }));
          if (x(place) - half < free) continue;
          free = x(place) + half;
          svg.append(draw("text", { x: x(place), y: bottom + 16, "text-anchor": "middle" }, chart.ticks[place]));
        }
        svg.append(draw("text", { x: start + wide / 2, y: height - 6, "text-anchor": "middle" },
          chart.isLogarithmic ? `${chart.x}, logarithmic` : chart.x));
        if (chart.limit !== null && chart.limit !== undefined) {
          svg.append(draw("path", { class: "cue strong", d: `M${start} ${Math.round(y(chart.limit)) + 0.5}H${width - 10}` }),
            draw("text", { class: "ink", x: width - 10, y: y(chart.limit) - 5, "text-anchor": "end" },
              `promised ${written(chart.limit, chart.unit, money)}`));
        }
        if (chart.mark !== null && chart.mark !== undefined) {
          svg.append(draw("path", { class: "cue strong", d: `M${Math.round(x(chart.mark)) + 0.5} ${top}V${bottom}` }));
        }
        chart.lines.forEach((line, place) => {
          const points = [...line.points].sort((a, b) => chart.places[a[0]] - chart.places[b[0]]);
          const group = draw("g", { class: `c${place % 8}` });
          group.append(draw("path", { class: "line", "stroke-dasharray": chart.lines.length > 1 ? dashes[place % dashes.length] : null,
            d: "M" + points.map((point) => `${x(point[0]).toFixed(1)} ${y(point[1]).toFixed(1)}`).join("L") }));
          for (const [at, value, from, until] of points) {
            const text = `${line.label ? line.label + ", " : ""}${chart.x} ${chart.ticks[at]}: ${written(value, chart.unit, money)}`
              + (from === null || from === undefined ? "" : ` (${written(from, chart.unit, money)} … ${written(until, chart.unit, money)})`);
            if (from !== null && from !== undefined) {
              group.append(draw("path", { class: "line", d: `M${x(at)} ${y(from)}V${y(until)}` }));
            }
            group.append(draw("circle", { class: "dot", cx: x(at), cy: y(value), r: 4 }, draw("title", {}, text)));
          }
          svg.append(group);
        });
      });
    }
  };

  // How the sessions are spread over one measure, which can be chosen.
  const drawBins = (figure, { measures, money, first }) => {
    if (measures.length === 0) return figure.remove();
    const select = make("select", { "aria-label": "Measure" },
      ...measures.map((measure, place) => make("option", { value: place }, measure.name)));
    const start = Math.max(0, measures.findIndex((measure) => measure.name === first));
    select.value = start;
    figure.append(make("div", { class: "tools" }, select));
    const height = 200;
    const svg = picture(figure, figure, height);
    let width = 0;
    const paint = () => {
      const measure = measures[select.value];
      const { unit, from, width: size, counts } = measure;
      svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
      svg.setAttribute("aria-label", `Sessions by ${measure.name}, mean ${written(measure.mean, unit, money)}`);
      svg.replaceChildren();
      const [begin, end, top, bottom] = [44, width - 14, 22, height - 24];
      const most = Math.max(...counts);
      const until = from + size * counts.length;
      const x = (value) => begin + (end - begin) * (value - from) / (until - from);
      const y = (number) => bottom - (bottom - top) * number / most;
      for (const tick of ticks(0, most, 4).filter(Number.isInteger)) {
        const at = Math.round(y(tick)) + 0.5;
        svg.append(draw("path", { class: "grid", d: `M${begin} ${at}H${end}` }),
          draw("text", { x: begin - 6, y: at + 4, "text-anchor": "end" }, count(tick)));
      }
      const list = ticks(from, until, Math.max(2, width / 120));
      const texts = axisTexts(list, unit, money);
      list.forEach((tick, place) => {
        const at = x(tick);
        svg.append(draw("text", { x: at, y: height - 6, "text-anchor": at > end - 20 ? "end" : "middle" }, texts[place]));
      });
      counts.forEach((number, place) => {
        if (number === 0) return;
        const low = from + place * size;
        svg.append(draw("rect", { class: "c0", style: "fill: var(--own)", x: x(low) + 0.5, y: y(number),
          width: Math.max(1, x(low + size) - x(low) - 1), height: bottom - y(number) },
          draw("title", {}, `${number} sessions from ${written(low, unit, money)} to ${written(low + size, unit, money)}`)));
      });
      if (measure.mean !== null) {
        svg.append(draw("path", { class: "mark", d: `M${x(measure.mean)} ${top - 4}V${bottom}` }),
          draw("text", { class: "ink", x: x(measure.mean) + (x(measure.mean) > width / 2 ? -6 : 6), y: 13,
            "text-anchor": x(measure.mean) > width / 2 ? "end" : "start" },
            `mean ${written(measure.mean, unit, money)}` + (measure.low === null ? ""
              : ` (${written(measure.low, unit, money)} … ${written(measure.high, unit, money)})`)));
      }
    };
    select.addEventListener("change", paint);
    fitted(figure, figure, (now) => { width = now; paint(); });
  };

  // Tables

  const makeSortable = (table) => {
    const body = table.tBodies[0];
    [...table.tHead.rows[0].cells].forEach((head, column) => {
      const button = make("button", { type: "button" });
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const isNumber = head.classList.contains("number");
        const now = head.getAttribute("aria-sort");
        const isDown = now === null ? isNumber : now === "ascending";
        for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
        head.setAttribute("aria-sort", isDown ? "descending" : "ascending");
        const key = (row) => {
          const cell = row.cells[column];
          if (isNumber) return cell.dataset.v === undefined ? null : Number(cell.dataset.v);
          return cell.textContent;
        };
        const order = (a, b) => {
          const [one, two] = [key(a), key(b)];
          // What was not measured stands last, whichever way.
          if (one === null || two === null) return (one === null) - (two === null);
          const sign = isDown ? -1 : 1;
          return sign * (isNumber ? one - two : one.localeCompare(two, "en", { numeric: true }));
        };
        body.append(...[...body.rows].sort(order));
      });
    });
  };

  const makeFilter = (table) => {
    const input = make("input", { type: "search", "aria-label": "Show only rows with these words" });
    const all = [...table.tBodies[0].rows].map((row) => [row, row.textContent.toLowerCase()]);
    input.addEventListener("input", () => {
      const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
      for (const [row, text] of all) row.hidden = !words.every((word) => text.includes(word));
    });
    table.closest(".scroll").before(make("label", { class: "filter" }, "Only rows with ", input));
  };

  // What of the page is drawn how

  const drawers = { timeline: drawTimeline, percentiles: drawPercentiles, intervals: drawIntervals,
    lines: drawLines, bins: drawBins };
  for (const figure of document.querySelectorAll("figure[data-chart]")) {
    const drawer = drawers[figure.dataset.chart];
    const own = figure.dataset.of ? data.charts[figure.dataset.of] : null;
    if (drawer && (own || !figure.dataset.of)) drawer(figure, own);
  }
  document.querySelectorAll("table.sorts").forEach(makeSortable);
  document.querySelectorAll("table.filters").forEach(makeFilter);
  // On paper everything is open.
  addEventListener("beforeprint", () => {
    for (const details of document.querySelectorAll("details")) details.open = true;
  });
})();
