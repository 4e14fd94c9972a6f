// Masks: painted, erased, found by the wand, as run lengths and as bitmaps; undone, deleted, painted again, submitted. What is
// stored covers what the hand went over, pixel by pixel.
import { type Page } from '@playwright/test';
import { House, redo, undo, type Result } from '../../support/house.ts';
import { drag, SIZE, spot } from '../../support/picture.ts';
import { extent, fromRle, fromUrl, isPainted, type Mask } from '../../support/rle.ts';
import { expect, test } from '../../support/test.ts';

const house = new House('masks');
const DATA = { image: '/assets/sample.svg' };
const LABELS = '<Label value="Cat"/><Label value="Dog" alias="d"/>';
const labeled = (tag: string, more = '', others = '') =>
  `<View><Image name="img" value="$image"/><${tag} name="shape" toName="img" ${more}>${LABELS}</${tag}>${others}</View>`;
const ABOUT = { original_width: 960, original_height: 600, image_rotation: 0, from_name: 'shape', to_name: 'img', origin: 'manual' };
const WIDTH = 20;

const regions = (page: Page) => page.getByTestId('region-item');

async function mask(page: Page, value: Result): Promise<Mask> {
  return value.rle ? fromRle(value.rle, SIZE.width, SIZE.height) : await fromUrl(page, value.imageDataURL);
}

/** Every pixel that lies well within a line is painted, none that lies well outside of all lines. */
function covers(mask: Mask, lines: [number, number][][], without: [number, number][][] = []): string[] {
  const away = (x: number, y: number, [[ax, ay], [bx, by]]: [number, number][]) => {
    const length = (bx - ax) ** 2 + (by - ay) ** 2;
    const along = length === 0 ? 0 : Math.min(1, Math.max(0, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / length));
    return Math.hypot(x - ax - along * (bx - ax), y - ay - along * (by - ay));
  };
  const nearest = (x: number, y: number, all: [number, number][][]) => Math.min(Infinity, ...all.map((line) => away(x, y, line)));
  const wrong: string[] = [];
  for (let y = 0.5; y < mask.height; y += 1) {
    for (let x = 0.5; x < mask.width; x += 1) {
      const [on, off] = [nearest(x, y, lines), nearest(x, y, without)];
      const inside = on < WIDTH / 2 - 1 && off > WIDTH / 2 + 1;
      const outside = on > WIDTH / 2 + 1 || off < WIDTH / 2 - 1;
      if ((inside || outside) && isPainted(mask, x, y) !== inside) wrong.push(`${x},${y}`);
    }
  }
  return wrong.slice(0, 5);
}

for (const [tag, type] of [['BrushLabels', 'brushlabels'], ['BitmaskLabels', 'bitmasklabels']]) {
  test(`${tag}: painted, gone on with, erased, undone, deleted, painted again and submitted`, async ({ page }) => {
    await house.open(page, labeled(tag, `strokeWidth="${WIDTH}"`), DATA);
    const covered = async (lines: [number, number][][], without: [number, number][][] = []) => {
      await expect.poll(async () => {
        const [one, ...others] = await house.draft();
        return one && others.length === 0 ? covers(await mask(page, one.value), lines, without) : ['not one result'];
      }, 'what is painted').toEqual([]);
    };
    await page.getByTestId('label-Cat').click();
    const first = await drag(page, [200, 200], [500, 200]);
    await covered([first]);
    const second = await drag(page, [350, 120], [350, 320]);
    await expect(regions(page), 'a second stroke with the same label goes on').toHaveCount(1);
    await covered([first, second]);
    await page.keyboard.press('e');
    const gone = await drag(page, [420, 150], [420, 250]);
    await covered([first, second], [gone]);
    await undo(page);
    await covered([first, second]);
    await undo(page);
    await covered([first]);
    await redo(page, 2);
    await covered([first, second], [gone]);
    await page.getByTestId('region-delete').click();
    await expect(regions(page)).toHaveCount(0);
    await page.keyboard.press('b');
    await page.getByTestId('label-d').click();
    const again = await drag(page, [700, 450], [800, 500]);
    await expect(regions(page)).toHaveCount(1);
    await covered([again]);
    const result = await house.submit(page);
    expect(result).toEqual([{ ...ABOUT, id: expect.any(String), type, value: expect.objectContaining({ [type]: ['d'] }) }]);
    expect(Object.keys(result[0].value).sort()).toEqual((tag === 'BrushLabels' ? ['brushlabels', 'format', 'rle'] : ['bitmasklabels', 'imageDataURL']).sort());
    expect(covers(await mask(page, result[0].value), [again])).toEqual([]);
  });

  test(`${tag} by keyboard alone: a dot is placed, moved, undone and submitted`, async ({ page }) => {
    await house.open(page, labeled(tag, `strokeWidth="${WIDTH}"`), DATA);
    await page.keyboard.press('1');
    await page.keyboard.press('n');
    await expect(regions(page)).toHaveCount(1);
    await expect.poll(async () => (await house.draft()).length).toBe(1);
    const placed = extent(await mask(page, (await house.draft())[0].value));
    expect(Math.abs(placed.right - placed.left - WIDTH)).toBeLessThanOrEqual(1);
    const at = async () => {
      const [one] = await house.draft();
      const { left, top } = extent(await mask(page, one.value));
      return [left - placed.left, top - placed.top];
    };
    await page.keyboard.press('Shift+ArrowLeft');
    await expect.poll(at).toEqual([-10, 0]);
    await undo(page);
    await expect.poll(at).toEqual([0, 0]);
    await redo(page);
    await expect.poll(at).toEqual([-10, 0]);
    const [one] = await house.submit(page, 'key');
    const { left, top, count } = extent(await mask(page, one.value));
    expect([left - placed.left, top - placed.top, count]).toEqual([-10, 0, placed.count]);
  });
}

test('another label paints another region, and erasing all of a mask takes its region away', async ({ page }) => {
  await house.open(page, labeled('BrushLabels', `strokeWidth="${WIDTH}"`), DATA);
  await page.getByTestId('label-Cat').click();
  const cat = await drag(page, [200, 200], [300, 200]);
  await expect(regions(page)).toHaveCount(1);
  await page.getByTestId('label-d').click();
  await drag(page, [500, 400], [520, 400]);
  await expect(regions(page)).toHaveCount(2);
  await page.keyboard.press('e');
  for (let press = 0; press < 12; press++) await page.keyboard.press(']');
  await drag(page, [470, 400], [550, 400]);
  await expect(regions(page)).toHaveCount(1);
  const [one, ...others] = await house.submit(page);
  expect(others).toEqual([]);
  expect(one.value.brushlabels).toEqual(['Cat']);
  expect(covers(await mask(page, one.value), [cat])).toEqual([]);
});

test('the wand finds what is alike: a disc of one colour, as a mask; undone, found again, submitted', async ({ page }) => {
  const wand = '<Magicwand name="wand" toName="img" blurradius="0" defaultthreshold="10"/>';
  await house.open(page, labeled('BrushLabels', '', wand), DATA);
  // The sun of the sample: a disc that goes down behind a house.
  const [x, y, radius, roof] = [742, 236, 52, 270];
  const isSun = (mask: Mask): string[] => {
    const wrong: string[] = [];
    for (let row = 0.5; row < mask.height; row += 1) {
      for (let column = 0.5; column < mask.width; column += 1) {
        const away = Math.hypot(column - x, row - y);
        const inside = away < radius - 2 && row < roof - 2;
        const outside = away > radius + 2 || row > roof + 2;
        if ((inside || outside) && isPainted(mask, column, row) !== inside) wrong.push(`${column},${row}`);
      }
    }
    return wrong.slice(0, 5);
  };
  await page.getByTestId('label-Cat').click();
  await page.keyboard.press('w');
  const at = await spot(page, [x, y]);
  await page.mouse.click(at.x, at.y);
  await expect(regions(page)).toHaveCount(1);
  const found = async () => {
    const [one] = await house.draft();
    return one ? isSun(await mask(page, one.value)) : ['no result'];
  };
  await expect.poll(found, 'what the wand found').toEqual([]);
  await undo(page);
  await expect(regions(page)).toHaveCount(0);
  await page.mouse.click(at.x, at.y);
  await expect(regions(page)).toHaveCount(1);
  const [one] = await house.submit(page);
  expect(one).toMatchObject({ ...ABOUT, type: 'brushlabels' });
  expect(isSun(await mask(page, one.value))).toEqual([]);
});
