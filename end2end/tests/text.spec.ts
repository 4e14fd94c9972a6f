// Text: spans, choices and text fields by hand, by keyboard; undo; required fields; drafts that outlive the browser.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Browser } from '@playwright/test';
import { selectText } from '../support/labeling.ts';
import { scratch, startSkylabel, type Skylabel } from '../support/programs.ts';
import { api, expect, leave, post, tasks, test, until } from '../support/test.ts';

const CONFIG = `<View>
  <Header value="What is it about?"/>
  <Labels name="ner" toName="text">
    <Label value="Person"/>
    <Label value="Place"/>
  </Labels>
  <Text name="text" value="$text"/>
  <Choices name="mood" toName="text" required="true">
    <Choice value="Good"/>
    <Choice value="Bad"/>
  </Choices>
  <TextArea name="note" toName="text" placeholder="Note"/>
</View>`;

const TEXTS = ['👩‍🚀 Ada Lovelace went to London.\nShe wrote a program.', 'A second text.', 'A third text.'];

let server: Skylabel;
let folder: { path: string; remove: () => void };

test.beforeEach(async () => {
  folder = scratch('text');
  writeFileSync(join(folder.path, 'config.xml'), CONFIG);
  server = await startSkylabel(['start', 'texts', '--init', '-l', join(folder.path, 'config.xml')], join(folder.path, 'data'));
  await post(server.url, '/api/projects/1/import', TEXTS.map((text) => ({ text })));
});

test.afterEach(async ({ page }) => {
  await leave(page);
  await server.stop();
  folder.remove();
});

test('a span, a choice and a note are made by hand, undone, redone and submitted as the format has them', async ({ page }) => {
  const [task] = await tasks(server.url);
  await page.goto(`${server.url}/projects/1/tasks/${task.id}`);
  await page.getByTestId('label-Person').click();
  await selectText(page, 'Ada Lovelace');
  await expect(page.getByTestId('region-item')).toHaveCount(1);
  await page.getByTestId('undo').click();
  await expect(page.getByTestId('region-item')).toHaveCount(0);
  await page.getByTestId('redo').click();
  await expect(page.getByTestId('region-item')).toHaveCount(1);

  await page.getByTestId('submit').click();
  await expect(page.getByTestId('required-alert')).toContainText('Checkbox "mood" is required.');
  await page.getByTestId('choice-Good').click();
  const note = page.getByTestId('textarea-note');
  await note.fill('First programmer');
  await note.press('Enter');
  await page.getByTestId('submit').click();

  const [annotation] = await until(
    () => api<any[]>(server.url, `/api/tasks/${task.id}/annotations/`),
    (all) => all.length === 1,
    'the annotation',
  );
  const by = (name: string) => annotation.result.find((one: any) => one.from_name === name);
  expect(by('ner')).toMatchObject({
    to_name: 'text', type: 'labels', origin: 'manual',
    value: { start: 4, end: 16, text: 'Ada Lovelace', labels: ['Person'] },
  });
  expect(by('mood')).toMatchObject({ type: 'choices', value: { choices: ['Good'] } });
  expect(by('note')).toMatchObject({ type: 'textarea', value: { text: ['First programmer'] } });
});

test('a draft is in a fresh browser after the first one was killed, and goes with the submit', async () => {
  const [task] = await tasks(server.url);
  const url = `${server.url}/projects/1/tasks/${task.id}`;
  const first = await launch();
  const page = await first.newPage();
  await page.goto(url);
  await page.getByTestId('label-Place').click();
  await selectText(page, 'London');
  await expect(page.getByTestId('region-item')).toHaveCount(1);
  await until(
    () => api<any>(server.url, `/api/tasks/${task.id}/`),
    (answer) => answer.drafts?.length === 1,
    'the draft on the server',
    5_000,
  );
  await first.close();

  const second = await launch();
  const again = await second.newPage();
  await again.goto(url);
  await expect(again.getByTestId('region-item')).toHaveCount(1);
  await again.getByTestId('choice-Bad').click();
  await again.keyboard.press('Control+Enter');
  await until(() => api<any[]>(server.url, `/api/tasks/${task.id}/annotations/`), (all) => all.length === 1, 'the annotation');
  const after = await api<any>(server.url, `/api/tasks/${task.id}/`);
  expect(after.drafts).toEqual([]);
  await second.close();
});

test('by keyboard alone: choose, skip, go on, go back', async ({ page }) => {
  const [first, second] = await tasks(server.url);
  await page.goto(`${server.url}/projects/1/label`);
  await expect(page.getByTestId('task-text')).toContainText('Ada Lovelace');
  await page.keyboard.press('3');
  await expect(page.getByTestId('choice-Good').locator('input')).toBeChecked();
  await page.keyboard.press('Control+Enter');
  await expect(page.getByTestId('task-text')).toContainText('A second text.');
  await page.keyboard.press('Control+Space');
  await expect(page.getByTestId('task-text')).toContainText('A third text.');
  const said = (id: number) =>
    until(() => api<any[]>(server.url, `/api/tasks/${id}/annotations/`), (all) => all.length === 1, `the annotation of task ${id}`);
  const [annotation] = await said(second.id);
  expect(annotation).toMatchObject({ was_cancelled: true, result: [] });
  const [chosen] = await said(first.id);
  expect(chosen.result[0].value).toEqual({ choices: ['Good'] });
  await page.keyboard.press('Shift+?');
  await expect(page.getByTestId('keys-help')).toBeVisible();
});

function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-background-networking', '--no-first-run'],
  });
}
