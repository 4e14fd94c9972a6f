// A picture under the hand: where its pixels stand on the screen, and the shapes of results in pixels of it.
import { type Page } from '@playwright/test';
import { expect } from './test.ts';
import { type Result } from './house.ts';
import { painted } from './labeling.ts';

/** Of `/assets/sample.svg`. */
export const SIZE = { width: 960, height: 600 };

export interface Spot {
  /** On the screen. */
  x: number;
  y: number;
  /** In pixels of the picture. */
  at: [number, number];
}

/** The pixel of the screen that is nearest to a place of the picture, and what that is on the picture. */
export async function spot(page: Page, [x, y]: [number, number]): Promise<Spot> {
  const canvas = page.getByTestId('image-canvas');
  const box = await canvas.boundingBox();
  const [scale, left, top] = ((await canvas.getAttribute('data-view')) ?? '').split(',').map(Number);
  if (!box || !Number.isFinite(top)) throw new Error('no picture on the screen');
  // Whole pixels, for pointers are told in them; a little more, so that a fraction of the box does not round down.
  const on = [Math.round(left + x * scale), Math.round(top + y * scale)];
  return { x: box.x + on[0] + 0.2, y: box.y + on[1] + 0.2, at: [(on[0] - left) / scale, (on[1] - top) / scale] };
}

/** Presses at the first of these places of the picture, goes to each of the others, and lets go; gives back where they are. */
export async function drag(page: Page, ...places: [number, number][]): Promise<[number, number][]> {
  const spots: Spot[] = [];
  for (const place of places) spots.push(await spot(page, place));
  await page.mouse.move(spots[0].x, spots[0].y);
  await page.mouse.down();
  for (const { x, y } of spots.slice(1)) await page.mouse.move(x, y, { steps: 5 });
  await page.mouse.up();
  return spots.map(({ at }) => at);
}

/** Clicks at places of the picture, too far from one another for two to be a double click; gives back where they are. */
export async function click(page: Page, ...places: [number, number][]): Promise<[number, number][]> {
  const all: [number, number][] = [];
  for (const place of places) {
    const { x, y, at } = await spot(page, place);
    await page.mouse.move(x, y, { steps: 2 });
    await page.mouse.down();
    await page.mouse.up();
    await painted(page);
    all.push(at);
  }
  return all;
}

const ACROSS = new Set(['x', 'width', 'radiusX']);
const DOWN = new Set(['y', 'height', 'radiusY']);

/** The value of a result with its lengths in pixels of the picture instead of percent. */
export function inPixels(value: Result, size = SIZE): Result {
  const read = (one: any, key: string): any => {
    if (typeof one === 'number' && ACROSS.has(key)) return (one * size.width) / 100;
    if (typeof one === 'number' && DOWN.has(key)) return (one * size.height) / 100;
    if (key === 'points') return one.map(([x, y]: [number, number]) => [(x * size.width) / 100, (y * size.height) / 100]);
    if (Array.isArray(one)) return one.map((inner) => read(inner, ''));
    if (one && typeof one === 'object') return Object.fromEntries(Object.entries(one).map(([name, inner]) => [name, read(inner, name)]));
    return one;
  };
  return read(value, '');
}

/** Half a pixel. */
const NEAR = 0.5;

/** What is not as it was expected, path by path; numbers within half a pixel are alike. */
export function differences(actual: any, expected: any, path = ''): string[] {
  if (typeof expected === 'number' && typeof actual === 'number') {
    return Math.abs(actual - expected) <= NEAR ? [] : [`${path}: ${actual} instead of ${expected}`];
  }
  if (expected && actual && typeof expected === 'object' && typeof actual === 'object' && Array.isArray(expected) === Array.isArray(actual)) {
    const keys = new Set([...Object.keys(expected), ...Object.keys(actual)]);
    return [...keys].flatMap((key) => differences(actual[key], expected[key], `${path}.${key}`));
  }
  return Object.is(actual, expected) ? [] : [`${path}: ${JSON.stringify(actual)} instead of ${JSON.stringify(expected)}`];
}

/** Waits until the values of all results are these, in pixels of the picture. */
export async function drawn(read: () => Promise<Result[]>, expected: Result[]): Promise<void> {
  await expect.poll(async () => differences((await read()).map((one) => inPixels(one.value)), expected), 'the shapes').toEqual([]);
}
