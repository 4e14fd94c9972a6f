// Labels whatever a config asks for, once: what a hand does, by the kinds of its controls. Reads the config itself, so that a
// spec needs to know nothing of the template it tries.
import { expect, type Locator, type Page } from '@playwright/test';
import { painted } from './labeling.ts';

export interface Tag {
  name: string;
  attributes: Record<string, string>;
}

/** The tags of a config in document order. Our own configs hold no `>` within attributes. */
export function tagsOf(xml: string): Tag[] {
  return [...xml.matchAll(/<([A-Za-z]+)\b([^>]*)>/g)].map(([, name, rest]) => ({
    name,
    attributes: Object.fromEntries([...rest.matchAll(/([A-Za-z]+)="([^"]*)"/g)].map(([, key, value]) => [key, value])),
  }));
}

type Data = Record<string, unknown>;
type Step = (page: Page, control: Tag, data: Data) => Promise<void>;

/** What is done for a control of each kind. Relations and labels without a shape of their own need others. */
const STEPS: Record<string, Step> = {
  Labels: labelText,
  HyperTextLabels: (page, control) => markWord(page, control, `iframe[data-text-object="${control.attributes.toName}"]`),
  ParagraphLabels: (page, control) => markWord(page, control, '[data-testid^="paragraph-"] [data-s]'),
  RectangleLabels: drawBox,
  PolygonLabels: drawPolygon,
  KeyPointLabels: putPoint,
  BrushLabels: paint,
  Choices: choose,
  Taxonomy: pickFromTree,
  TextArea: write,
  Rating: giveStars,
  Pairwise: chooseLeft,
  Ranker: moveDown,
};

/** Nothing stands where something is not served, and every picture takes input. */
export async function labelable(page: Page): Promise<void> {
  await expect(page.getByTestId('submit')).toBeVisible();
  await expect(page.locator('[data-testid^="placeholder-"], .ed-placeholder')).toHaveCount(0);
  for (const canvas of await page.getByTestId('image-canvas').all()) {
    await expect(canvas).toHaveAttribute('data-ready', 'true');
  }
}

/** Answers every control of the config that is asked of the whole task and in sight. */
export async function labelOnce(page: Page, xml: string, data: Data): Promise<void> {
  const tags = tagsOf(xml);
  const shapes = new Set(tags.filter(({ name }) => name === 'Rectangle' || name === 'Polygon').map(({ attributes }) => attributes.toName));
  for (const control of tags) {
    if (control.attributes.perRegion === 'true') continue;
    const step = control.name === 'Labels' && shapes.has(control.attributes.toName) ? drawBox : STEPS[control.name];
    await step?.(page, control, data);
  }
}

/** The first label of a control, its own or one that comes with the task. */
function labelOf(page: Page, xmlControl: Tag, data: Data): Locator {
  const own = page.locator(`[data-testid^="label-"]`);
  const listed = data[(xmlControl.attributes.value ?? '').replace(/^\$/, '')];
  if (!Array.isArray(listed)) return own.first();
  const first = typeof listed[0] === 'string' ? listed[0] : listed[0].value;
  return page.getByTestId(`label-${first}`);
}

// ---- Text

async function labelText(page: Page, control: Tag, data: Data): Promise<void> {
  const label = labelOf(page, control, data);
  const before = await regions(page);
  const word = await wordIn(page.getByTestId('task-text').first());
  await page.mouse.dblclick(word.x, word.y);
  // By the key that the label itself tells.
  const key = await label.locator('kbd').textContent();
  await page.keyboard.press((key ?? '').trim());
  await expect.poll(() => regions(page)).toBe(before + 1);
}

async function markWord(page: Page, control: Tag, where: string): Promise<void> {
  const before = await regions(page);
  await labelOf(page, control, {}).click();
  const word = await wordIn(page.locator(where).first());
  await page.mouse.dblclick(word.x, word.y);
  await expect.poll(() => regions(page)).toBe(before + 1);
}

function regions(page: Page): Promise<number> {
  return page.getByTestId('region-item').count();
}

/** The middle, on the screen, of the first word of five letters or more; within a frame too. */
async function wordIn(root: Locator): Promise<{ x: number; y: number }> {
  await root.scrollIntoViewIfNeeded();
  const find = () =>
    root.evaluate((element) => {
      const frame = element instanceof HTMLIFrameElement ? element : null;
      const body = frame ? frame.contentDocument?.body : element;
      if (!body) return null;
      const origin = frame ? frame.getBoundingClientRect() : { left: 0, top: 0 };
      const walker = body.ownerDocument.createTreeWalker(body, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const found = /\p{L}{5,}/u.exec(node.textContent ?? '');
        if (!found) continue;
        const range = body.ownerDocument.createRange();
        range.setStart(node, found.index);
        range.setEnd(node, found.index + found[0].length);
        const box = range.getClientRects()[0];
        if (box?.width) return { x: origin.left + box.left + box.width / 2, y: origin.top + box.top + box.height / 2 };
      }
      return null;
    });
  let word: { x: number; y: number } | null = null;
  await expect.poll(async () => (word = await find()), 'a word to label').not.toBeNull();
  return word as unknown as { x: number; y: number };
}

// ---- Images

/** Where points of a picture, as fractions of what is in sight of it, stand on the screen. */
async function pointsOn(page: Page, fractions: [number, number][]): Promise<{ x: number; y: number }[]> {
  const canvas = page.getByTestId('image-canvas').first();
  await canvas.scrollIntoViewIfNeeded();
  const box = await canvas.boundingBox();
  const [, left, top] = ((await canvas.getAttribute('data-view')) ?? '').split(',').map(Number);
  const size = page.viewportSize();
  if (!box || !size || !Number.isFinite(top)) throw new Error('no picture on the screen');
  // The picture begins at its offset, and as much of it is at the far side; below, the window may end first.
  const [dx, dy] = [Math.max(left, 0), Math.max(top, 0)];
  const width = box.width - 2 * dx;
  const height = Math.min(box.height - 2 * dy, size.height - Math.max(box.y + dy, 0) - 8);
  return fractions.map(([x, y]) => ({ x: box.x + dx + x * width, y: Math.max(box.y + dy, 0) + y * height }));
}

async function drag(page: Page, points: { x: number; y: number }[]): Promise<void> {
  const [first, ...rest] = points;
  await page.mouse.move(first.x, first.y);
  await page.mouse.down();
  for (const point of rest) await page.mouse.move(point.x, point.y, { steps: 5 });
  await page.mouse.up();
}

async function drawBox(page: Page, control: Tag, data: Data): Promise<void> {
  const before = await regions(page);
  // Several controls on one picture draw beside each other.
  const shift = Math.min(before * 0.22, 0.5);
  await labelOf(page, control, data).click();
  await drag(page, await pointsOn(page, [[0.2 + shift, 0.2], [0.3 + shift, 0.3], [0.38 + shift, 0.42]]));
  await expect.poll(() => regions(page)).toBe(before + 1);
}

async function drawPolygon(page: Page, control: Tag, data: Data): Promise<void> {
  const before = await regions(page);
  await labelOf(page, control, data).click();
  const corners = await pointsOn(page, [[0.25, 0.25], [0.5, 0.3], [0.4, 0.55]]);
  for (const corner of [...corners, corners[0]]) {
    await page.mouse.click(corner.x, corner.y);
    await painted(page);
  }
  await expect.poll(() => regions(page)).toBe(before + 1);
}

async function putPoint(page: Page, control: Tag, data: Data): Promise<void> {
  const before = await regions(page);
  await labelOf(page, control, data).click();
  const [point] = await pointsOn(page, [[0.5, 0.3]]);
  await page.mouse.click(point.x, point.y);
  await expect.poll(() => regions(page)).toBe(before + 1);
}

async function paint(page: Page, control: Tag, data: Data): Promise<void> {
  const before = await regions(page);
  await labelOf(page, control, data).click();
  await drag(page, await pointsOn(page, [[0.25, 0.25], [0.5, 0.3], [0.6, 0.4], [0.4, 0.45]]));
  await expect.poll(() => regions(page)).toBe(before + 1);
}

// ---- Answers

async function choose(page: Page, control: Tag): Promise<void> {
  const group = page.getByTestId(`choices-${control.attributes.name}`);
  if (!(await group.isVisible())) return;
  const menu = group.locator('select');
  if (await menu.count()) {
    await menu.selectOption({ index: 1 });
    await expect(menu).not.toHaveValue('');
    return;
  }
  const first = group.locator('[data-testid^="choice-"]').first();
  await first.click();
  await expect(first.locator('input')).toBeChecked();
}

async function pickFromTree(page: Page, control: Tag): Promise<void> {
  const tree = page.getByTestId(`taxonomy-${control.attributes.name}`);
  const pick = () => page.locator('[role="treeitem"] input[type="checkbox"], [data-testid^="taxonomy-item-"]').first();
  if (!(await pick().isVisible())) await tree.getByRole('combobox').click();
  await pick().click();
  await page.keyboard.press('Escape');
}

async function write(page: Page, control: Tag): Promise<void> {
  const field = page.getByTestId(`textarea-${control.attributes.name}`).first();
  if (!(await field.isVisible())) return;
  await field.fill('Written by hand');
  await field.blur();
}

async function giveStars(page: Page, control: Tag): Promise<void> {
  await page.getByTestId(`rating-${control.attributes.name}`).getByTestId('star-3').click();
}

async function chooseLeft(page: Page): Promise<void> {
  await page.getByTestId('pairwise-left').click();
}

/** Takes up the first item, moves it a place on and puts it down, by keyboard alone. */
async function moveDown(page: Page, control: Tag): Promise<void> {
  const items = page.getByTestId(`ranker-${control.attributes.name}`).locator('[data-testid^="ranker-item-"]');
  const order = () => items.evaluateAll((all) => all.map((item) => item.getAttribute('data-testid')).join());
  const before = await order();
  await items.first().focus();
  await page.keyboard.press('Space');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Space');
  await expect.poll(order).not.toBe(before);
}
