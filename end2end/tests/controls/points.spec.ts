// Shapes of points: polygons, key points and vectors; drawn, changed point by point, undone, deleted, drawn again and
// submitted, by mouse and by keyboard alone. What is stored is where the hand was, within half a pixel.
import { type Page } from '@playwright/test';
import { House, redo, undo, type Result } from '../../support/house.ts';
import { click, differences, drag, drawn, inPixels, spot } from '../../support/picture.ts';
import { expect, test } from '../../support/test.ts';

const house = new House('points');
const DATA = { image: '/assets/sample.svg' };
const LABELS = '<Label value="Cat"/><Label value="Dog" alias="d"/>';
const labeled = (tag: string, more = '') => `<View><Image name="img" value="$image"/><${tag} name="shape" toName="img" ${more}>${LABELS}</${tag}></View>`;
const ABOUT = { original_width: 960, original_height: 600, image_rotation: 0, from_name: 'shape', to_name: 'img', origin: 'manual' };

type At = [number, number];

const draft = () => house.draft();
const regions = (page: Page) => page.getByTestId('region-item');
const select = (page: Page) => regions(page).first().locator('.ed-region-main').click();
const polygon = (points: At[], label = 'Cat'): Result => ({ points, closed: true, polygonlabels: [label] });

test('a polygon: clicked, closed on its first point, its points moved, put in and taken out, undone, deleted, drawn again', async ({ page }) => {
  await house.open(page, labeled('PolygonLabels'), DATA);
  await page.getByTestId('label-Cat').click();
  const corners = await click(page, [200, 150], [420, 170], [450, 340], [220, 360]);
  await click(page, [200, 150]);
  await drawn(draft, [polygon(corners)]);
  await select(page);
  const [, to] = await drag(page, [450, 340], [520, 400]);
  const pulled = [corners[0], corners[1], to, corners[3]];
  await drawn(draft, [polygon(pulled)]);
  // The handle in the middle of an edge puts a point in.
  const [, put] = await drag(page, [(corners[0][0] + corners[1][0]) / 2, (corners[0][1] + corners[1][1]) / 2], [310, 100]);
  const longer = [pulled[0], put, ...pulled.slice(1)];
  await drawn(draft, [polygon(longer)]);
  const away = await spot(page, corners[3]);
  await page.keyboard.down('Alt');
  await page.mouse.click(away.x, away.y);
  await page.keyboard.up('Alt');
  const shorter = longer.slice(0, 4);
  await drawn(draft, [polygon(shorter)]);
  await undo(page, 3);
  await drawn(draft, [polygon(corners)]);
  await redo(page, 3);
  await drawn(draft, [polygon(shorter)]);
  const [from, whither] = await drag(page, [330, 220], [370, 260]);
  await drawn(draft, [polygon(shorter.map(([x, y]) => [x + whither[0] - from[0], y + whither[1] - from[1]] as At))]);
  await page.keyboard.press('Escape');
  await select(page);
  await page.keyboard.press('Delete');
  await drawn(draft, []);
  await page.getByTestId('label-d').click();
  const again = await click(page, [600, 400], [800, 420], [700, 520]);
  await page.keyboard.press('Enter');
  const result = await house.submit(page);
  expect(result).toEqual([{ ...ABOUT, id: expect.any(String), type: 'polygonlabels', value: expect.any(Object) }]);
  expect(differences(inPixels(result[0].value), polygon(again, 'd'))).toEqual([]);
});

test('a polygon that is being drawn: points taken back one by one, and closed by a double click', async ({ page }) => {
  await house.open(page, labeled('PolygonLabels'), DATA);
  await page.getByTestId('label-Cat').click();
  const [a, b] = await click(page, [200, 150], [420, 170], [450, 340]);
  await page.keyboard.press('Control+z');
  const [c] = await click(page, [500, 300]);
  const last = await spot(page, [300, 400]);
  await page.mouse.dblclick(last.x, last.y);
  const [one] = await house.submit(page);
  expect(differences(inPixels(one.value), polygon([a, b, c, last.at]))).toEqual([]);
});

test('a polygon by keyboard alone: placed, a point walked to, moved, put in, taken out, submitted', async ({ page }) => {
  await house.open(page, labeled('PolygonLabels'), DATA);
  await page.keyboard.press('1');
  await page.keyboard.press('n');
  await expect(regions(page)).toHaveCount(1);
  await expect.poll(async () => (await draft()).length).toBe(1);
  const placed: At[] = inPixels((await draft())[0].value).points;
  expect(placed).toHaveLength(4);
  await page.keyboard.press('.');
  await page.keyboard.press('Shift+ArrowLeft');
  await page.keyboard.press('ArrowUp');
  const pulled: At[] = [[placed[0][0] - 10, placed[0][1] - 1], ...placed.slice(1)];
  await drawn(draft, [polygon(pulled)]);
  await page.keyboard.press('i');
  const middle: At = [(pulled[0][0] + pulled[1][0]) / 2, (pulled[0][1] + pulled[1][1]) / 2];
  await drawn(draft, [polygon([pulled[0], middle, ...pulled.slice(1)])]);
  await page.keyboard.press('.');
  await page.keyboard.press('Delete');
  const after: At[] = [pulled[0], middle, pulled[2], pulled[3]];
  await drawn(draft, [polygon(after)]);
  await undo(page);
  await drawn(draft, [polygon([pulled[0], middle, ...pulled.slice(1)])]);
  await redo(page);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Shift+ArrowDown');
  const [one] = await house.submit(page, 'key');
  expect(differences(inPixels(one.value), polygon(after.map(([x, y]) => [x, y + 10] as At)))).toEqual([]);
});

test('key points: put, moved, undone, deleted, put again; and by keyboard alone', async ({ page }) => {
  await house.open(page, labeled('KeyPointLabels', 'strokeWidth="6"'), DATA);
  const point = (at: At, label = 'Cat', width: unknown = expect.any(Number)): Result => ({ x: at[0], y: at[1], width, keypointlabels: [label] });
  const places = async () => (await draft()).map((one) => ({ ...one, value: { ...one.value, width: undefined } }));
  const at = (place: At, label?: string) => ({ ...point(place, label), width: undefined });
  await page.getByTestId('label-Cat').click();
  const [a, b] = await click(page, [300, 200], [500, 300]);
  await drawn(places, [at(a), at(b)]);
  await select(page);
  const [from, to] = await drag(page, [300, 200], [340, 260]);
  const moved: At = [a[0] + to[0] - from[0], a[1] + to[1] - from[1]];
  await drawn(places, [at(moved), at(b)]);
  await undo(page);
  await drawn(places, [at(a), at(b)]);
  await redo(page);
  await page.keyboard.press('2');
  await drawn(places, [at(moved, 'd'), at(b)]);
  await page.keyboard.press('Delete');
  await drawn(places, [at(b)]);
  await regions(page).first().getByTestId('region-delete').click();
  await drawn(places, []);
  await page.keyboard.press('n');
  await expect(regions(page)).toHaveCount(1);
  await expect.poll(async () => (await draft()).length).toBe(1);
  const { x, y } = inPixels((await draft())[0].value);
  await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('ArrowUp');
  const result = await house.submit(page, 'key');
  expect(result).toEqual([{ ...ABOUT, id: expect.any(String), type: 'keypointlabels', value: { x: expect.any(Number), y: expect.any(Number), width: expect.any(Number), keypointlabels: ['Cat'] } }]);
  expect(result[0].value.width).toBeGreaterThan(0);
  expect(differences(inPixels({ ...result[0].value, width: undefined }), at([x + 10, y - 1]))).toEqual([]);
});

/** Vertices as place, number of the one before, and whether the line bends there. */
const line = (value: Result) => ({
  closed: value.closed,
  vertices: value.vertices.map((one: Result) => [
    one.x, one.y, value.vertices.findIndex((other: Result) => other.id === one.prevPointId), Boolean(one.isBezier),
  ]),
});
const lines = async () => (await draft()).map((one) => line(inPixels(one.value)));
const straight = (points: At[], closed = false) => ({ closed, vertices: points.map(([x, y], at) => [x, y, at - 1, false]) });
const lined = async (expected: unknown[]) => {
  await expect.poll(async () => differences(await lines(), expected), 'the lines').toEqual([]);
};

test('a vector: clicked, ended by Enter, its vertices moved, put in and taken out, undone, deleted, drawn again', async ({ page }) => {
  await house.open(page, labeled('VectorLabels'), DATA);
  await page.getByTestId('label-Cat').click();
  const points = await click(page, [200, 150], [420, 170], [450, 340]);
  await page.keyboard.press('Enter');
  await lined([straight(points)]);
  await select(page);
  const [, to] = await drag(page, [420, 170], [480, 120]);
  const pulled = [points[0], to, points[2]];
  await lined([straight(pulled)]);
  const [, put] = await drag(page, [(points[0][0] + to[0]) / 2, (points[0][1] + to[1]) / 2], [300, 250]);
  await expect.poll(async () => (await lines())[0]?.vertices.length).toBe(4);
  const [whole] = await lines();
  expect(differences(whole.vertices.find(([, , before]: number[]) => before === whole.vertices.findIndex(([, , first]: number[]) => first === -1))!.slice(0, 2), put)).toEqual([]);
  await undo(page, 2);
  await lined([straight(points)]);
  await redo(page);
  await lined([straight(pulled)]);
  await page.keyboard.press('Delete');
  await lined([]);
  await page.getByTestId('label-d').click();
  const again = await click(page, [600, 400], [800, 420]);
  await page.keyboard.press('Enter');
  const result = await house.submit(page);
  expect(result).toEqual([{ ...ABOUT, id: expect.any(String), type: 'vectorlabels', value: expect.any(Object) }]);
  expect(result[0].value.vectorlabels).toEqual(['d']);
  expect(differences(line(inPixels(result[0].value)), straight(again))).toEqual([]);
});

test('a vector closes on its first vertex where the config lets it, bends where it lets it, and goes on by keys', async ({ page }) => {
  await house.open(page, labeled('VectorLabels', 'closable="true" curves="true"'), DATA);
  await page.getByTestId('label-Cat').click();
  const [a] = await click(page, [200, 150]);
  const [b, out] = await drag(page, [420, 170], [470, 200]);
  const [c] = await click(page, [450, 340]);
  await click(page, [200, 150]);
  await lined([{ closed: true, vertices: [[...a, -1, false], [...b, 0, true], [...c, 1, false]] }]);
  const [one] = await house.submit(page);
  const bent = inPixels(one.value).vertices[1];
  expect(differences(bent.controlPoint2, { x: out[0], y: out[1] })).toEqual([]);
  expect(differences(bent.controlPoint1, { x: 2 * b[0] - out[0], y: 2 * b[1] - out[1] })).toEqual([]);
});

test('a vector by keyboard alone: placed, a vertex walked to and moved, submitted', async ({ page }) => {
  await house.open(page, labeled('VectorLabels'), DATA);
  await page.keyboard.press('1');
  await page.keyboard.press('n');
  await expect.poll(async () => (await draft()).length).toBe(1);
  const [placed] = await lines();
  await page.keyboard.press(',');
  await page.keyboard.press('Shift+ArrowDown');
  await page.keyboard.press('Escape');
  const [one] = await house.submit(page, 'key');
  const last = placed.vertices.length - 1;
  placed.vertices[last][1] += 10;
  expect(differences(line(inPixels(one.value)), placed)).toEqual([]);
});
