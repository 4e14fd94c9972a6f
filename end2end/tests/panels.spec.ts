// What stands beside the work: many regions at once, relations, the clipboard, the history, comments, the ground truth,
// two annotations side by side, suggestions.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { selectText } from '../support/labeling.ts';
import { scratch, startSkylabel, type Skylabel } from '../support/programs.ts';
import { api, expect, leave, post, tasks, test, until } from '../support/test.ts';

const CONFIG = `<View>
  <Labels name="ner" toName="text"><Label value="Person"/><Label value="Place"/></Labels>
  <Text name="text" value="$text"/>
  <Choices name="mood" toName="text"><Choice value="Good"/><Choice value="Bad"/></Choices>
  <Relations><Relation value="lives in"/><Relation value="knows"/></Relations>
</View>`;

const TEXT = 'Ada went to London with Grace.';

let server: Skylabel;
let folder: { path: string; remove: () => void };

test.beforeEach(async () => {
  folder = scratch('panels');
  writeFileSync(join(folder.path, 'config.xml'), CONFIG);
  server = await startSkylabel(['start', 'panels', '--init', '-l', join(folder.path, 'config.xml')], join(folder.path, 'data'));
  await post(server.url, '/api/projects/1/import', [{ text: TEXT }, { text: TEXT }]);
});

test.afterEach(async ({ page }) => {
  await leave(page);
  await server.stop();
  folder.remove();
});

const span = (id: string, start: number, end: number, label: string) => ({
  id, from_name: 'ner', to_name: 'text', type: 'labels', origin: 'manual',
  value: { start, end, text: TEXT.slice(start, end), labels: [label] },
});

const rows = (page: Page) => page.getByTestId('region-item');
const main = (page: Page, n: number) => rows(page).nth(n).locator('.ed-region-main');

/** Opens the n-th task and marks Ada and London as persons. */
async function twoPersons(page: Page, n = 0): Promise<number> {
  const task = (await tasks(server.url))[n];
  await page.goto(`${server.url}/projects/1/tasks/${task.id}`);
  await page.getByTestId('label-Person').click();
  await selectText(page, 'Ada');
  await expect(rows(page)).toHaveCount(1);
  await selectText(page, 'London');
  await expect(rows(page)).toHaveCount(2);
  return task.id;
}

async function submitted(page: Page, task: number): Promise<any> {
  await page.getByTestId('submit').click();
  const [annotation] = await until(
    () => api<any[]>(server.url, `/api/tasks/${task}/annotations/`),
    (all) => all.length === 1,
    'the annotation',
  );
  return annotation;
}

test('several regions are selected and given another label in one step', async ({ page }) => {
  await twoPersons(page);
  await main(page, 0).click();
  await main(page, 1).click({ modifiers: ['Shift'] });
  await expect(page.getByTestId('several-details')).toContainText('2 regions selected');
  await page.getByTestId('relabel-Place').click();
  await expect(rows(page).nth(0)).toContainText('Place');
  await expect(rows(page).nth(1)).toContainText('Place');
  await page.getByTestId('undo').click();
  await expect(rows(page).nth(0)).toContainText('Person');
  await expect(rows(page).nth(1)).toContainText('Person');
});

test('a relation is made by keys alone and stands in the result', async ({ page }) => {
  const task = await twoPersons(page);
  await main(page, 0).focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Alt+r');
  await expect(page.getByTestId('linking')).toBeVisible();
  await page.keyboard.press('Alt+.');
  await page.keyboard.press('Enter');
  await page.getByTestId('panel-relations').click();
  await expect(page.getByTestId('relation-item')).toHaveCount(1);
  await page.getByTestId('relation-direction').click();
  await page.getByRole('button', { name: 'lives in' }).click();
  const annotation = await submitted(page, task);
  const [ada, london] = ['Ada', 'London'].map((text) => annotation.result.find((one: any) => one.value?.text === text).id);
  expect(annotation.result.find((one: any) => one.type === 'relation')).toEqual({
    type: 'relation', from_id: ada, to_id: london, direction: 'left', labels: ['lives in'],
  });
});

test('regions are copied in one task and pasted in another under ids of their own', async ({ page }) => {
  const task = await twoPersons(page);
  await main(page, 0).click();
  await main(page, 1).click({ modifiers: ['Control'] });
  await page.getByTestId('copy-regions').click();
  const first = await submitted(page, task);
  const [, second] = await tasks(server.url);
  await page.goto(`${server.url}/projects/1/tasks/${second.id}`);
  await page.getByTestId('paste-regions').click();
  await expect(rows(page)).toHaveCount(2);
  await expect(page.getByTestId('several-details')).toBeVisible();
  const again = await submitted(page, second.id);
  expect(again.result.map((one: any) => one.value)).toEqual(first.result.map((one: any) => one.value));
  const ids = new Set([...first.result, ...again.result].map((one: any) => one.id));
  expect(ids.size).toBe(4);
});

test('the history is a list of steps to go to', async ({ page }) => {
  await twoPersons(page);
  await page.getByTestId('choice-Good').click();
  await page.getByTestId('panel-history').click();
  const steps = page.getByTestId('history-step');
  await expect(steps).toHaveCount(4);
  await expect(steps.nth(1)).toContainText('Added Person');
  await expect(steps.nth(3)).toContainText('Answered mood');
  await steps.nth(1).click();
  await expect(page.getByTestId('choice-Good').locator('input')).not.toBeChecked();
  await expect(steps.nth(1)).toHaveAttribute('aria-current', 'step');
  await page.getByTestId('panel-regions').click();
  await expect(rows(page)).toHaveCount(1);
  await page.getByTestId('panel-history').click();
  await steps.nth(3).click();
  await expect(page.getByTestId('choice-Good').locator('input')).toBeChecked();
});

test('a comment on a region is kept at the server and settled', async ({ page }) => {
  const task = await twoPersons(page);
  await main(page, 1).click();
  await page.keyboard.press('Alt+c');
  await page.getByTestId('comment-text').fill('Is this the one in Ontario?');
  await page.getByTestId('comment-text').press('Enter');
  await expect(page.getByTestId('comment')).toHaveCount(1);
  await expect(page.getByTestId('comment-region')).toContainText('Person');
  await expect(page.getByTestId('panel-comments')).toContainText('1');
  const [comment] = await api<any[]>(server.url, `/api/comments/?task=${task}`);
  expect(comment).toMatchObject({ text: 'Is this the one in Ontario?', task, is_resolved: false });
  expect(comment.region_ref.regionId).toBe(await rows(page).nth(1).getAttribute('data-region'));
  await page.getByTestId('comment-resolve').click();
  await expect(page.getByTestId('comment')).toHaveCount(0);
  await until(() => api<any>(server.url, `/api/tasks/${task}/`), (one) => one.unresolved_comment_count === 0 && one.comment_count === 1, 'the settled comment');
});

test('one annotation is the ground truth, and it is updated after that without a conflict', async ({ page }) => {
  const [task] = await tasks(server.url);
  const first = await post(server.url, `/api/tasks/${task.id}/annotations/`, { result: [span('a', 0, 3, 'Person')] });
  const second = await post(server.url, `/api/tasks/${task.id}/annotations/`, { result: [], ground_truth: true });
  await page.goto(`${server.url}/projects/1/tasks/${task.id}?annotation=${first.id}`);
  await page.getByTestId('ground-truth').click();
  await expect(page.getByTestId('ground-truth')).toHaveAttribute('aria-pressed', 'true');
  await until(
    () => api<any[]>(server.url, `/api/tasks/${task.id}/annotations/`),
    (all) => all.find((one) => one.id === first.id).ground_truth && !all.find((one) => one.id === second.id).ground_truth,
    'the star',
  );
  await page.getByTestId('choice-Bad').click();
  await page.getByTestId('submit').click();
  await until(
    () => api<any>(server.url, `/api/annotations/${first.id}/`),
    (one) => one.result.length === 2 && one.ground_truth,
    'the update',
  );
});

test('two annotations are compared region by region and answer by answer', async ({ page }) => {
  const [task] = await tasks(server.url);
  const mood = (said: string) => ({ id: 'm', from_name: 'mood', to_name: 'text', type: 'choices', value: { choices: [said] } });
  const results = [
    [span('a', 0, 3, 'Person'), span('b', 12, 18, 'Place'), span('c', 24, 29, 'Person'), mood('Good')],
    [span('x', 0, 3, 'Person'), span('y', 12, 18, 'Person'), mood('Bad')],
  ];
  for (const result of results) await post(server.url, `/api/tasks/${task.id}/annotations/`, { result });
  await page.goto(`${server.url}/projects/1/tasks/${task.id}`);
  await page.getByTestId('tab-compare').click();
  await expect(page.getByTestId('verdict-Agree')).toContainText('1');
  await expect(page.getByTestId('verdict-OtherLabel')).toContainText('1');
  await expect(page.getByTestId('verdict-OnlyFirst')).toContainText('1');
  await expect(page.getByTestId('verdict-OnlySecond')).toContainText('0');
  await expect(page.getByTestId('compare-answers')).toContainText('Differ');
  await expect(page.getByTestId('agreement')).toContainText('25%');
  await expect(page.getByTestId('compare-regions').locator('tbody tr')).toHaveCount(3);
  await page.getByTestId('verdict-Agree').click();
  await expect(page.getByTestId('compare-regions').locator('tbody tr')).toHaveCount(2);
});

test('unfinished work is there after a look at something else', async ({ page }) => {
  const [task] = await tasks(server.url);
  const first = await post(server.url, `/api/tasks/${task.id}/annotations/`, { result: [span('a', 0, 3, 'Person')] });
  await post(server.url, `/api/tasks/${task.id}/annotations/`, { result: [] });
  await page.goto(`${server.url}/projects/1/tasks/${task.id}?annotation=${first.id}`);
  await page.getByTestId('choice-Good').click();
  await page.getByTestId('tab-compare').click();
  await expect(page.getByTestId('compare')).toBeVisible();
  await page.getByTestId(`tab-${first.id}`).click();
  await expect(page.getByTestId('choice-Good').locator('input')).toBeChecked();
  await page.getByTestId('duplicate-annotation').click();
  await expect(page.getByTestId('tab-new')).toHaveAttribute('aria-current', 'true');
  await expect(rows(page)).toHaveCount(1);
});

test('suggestions are accepted, changed and rejected one by one', async ({ page }) => {
  const [task] = await tasks(server.url);
  await post(server.url, '/api/predictions/', {
    task: task.id, model_version: 'm1', score: 0.8,
    result: [span('p1', 0, 3, 'Person'), span('p2', 12, 18, 'Person'), span('p3', 24, 29, 'Place')],
  });
  await page.goto(server.url);
  await page.evaluate(() => localStorage.setItem('skylabel.predictions', 'ask'));
  await page.goto(`${server.url}/projects/1/tasks/${task.id}`);
  const suggestions = page.getByTestId('suggestion-item');
  await expect(suggestions).toHaveCount(3);
  await expect(page.getByTestId('region-count')).toHaveText('0');
  await suggestions.nth(0).getByTestId('suggestion-accept').click();
  await expect(rows(page)).toHaveCount(1);
  await suggestions.nth(0).locator('.ed-region-main').click();
  await page.getByTestId('label-Place').click();
  await expect(rows(page)).toHaveCount(2);
  await suggestions.nth(0).getByTestId('suggestion-reject').click();
  await expect(suggestions).toHaveCount(0);
  const annotation = await submitted(page, task.id);
  expect(annotation.result.map((one: any) => [one.id, one.origin, one.value.labels[0]])).toEqual([
    ['p1', 'prediction', 'Person'],
    ['p2', 'prediction-changed', 'Place'],
  ]);
});

test('the panels keep their width and whether they are open', async ({ page }) => {
  await twoPersons(page);
  const handle = page.getByTestId('panels-width');
  const before = Number(await handle.getAttribute('aria-valuenow'));
  await handle.focus();
  await page.keyboard.press('ArrowLeft');
  await expect(handle).toHaveAttribute('aria-valuenow', String(before + 16));
  await page.getByTestId('panels-toggle').click();
  await expect(page.getByTestId('region-list')).toBeHidden();
  await page.reload();
  await expect(page.getByTestId('task-text')).toBeVisible();
  await expect(page.getByTestId('region-list')).toBeHidden();
  await page.getByTestId('panels-toggle').click();
  await expect(page.getByTestId('panels-width')).toHaveAttribute('aria-valuenow', String(before + 16));
});

test('on a telephone the panels stand under the work and leave the bar free', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await twoPersons(page);
  const [list, text] = [await page.getByTestId('region-list').boundingBox(), await page.getByTestId('task-text').boundingBox()];
  expect(list!.y).toBeGreaterThan(text!.y + text!.height - 1);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(wide).toBeLessThanOrEqual(390);
});
