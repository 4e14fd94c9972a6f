// What a hand does on the labeling page.
import { expect, type Page } from '@playwright/test';

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
  const ends = await page.getByTestId('task-text').evaluate((root, words) => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const at = node.textContent?.indexOf(words) ?? -1;
      if (at < 0) continue;
      const range = document.createRange();
      range.setStart(node, at);
      range.setEnd(node, at + words.length);
      const rects = [...range.getClientRects()];
      const [first, last] = [rects[0], rects[rects.length - 1]];
      return { x1: first.left + 1, y1: first.top + first.height / 2, x2: last.right - 1, y2: last.top + last.height / 2 };
    }
    return null;
  }, words);
  if (!ends) throw new Error(`"${words}" is not in the text`);
  await page.mouse.move(ends.x1, ends.y1);
  await page.mouse.down();
  await page.mouse.move(ends.x2, ends.y2, { steps: 6 });
  await page.mouse.up();
}
