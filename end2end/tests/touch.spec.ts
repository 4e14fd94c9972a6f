// Fingers and pens: one finger draws, two pinch and pan and draw nothing, the palm beside a pen counts for nothing, and items
// of a Ranker are carried by their grip.
import { type Page } from '@playwright/test';
import { House, of, undo } from '../support/house.ts';
import { drawn, spot } from '../support/picture.ts';
import { expect, test } from '../support/test.ts';
import { Fingers, penWithPalm, type Place } from '../support/touch.ts';

test.use({ hasTouch: true });

const house = new House('touch');
const DATA = { image: '/assets/sample.svg' };
const BOXES = '<View><Image name="img" value="$image"/><RectangleLabels name="shape" toName="img"><Label value="Cat"/></RectangleLabels></View>';
const draft = () => house.draft();

/** Scale and offset of the picture. */
async function view(page: Page): Promise<{ scale: number; x: number; y: number }> {
  const [scale, x, y] = ((await page.getByTestId('image-canvas').getAttribute('data-view')) ?? '').split(',').map(Number);
  return { scale, x, y };
}

async function boxesInHand(page: Page): Promise<void> {
  await house.open(page, BOXES, DATA);
  await page.getByTestId('label-Cat').click();
  await expect(page.getByTestId('label-Cat')).toHaveAttribute('aria-pressed', 'true');
}

test('one finger draws a box', async ({ page }) => {
  await boxesInHand(page);
  const before = await view(page);
  const [from, to] = [await spot(page, [120, 90]), await spot(page, [420, 300])];
  await (await Fingers.of(page)).go(6, [from, to]);
  const [[x, y], [right, bottom]] = [from.at, to.at];
  await drawn(draft, [{ x, y, width: right - x, height: bottom - y, rotation: 0, rectanglelabels: ['Cat'] }]);
  expect(await view(page)).toEqual(before);
  await undo(page);
  await drawn(draft, []);
});

test('two fingers pinch and pan, and draw nothing', async ({ page }) => {
  await boxesInHand(page);
  const before = await view(page);
  const [left, right] = [await spot(page, [400, 300]), await spot(page, [560, 300])];
  const by = (place: Place, x: number, y = 0) => ({ x: place.x + x, y: place.y + y });
  const fingers = await Fingers.of(page);
  // Apart: what lay between them stays there.
  await fingers.go(8, [left, by(left, -60)], [right, by(right, 60)]);
  const zoomed = await view(page);
  const apart = (right.x - left.x + 120) / (right.x - left.x);
  expect(zoomed.scale / before.scale).toBeCloseTo(apart, 1);
  // Together: the picture goes along.
  await fingers.go(8, [left, by(left, 40, 25)], [right, by(right, 40, 25)]);
  const panned = await view(page);
  expect(panned.scale).toBeCloseTo(zoomed.scale, 5);
  expect(panned.x - zoomed.x).toBeCloseTo(40, 0);
  expect(panned.y - zoomed.y).toBeCloseTo(25, 0);
  await expect(page.getByTestId('region-item')).toHaveCount(0);
  // And one finger draws again, where the picture is now.
  const [from, to] = [await spot(page, [430, 270]), await spot(page, [520, 330])];
  await fingers.go(6, [from, to]);
  await expect(page.getByTestId('region-item')).toHaveCount(1);
});

test('a second finger takes back what the first began', async ({ page }) => {
  await boxesInHand(page);
  const browser = await page.context().newCDPSession(page);
  const send = (type: 'touchStart' | 'touchMove' | 'touchEnd', ...at: Place[]) =>
    browser.send('Input.dispatchTouchEvent', { type, touchPoints: at.map(({ x, y }, id) => ({ x, y, id })) });
  const [from, to, other] = [await spot(page, [120, 90]), await spot(page, [420, 300]), await spot(page, [600, 400])];
  await send('touchStart', from);
  await send('touchMove', to);
  await send('touchStart', to, other);
  await send('touchEnd');
  await expect(page.getByTestId('region-item')).toHaveCount(0);
});

test('a palm that lay there before its pen draws nothing, and the pen does', async ({ page }) => {
  await boxesInHand(page);
  const before = await view(page);
  const [palm, from, to] = [await spot(page, [700, 500]), await spot(page, [120, 90]), await spot(page, [420, 300])];
  await penWithPalm(page, palm, from, to);
  const [[x, y], [right, bottom]] = [from.at, to.at];
  await drawn(draft, [{ x, y, width: right - x, height: bottom - y, rotation: 0, rectanglelabels: ['Cat'] }]);
  expect(await view(page)).toEqual(before);
});

test('a finger carries an item of a ranking by its grip', async ({ page }) => {
  const config = '<View><List name="items" value="$items" title="Results"/><Ranker name="order" toName="items"/></View>';
  const items = ['i1', 'i2', 'i3'].map((id) => ({ id, title: `Title of ${id}`, body: 'Words' }));
  await house.open(page, config, { items });
  const middle = async (item: string, part = '') => {
    const box = await page.locator(`[data-testid="ranker-item-${item}"] ${part}`.trim()).boundingBox();
    if (!box) throw new Error(`${item} is not shown`);
    return { x: box.x + box.width / 2, y: box.y + box.height / 2, height: box.height };
  };
  const [grip, last] = [await middle('i1', '[data-grip]'), await middle('i3')];
  await (await Fingers.of(page)).go(8, [grip, { x: grip.x, y: last.y + last.height * 0.4 }]);
  await house.says(of('order'), [{ ranker: { order: ['i2', 'i3', 'i1'] } }]);
});
