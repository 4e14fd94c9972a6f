// Taxonomy: a tree picked from by hand and by keys alone, its limits, and labels by place.
import { House, of, redo, undo } from '../../support/house.ts';
import { drag } from '../../support/picture.ts';
import { expect, test } from '../../support/test.ts';

const house = new House('taxonomy');
const TEXT = { text: 'An owl saw a fish.' };
const config = (attributes = '') => `<View><Text name="txt" value="$text"/><Taxonomy name="tree" toName="txt" ${attributes}>
  <Choice value="Bird" alias="b"><Choice value="Owl"/><Choice value="Crow"/></Choice><Choice value="Fish"/></Taxonomy></View>`;

const said = of('tree');
const places = (...all: string[][]) => [{ taxonomy: all }];

test('places are picked, taken back, undone and submitted as paths', async ({ page }) => {
  await house.open(page, config(), TEXT);
  await page.getByTestId('taxonomy-tree-field').click();
  await page.getByTestId('taxonomy-expand-b').click();
  await page.getByTestId('taxonomy-item-Owl').click();
  await page.getByTestId('taxonomy-item-Fish').click();
  await house.says(said, places(['b', 'Owl'], ['Fish']));
  await page.getByTestId('taxonomy-item-Owl').click();
  await house.says(said, places(['Fish']));
  await page.keyboard.press('Escape');
  await page.getByTestId('undo').click();
  await house.says(said, places(['b', 'Owl'], ['Fish']));
  await page.getByTestId('redo').click();
  await house.says(said, places(['Fish']));
  await page.getByTestId('taxonomy-tree').getByRole('button', { name: /Fish/ }).click();
  await house.says(said, []);
  await page.getByTestId('taxonomy-tree-field').click();
  await page.getByTestId('taxonomy-item-b').click();
  const result = await house.submit(page);
  expect(result).toEqual([
    { value: { taxonomy: [['b']] }, id: expect.any(String), from_name: 'tree', to_name: 'txt', type: 'taxonomy', origin: 'manual' },
  ]);
});

test('by keyboard alone: opened, walked, searched, picked, taken back', async ({ page }) => {
  await house.open(page, config(), TEXT);
  await page.getByTestId('taxonomy-tree-field').focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Space');
  await house.says(said, places(['b', 'Crow']));
  await page.keyboard.type('fi');
  await page.keyboard.press('Enter');
  await house.says(said, places(['b', 'Crow'], ['Fish']));
  await page.keyboard.press('Escape');
  await page.keyboard.press('Backspace');
  await house.says(said, places(['b', 'Crow']));
  expect(said(await house.submit(page, 'key'))).toEqual(places(['b', 'Crow']));
});

test('only leaves, and no more than so many', async ({ page }) => {
  await house.open(page, config('leafsOnly="true" maxUsages="1"'), TEXT);
  await page.getByTestId('taxonomy-tree-field').click();
  await page.getByTestId('taxonomy-item-b').click();
  await page.getByTestId('taxonomy-item-Owl').click();
  await page.getByTestId('taxonomy-item-Fish').click();
  await expect(page.getByTestId('taxonomy-tree')).toContainText(/1/);
  await house.says(said, places(['b', 'Owl']));
  await page.keyboard.press('Escape');
  expect(said(await house.submit(page))).toEqual(places(['b', 'Owl']));
});

test('a taxonomy that labels gives its places to text', async ({ page }) => {
  const xml = config('labeling="true"');
  await house.open(page, xml, TEXT);
  await page.getByTestId('task-text').focus();
  await page.keyboard.press('Control+Shift+ArrowRight');
  await page.keyboard.press('Control+Shift+ArrowRight');
  await page.getByTestId('taxonomy-tree-field').click();
  await page.getByTestId('taxonomy-item-Fish').click();
  await expect(page.getByTestId('region-item')).toHaveCount(1);
  await page.keyboard.press('Escape');
  const [one] = await house.submit(page);
  expect(one).toMatchObject({ from_name: 'tree', to_name: 'txt', type: 'taxonomy', value: { start: 0, text: expect.stringMatching(/^An owl/), taxonomy: [['Fish']] } });
});

test('a box bears the label and the place that were in hand, as one region', async ({ page }) => {
  const xml = `<View><Image name="img" value="$image"/><RectangleLabels name="shape" toName="img"><Label value="Cat"/></RectangleLabels>
    <Taxonomy name="tree" toName="img" labeling="true"><Choice value="Bird"/><Choice value="Fish"/></Taxonomy></View>`;
  await house.open(page, xml, { image: '/assets/sample.svg' });
  await page.getByTestId('label-Cat').click();
  await page.getByTestId('taxonomy-tree-field').click();
  await page.getByTestId('taxonomy-item-Fish').click();
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('label-Cat')).toHaveAttribute('aria-pressed', 'true');
  await drag(page, [120, 90], [420, 300]);
  await expect(page.getByTestId('region-item')).toHaveCount(1);
  const result = await house.submit(page);
  expect(result.map(({ type, value }) => [type, value.rectanglelabels ?? value.taxonomy])).toEqual([
    ['rectanglelabels', ['Cat']],
    ['taxonomy', [['Fish']]],
  ]);
  expect(result[0].id).toBe(result[1].id);
  expect(result[1].value).toMatchObject({ x: result[0].value.x, height: result[0].value.height });
});
