// What was measured, for the program that prints the table: lines of JSON, and a summary of every trace.
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { percentile, round, type Summary } from './trace.ts';

const folder = process.env.BENCH_FOLDER ?? resolve(import.meta.dirname, '../../target/bench');

/** A line of the table. */
export interface Line {
  what: string;
  figure: string;
  floor: string;
  ratio: number | null;
  promise: string;
  kept: boolean;
}

export function report(line: Omit<Line, 'floor' | 'ratio'> & Partial<Line>): void {
  mkdirSync(folder, { recursive: true });
  const whole: Line = { floor: '', ratio: null, ...line };
  appendFileSync(join(folder, 'editor-lines.jsonl'), `${JSON.stringify(whole)}\n`);
  console.log(`${whole.kept ? 'kept' : 'NOT REACHED'} | ${whole.what} | ${whole.figure} | ${whole.floor} | ${whole.promise}`);
}

/** A figure in milliseconds that must stay below a limit; the largest of several is told beside it. */
export function millis(what: string, figure: number, limit: number, note = ''): void {
  const said = `${round(figure)} ms${note && `, ${note}`}`;
  report({ what, figure: said, promise: `< ${limit} ms`, kept: figure < limit });
}

/** Intervals between presented frames, beside those of the floor. */
export function pace(what: string, intervals: number[], floors: number[], note = ''): void {
  const [own, floor] = [percentile(intervals, 95), percentile(floors, 95)];
  const ratio = own / floor;
  const half = `half within ${round(percentile(intervals, 50))} ms, worst ${Math.round(Math.max(...intervals))} ms`;
  report({
    what,
    figure: `95 % within ${round(own)} ms, ${half}${note && `; ${note}`}`,
    floor: `a blit a frame ${round(floor)} ms, half ${round(percentile(floors, 50))} ms`,
    ratio: round(ratio),
    promise: '≤ 20 ms or ≤ 1.15',
    kept: own <= 20 || ratio <= 1.15,
  });
}

/** Where the time of a trace went. */
export function explain(name: string, summary: Summary): void {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, 'editor-trace.json');
  const all = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {};
  writeFileSync(path, JSON.stringify({ ...all, [name]: summary }, null, 2));
}
