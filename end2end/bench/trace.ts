// Chromium's own performance trace: when frames were presented, and what the main thread did for how long.
//
// A presented frame is the end of a `PipelineReporter` whose state is `STATE_PRESENTED_ALL`: the moment the display showed a
// frame that holds what the page's main thread had made for it. `STATE_PRESENTED_PARTIAL` shows what the compositor had without
// the page, and is not counted: to a hand that drags, nothing moved in it.
import type { Browser, Page } from '@playwright/test';
import { idle } from './watch.ts';

const CATEGORIES = [
  'devtools.timeline',
  'disabled-by-default-devtools.timeline',
  'toplevel',
  'cc',
  'benchmark',
  'blink.user_timing',
  '__metadata',
];

interface Event {
  name: string;
  ph: string;
  pid: number;
  tid: number;
  ts: number;
  dur?: number;
  /** Time of the processor within `dur`. */
  tdur?: number;
  id?: string;
  id2?: { local?: string; global?: string };
  args: any;
}

/** A stretch of time, in milliseconds. */
export interface Stretch {
  from: number;
  to: number;
}

/** Where the time of a trace went, in milliseconds. */
export interface Summary {
  seconds: number;
  /** Of each thread: how long it was at work. */
  threads: Record<string, number>;
  /** Of the page's main thread: own time by kind of work and what caused it, the largest first. */
  work: Record<string, number>;
  /** How frames of the page's compositor ended. */
  frames: Record<string, number>;
  /** What the page did in its animation frames. */
  animation: { half: number; most: number; worst: number } | null;
  /** Tasks of the main thread beyond 30 ms: when they began, and how long they took. */
  long: string[];
}

export class Trace {
  private readonly pid: number;
  private readonly tid: number;
  private readonly marks: { name: string; at: number }[];

  private constructor(private readonly events: Event[]) {
    const own = events.filter((event) => event.name.startsWith('bench:') && event.pid > 0);
    const first = own[0];
    if (!first) throw new Error('the trace holds no mark of the page');
    [this.pid, this.tid] = [first.pid, first.tid];
    this.marks = own.map((event) => ({ name: event.name.slice('bench:'.length), at: event.ts / 1000 }));
  }

  /** Traces what is done meanwhile. */
  static async of(browser: Browser, page: Page, act: () => Promise<void>): Promise<Trace> {
    await browser.startTracing(page, { categories: CATEGORIES });
    let buffer: Buffer;
    try {
      await mark(page, 'begin');
      await act();
      await mark(page, 'end');
      // What was asked last is shown two frames later.
      await idle(page);
    } finally {
      buffer = await browser.stopTracing();
    }
    const events = (JSON.parse(buffer.toString()).traceEvents as Event[]).sort((a, b) => a.ts - b.ts);
    return new Trace(events);
  }

  /** The times of a mark that the page set by `performance.mark('bench:NAME')`. */
  times(name: string): number[] {
    return this.marks.filter((one) => one.name === name).map((one) => one.at);
  }

  time(name: string): number {
    const [at] = this.times(name);
    if (at === undefined) throw new Error(`the page set no mark "${name}"`);
    return at;
  }

  whole(): Stretch {
    return { from: this.time('begin'), to: this.time('end') };
  }

  /** When frames were begun and presented. */
  frames(): Stretch[] {
    return this.reported().filter((frame) => frame.state === 'STATE_PRESENTED_ALL');
  }

  /** From one presented frame to the next, of those presented within a stretch. */
  intervals(within: Stretch): number[] {
    const shown = this.frames()
      .map((frame) => frame.to)
      .filter((at) => at >= within.from && at <= within.to)
      .sort((a, b) => a - b);
    return shown.slice(1).map((at, index) => at - shown[index]);
  }

  /** When that was on screen which the page made at a moment: the end of the last frame begun before. */
  presented(at: number): number {
    const of = this.frames().filter((frame) => frame.from <= at && frame.to >= at);
    const last = of.sort((a, b) => a.from - b.from).pop();
    const next = this.frames().find((frame) => frame.from > at);
    const found = last ?? next;
    if (!found) throw new Error('the trace holds no frame after the mark');
    return found.to;
  }

  /** What the page's main thread computed within a stretch: time of the processor, which others on the machine take nothing of. */
  busy(within: Stretch): number {
    let sum = 0;
    for (const { ts, dur = 0, tdur = dur } of this.tasks()) {
      const [from, to] = [ts / 1000, (ts + dur) / 1000];
      const shared = Math.min(to, within.to) - Math.max(from, within.from);
      if (shared > 0) sum += shared * (tdur / dur);
    }
    return sum;
  }

  /** How long each event of a name took on the page's main thread, and what of that was the processor's time. */
  durations(name: string, within: Stretch): { time: number; busy: number }[] {
    return this.onMain()
      .filter((event) => event.name === name && event.ts / 1000 >= within.from && event.ts / 1000 <= within.to)
      .map(({ dur = 0, tdur = dur }) => ({ time: dur / 1000, busy: tdur / 1000 }));
  }

  /** What the main thread computed for each presented frame of a stretch, on average. */
  busyPerFrame(within: Stretch): number {
    return this.busy(within) / (this.intervals(within).length + 1);
  }

  summary(within: Stretch): Summary {
    const frames: Record<string, number> = {};
    for (const { state, to } of this.reported()) {
      if (to >= within.from && to <= within.to) frames[state] = (frames[state] ?? 0) + 1;
    }
    const own = this.durations('FireAnimationFrame', within).map((one) => one.time);
    return {
      seconds: round((within.to - within.from) / 1000),
      threads: this.threads(within),
      work: this.work(within),
      frames,
      animation: own.length ? { half: round(percentile(own, 50)), most: round(percentile(own, 95)), worst: round(Math.max(...own)) } : null,
      long: this.long(within),
    };
  }

  private reported(): (Stretch & { state: string })[] {
    const open = new Map<string, Event>();
    const done: (Stretch & { state: string })[] = [];
    for (const event of this.events) {
      if (event.name !== 'PipelineReporter' || event.pid !== this.pid) continue;
      const id = event.id ?? event.id2?.local ?? event.id2?.global ?? '';
      if (event.ph === 'b') open.set(id, event);
      const begun = event.ph === 'e' && open.get(id);
      if (!begun) continue;
      open.delete(id);
      const report = { ...begun.args.chrome_frame_reporter, ...begun.args.frame_reporter, ...event.args?.chrome_frame_reporter };
      done.push({ from: begun.ts / 1000, to: event.ts / 1000, state: String(report.state ?? report.frame_type ?? 'unknown') });
    }
    return done;
  }

  private onMain(): Event[] {
    return this.events.filter((event) => event.ph === 'X' && event.pid === this.pid && event.tid === this.tid);
  }

  private tasks(): Event[] {
    return this.onMain().filter((event) => event.name === 'RunTask');
  }

  private long(within: Stretch): string[] {
    const long = this.tasks().filter(({ ts, dur = 0 }) => dur >= 30_000 && ts / 1000 >= within.from && ts / 1000 <= within.to);
    return long.slice(0, 24).map(({ ts, dur = 0 }) => `${Math.round(ts / 1000 - within.from)}: ${Math.round(dur / 1000)}`);
  }

  private threads(within: Stretch): Record<string, number> {
    const names = new Map<string, string>();
    const processes = new Map<number, string>();
    for (const event of this.events) {
      if (event.name === 'thread_name') names.set(`${event.pid}/${event.tid}`, event.args.name);
      if (event.name === 'process_name') processes.set(event.pid, event.args.name);
    }
    const busy: Record<string, number> = {};
    // Tasks may lie within tasks: only the outermost of a thread count.
    const until = new Map<string, number>();
    for (const event of this.events) {
      const isTask = event.name === 'RunTask' || event.name.endsWith('::RunTask') || event.name === 'RasterTask';
      if (event.ph !== 'X' || !isTask) continue;
      const [key, from, to] = [`${event.pid}/${event.tid}`, event.ts / 1000, (event.ts + (event.dur ?? 0)) / 1000];
      if (from < within.from || from > within.to || to <= (until.get(key) ?? 0)) continue;
      const counted = to - Math.max(from, until.get(key) ?? 0);
      until.set(key, to);
      const process = event.pid === this.pid ? 'page' : (processes.get(event.pid) ?? String(event.pid));
      const name = `${process} ${(names.get(key) ?? String(event.tid)).replace(/\d+$/, '')}`;
      busy[name] = (busy[name] ?? 0) + counted;
    }
    return largest(busy);
  }

  /** Own time, without what is nested: by name, and by the event or frame that it was done for. */
  private work(within: Stretch): Record<string, number> {
    const own: Record<string, number> = {};
    const stack: { name: string; cause: string; end: number; nested: number; from: number }[] = [];
    const close = (before: number) => {
      while (stack.length && stack[stack.length - 1].end <= before) {
        const done = stack.pop()!;
        const span = done.end - done.from;
        const label = done.cause && done.cause !== done.name ? `${done.name} for ${done.cause}` : done.name;
        own[label] = (own[label] ?? 0) + span - done.nested;
        const around = stack[stack.length - 1];
        if (around) around.nested += span;
      }
    };
    for (const event of this.onMain()) {
      const from = event.ts / 1000;
      if (from < within.from || from > within.to) continue;
      close(from);
      const name = event.name === 'EventDispatch' ? event.args.data?.type ?? event.name : event.name;
      const isCause = ['EventDispatch', 'FireAnimationFrame', 'TimerFire', 'RunMicrotasks'].includes(event.name);
      const above = stack[stack.length - 1]?.cause ?? '';
      const cause = isCause && (event.name !== 'RunMicrotasks' || !above) ? name : above;
      stack.push({ name, cause, from, end: from + (event.dur ?? 0) / 1000, nested: 0 });
    }
    close(Infinity);
    return largest(own);
  }
}

/** A moment of the page, for the trace. */
export async function mark(page: Page, name: string): Promise<void> {
  await page.evaluate((name) => performance.mark(`bench:${name}`), name);
}

function largest(times: Record<string, number>): Record<string, number> {
  const sorted = Object.entries(times).sort((a, b) => b[1] - a[1]);
  return Object.fromEntries(sorted.slice(0, 16).filter(([, time]) => time >= 0.5).map(([name, time]) => [name, round(time)]));
}

export function round(n: number): number {
  return Math.round(n * 100) / 100;
}

/** The figure that so many of a hundred do not exceed. */
export function percentile(figures: number[], percent: number): number {
  if (!figures.length) throw new Error('nothing was measured');
  const sorted = [...figures].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil((sorted.length * percent) / 100) - 1)];
}

/** What the main thread spent from each mark of the hand to what came of it; how long until that was on screen. */
export function spent(trace: Trace, from: string, to: string): { busy: number[]; note: string } {
  const begun = trace.times(from);
  const [busy, shown]: [number[], number[]] = [[], []];
  for (const done of trace.times(to)) {
    const last = begun.filter((at) => at <= done).pop();
    if (last === undefined) continue;
    busy.push(trace.busy({ from: last, to: done }));
    shown.push(trace.presented(done) - last);
  }
  const half = round(percentile(busy, 50));
  return { busy, note: `half within ${half} ms, half on screen after ${Math.round(percentile(shown, 50))} ms` };
}
