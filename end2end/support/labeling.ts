// What a hand does on the labeling page.
import { expect, type Page } from '@playwright/test';
import { dragOver } from './reading.ts';

/** The picture is drawn and takes input. */
export async function loaded(page: Page): Promise<void> {
  await expect(page.getByTestId('image-canvas')).toHaveAttribute('data-ready', 'true');
}

/** Where a point of the picture, as fractions of its size, stands on the screen. */
export async function onScreen(page: Page, point: { x: number; y: number }, size = { width: 640, height: 400 }) {
  const canvas = page.getByTestId('image-canvas');
  const box = await canvas.boundingBox();
  const [scale, x, y] = ((await canvas.getAttribute('data-view')) ?? '').split(',').map(Number);
  if (!box || !Number.isFinite(y)) throw new Error('no picture on the screen');
  return { x: box.x + x + point.x * size.width * scale, y: box.y + y + point.y * size.height * scale };
}

/** Drags from one point of the picture to another. */
export async function dragBox(page: Page, from: { x: number; y: number }, to: { x: number; y: number }): Promise<void> {
  const [begin, end] = [await onScreen(page, from), await onScreen(page, to)];
  await page.mouse.move(begin.x, begin.y);
  await page.mouse.down();
  await page.mouse.move((begin.x + end.x) / 2, (begin.y + end.y) / 2, { steps: 4 });
  await page.mouse.move(end.x, end.y, { steps: 4 });
  await page.mouse.up();
}

/** Submits, and waits for the next task of the stream. */
export async function submit(page: Page): Promise<void> {
  const before = await page.getByTestId('position').textContent();
  await page.getByTestId('submit').click();
  await expect(page.getByTestId('position')).not.toHaveText(before ?? '');
}

/** Selects a stretch of the text to label by dragging over it. */
export async function selectText(page: Page, words: string): Promise<void> {
  await dragOver(page, 'task-text', words);
}

/** What the last input asked for is on the screen: a frame may put off to the next one what it found to do. */
export async function painted(page: Page): Promise<void> {
  await page.evaluate(() => new Promise((next) => requestAnimationFrame(() => requestAnimationFrame(next))));
}

/** The next task of the stream is at hand, so that going on to it takes no answer. Asked before the task it follows is opened. */
export async function ahead(page: Page): Promise<void> {
  let asked = false;
  const answer = await page.waitForResponse((one) => {
    asked ||= /\/fn\/next_task$/.test(one.url()) && one.request().postDataJSON().after !== null;
    return asked && /\/fn\/task$/.test(one.url());
  });
  await answer.finished();
  await painted(page);
}
