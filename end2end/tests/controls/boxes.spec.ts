// Boxes: rectangles, turned ones, by three points, and ellipses; drawn, resized, moved, turned, undone, deleted, drawn
// again and submitted, by mouse and by keyboard alone. What is stored is where the hand was, within half a pixel.
import { type Page } from '@playwright/test';
import { House, redo, undo, type Result } from '../../support/house.ts';
import { click, drag, drawn, differences, inPixels, spot } from '../../support/picture.ts';
import { expect, test } from '../../support/test.ts';

const house = new House('boxes');
const DATA = { image: '/assets/sample.svg' };
const LABELS = '<Label value="Cat"/><Label value="Dog" alias="d"/>';
const labeled = (tag: string, more = '') => `<View><Image name="img" value="$image"/><${tag} name="shape" toName="img" ${more}>${LABELS}</${tag}></View>`;

const draft = () => house.draft();
const regions = (page: Page) => page.getByTestId('region-item');

type At = [number, number];

function box(a: At, b: At, more: Result): Result {
  return {
    x: Math.min(a[0], b[0]), y: Math.min(a[1], b[1]), width: Math.abs(b[0] - a[0]), height: Math.abs(b[1] - a[1]), rotation: 0, ...more,
  };
}

function moved(value: Result, from: At, to: At): Result {
  return { ...value, x: value.x + to[0] - from[0], y: value.y + to[1] - from[1] };
}

/** A box turned about its centre by degrees more. */
function turned(value: Result, degrees: number): Result {
  const angle = (degrees * Math.PI) / 180;
  const center = [value.x + value.width / 2, value.y + value.height / 2];
  const [dx, dy] = [-value.width / 2, -value.height / 2];
  return {
    ...value,
    x: center[0] + dx * Math.cos(angle) - dy * Math.sin(angle),
    y: center[1] + dx * Math.sin(angle) + dy * Math.cos(angle),
    rotation: degrees,
  };
}

/** How a result on the picture begins. */
const ABOUT = { original_width: 960, original_height: 600, image_rotation: 0, from_name: 'shape', to_name: 'img', origin: 'manual' };

test('a rectangle: drawn, selected, resized, moved, renamed, undone, deleted, drawn again', async ({ page }) => {
  await house.open(page, labeled('RectangleLabels'), DATA);
  const cat = { rectanglelabels: ['Cat'] };
  await page.getByTestId('label-Cat').click();
  const [a, b] = await drag(page, [120, 90], [420, 300]);
  const first = box(a, b, cat);
  await drawn(draft, [first]);
  await click(page, [270, 200]);
  await expect(regions(page).first()).toHaveClass(/\bed-on\b/);
  const [, corner] = await drag(page, [420, 300], [520, 360]);
  const larger = box(a, corner, cat);
  await drawn(draft, [larger]);
  const [from, to] = await drag(page, [200, 180], [262, 151]);
  const elsewhere = moved(larger, from, to);
  await drawn(draft, [elsewhere]);
  await page.keyboard.press('2');
  await drawn(draft, [{ ...elsewhere, rectanglelabels: ['d'] }]);
  await undo(page, 3);
  await drawn(draft, [first]);
  await redo(page, 2);
  await drawn(draft, [elsewhere]);
  await page.keyboard.press('Delete');
  await expect(regions(page)).toHaveCount(0);
  await drawn(draft, []);
  await undo(page);
  await drawn(draft, [elsewhere]);
  await page.getByTestId('region-delete').click();
  await page.getByTestId('label-d').click();
  const [c, d] = await drag(page, [700, 500], [610, 410]);
  const result = await house.submit(page);
  expect(result).toEqual([{ ...ABOUT, id: expect.any(String), type: 'rectanglelabels', value: expect.any(Object) }]);
  expect(differences(inPixels(result[0].value), box(c, d, { rectanglelabels: ['d'] }))).toEqual([]);
});

test('a rectangle by keyboard alone: placed, moved, widened, undone, deleted, placed again, submitted', async ({ page }) => {
  await house.open(page, labeled('RectangleLabels'), DATA);
  await page.keyboard.press('1');
  await page.keyboard.press('n');
  await expect(regions(page)).toHaveCount(1);
  await expect.poll(async () => (await draft()).length).toBe(1);
  const placed: Result = inPixels((await draft())[0].value);
  expect(placed.rectanglelabels).toEqual(['Cat']);
  for (let step = 0; step < 3; step++) await page.keyboard.press('Shift+ArrowLeft');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Alt+Shift+ArrowRight');
  await page.keyboard.press('Alt+ArrowDown');
  const worked = { ...placed, x: placed.x - 30, y: placed.y + 1, width: placed.width + 10, height: placed.height + 1 };
  await drawn(draft, [worked]);
  await undo(page, 2);
  await drawn(draft, [{ ...worked, width: placed.width, height: placed.height }]);
  await redo(page, 2);
  await drawn(draft, [worked]);
  await page.keyboard.press('Delete');
  await drawn(draft, []);
  await page.keyboard.press('2');
  await page.keyboard.press('n');
  await page.keyboard.press('Escape');
  await page.keyboard.press('n');
  await expect(regions(page)).toHaveCount(2);
  await page.keyboard.press('Control+Backspace');
  await expect(regions(page)).toHaveCount(0);
  await undo(page);
  await expect(regions(page)).toHaveCount(2);
  await page.getByTestId('image-canvas').focus();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Shift+ArrowUp');
  const result = (await house.submit(page, 'key')).map((one) => inPixels(one.value));
  const heights = result.map((value) => value.y).sort((one, other) => one - other);
  expect(differences(heights, [placed.y - 10, placed.y])).toEqual([]);
  expect(result.every((value) => value.rectanglelabels.length === 1)).toBe(true);
});

test('a rectangle by two clicks, and one of the usual size by a double click', async ({ page }) => {
  await house.open(page, labeled('RectangleLabels'), DATA);
  await page.getByTestId('label-Cat').click();
  const [a, b] = await click(page, [100, 100], [250, 180]);
  const first = box(a, b, { rectanglelabels: ['Cat'] });
  await drawn(draft, [first]);
  const at = await spot(page, [600, 300]);
  await page.mouse.dblclick(at.x, at.y);
  await expect(regions(page)).toHaveCount(2);
  const result = await house.submit(page);
  expect(differences(inPixels(result[0].value), first)).toEqual([]);
  const { x, y, width, height } = inPixels(result[1].value);
  expect(differences([x + width / 2, y + height / 2], at.at)).toEqual([]);
});

test('a drawing is taken back by Escape, and a drag outside stays inside', async ({ page }) => {
  await house.open(page, labeled('RectangleLabels'), DATA);
  await page.getByTestId('label-Cat').click();
  const [begin, end] = [await spot(page, [300, 300]), await spot(page, [400, 400])];
  await page.mouse.move(begin.x, begin.y);
  await page.mouse.down();
  await page.mouse.move(end.x, end.y, { steps: 3 });
  await page.keyboard.press('Escape');
  await page.mouse.up();
  await expect(regions(page)).toHaveCount(0);
  const corner = await spot(page, [900, 560]);
  await page.mouse.move(corner.x, corner.y);
  await page.mouse.down();
  const far = await spot(page, [959, 599]);
  await page.mouse.move(far.x + 60, far.y + 60, { steps: 3 });
  await page.mouse.up();
  const [one] = await house.submit(page);
  expect(differences(inPixels(one.value), box(corner.at, [960, 600], { rectanglelabels: ['Cat'] }))).toEqual([]);
});

test('a rectangle is turned by its handle, resized along its own sides, and turned back by undo', async ({ page }) => {
  await house.open(page, labeled('RectangleLabels'), DATA);
  const cat = { rectanglelabels: ['Cat'] };
  await page.getByTestId('label-Cat').click();
  const [a, b] = await drag(page, [300, 200], [600, 400]);
  const upright = box(a, b, cat);
  await click(page, [450, 260]);
  const scale = Number((await page.getByTestId('image-canvas').getAttribute('data-view'))!.split(',')[0]);
  const center: At = [upright.x + upright.width / 2, upright.y + upright.height / 2];
  const [, to] = await drag(page, [center[0], upright.y - 24 / scale], [center[0] + 150, center[1] - 90]);
  const degrees = (Math.atan2(to[1] - center[1], to[0] - center[0]) * 180) / Math.PI + 90;
  const after = turned(upright, degrees);
  await drawn(draft, [after]);
  await undo(page);
  await drawn(draft, [upright]);
  await redo(page);
  const [one] = await house.submit(page);
  expect(differences(inPixels(one.value), after)).toEqual([]);
});

test('a turned rectangle by three clicks beside plain labels', async ({ page }) => {
  const xml = `<View><Image name="img" value="$image"/><Labels name="kind" toName="img">${LABELS}</Labels><Rectangle name="shape" toName="img"/></View>`;
  await house.open(page, xml, DATA);
  await page.getByTestId('label-d').click();
  await page.keyboard.press('Shift+R');
  const [a, b, c] = await click(page, [300, 200], [500, 300], [420, 420]);
  const along = [b[0] - a[0], b[1] - a[1]];
  const width = Math.hypot(along[0], along[1]);
  const depth = ((c[1] - a[1]) * along[0] - (c[0] - a[0]) * along[1]) / width;
  const value = { x: a[0], y: a[1], width, height: depth, rotation: (Math.atan2(along[1], along[0]) * 180) / Math.PI };
  await drawn(draft, [value, { ...value, labels: ['d'] }]);
  await undo(page);
  await drawn(draft, []);
  await redo(page);
  const result = await house.submit(page);
  expect(result.map(({ from_name, type, id }) => [from_name, type, id === result[0].id])).toEqual([['shape', 'rectangle', true], ['kind', 'labels', true]]);
  expect(differences(result.map((one) => inPixels(one.value)), [value, { ...value, labels: ['d'] }])).toEqual([]);
});

test('an ellipse: drawn, reshaped, moved, undone, deleted, drawn again; and by keyboard alone', async ({ page }) => {
  await house.open(page, labeled('EllipseLabels'), DATA);
  const within = (a: At, b: At): Result => ({
    x: (a[0] + b[0]) / 2, y: (a[1] + b[1]) / 2, radiusX: Math.abs(b[0] - a[0]) / 2, radiusY: Math.abs(b[1] - a[1]) / 2, rotation: 0, ellipselabels: ['Cat'],
  });
  await page.getByTestId('label-Cat').click();
  const [a, b] = await drag(page, [200, 150], [460, 330]);
  const first = within(a, b);
  await drawn(draft, [first]);
  await click(page, [330, 200]);
  // By the handle at its right.
  const [, right] = await drag(page, [first.x + first.radiusX, first.y], [560, first.y]);
  const wider = within(a, [right[0], b[1]]);
  await drawn(draft, [wider]);
  const [from, to] = await drag(page, [wider.x, wider.y], [wider.x + 40, wider.y + 55]);
  const elsewhere = moved(wider, from, to);
  await drawn(draft, [elsewhere]);
  await undo(page, 2);
  await drawn(draft, [first]);
  await redo(page, 2);
  await page.keyboard.press('Delete');
  await drawn(draft, []);
  await page.keyboard.press('n');
  await expect(regions(page)).toHaveCount(1);
  await expect.poll(async () => (await draft()).length).toBe(1);
  const placed: Result = inPixels((await draft())[0].value);
  await page.keyboard.press('Shift+ArrowRight');
  const result = await house.submit(page, 'key');
  expect(result).toEqual([{ ...ABOUT, id: expect.any(String), type: 'ellipselabels', value: expect.any(Object) }]);
  expect(differences(inPixels(result[0].value), { ...placed, x: placed.x + 10 })).toEqual([]);
});

test('several are selected, moved together and copied', async ({ page }) => {
  await house.open(page, labeled('RectangleLabels'), DATA);
  await page.getByTestId('label-Cat').click();
  const one = await drag(page, [100, 100], [200, 180]);
  const two = await drag(page, [400, 300], [520, 420]);
  await regions(page).nth(0).locator('.ed-region-main').click();
  await regions(page).nth(1).locator('.ed-region-main').click({ modifiers: ['Control'] });
  await page.getByTestId('image-canvas').focus();
  await page.keyboard.press('Shift+ArrowRight');
  const cat = { rectanglelabels: ['Cat'] };
  const both = [box(one[0], one[1], cat), box(two[0], two[1], cat)].map((value) => ({ ...value, x: value.x + 10 }));
  await drawn(draft, both);
  await undo(page);
  await drawn(draft, both.map((value) => ({ ...value, x: value.x - 10 })));
  await redo(page);
  await page.keyboard.press('Control+d');
  await expect(regions(page)).toHaveCount(4);
  await page.getByTestId('undo').click();
  await expect(regions(page)).toHaveCount(2);
  expect(differences((await house.submit(page)).map(({ value }) => inPixels(value)), both)).toEqual([]);
});
