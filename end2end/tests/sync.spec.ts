// What a person can know of a sync: what its runs did, and what one would do before it does it.
import { Bucket } from '../support/bucket.ts';
import { startGallery } from '../support/gallery.ts';
import { pictures } from '../support/pictures.ts';
import { png } from '../support/png.ts';
import { scratch, s3Environment, startS3, startSkylabel } from '../support/programs.ts';
import { api, expect, leave, post, ready, tasks, test, until } from '../support/test.ts';

test('the history tells what runs did, and a dry run what one would do', async ({ page }) => {
  test.setTimeout(120_000);
  const { bucket, url, close } = await startGallery('sync');
  const [target] = await api<any[]>(url, '/api/storages/export?project=1');
  await until(() => api(url, `/api/storages/export/s3/${target.id}/runs`), (runs) => runs.total === 1, 'the push in the history');

  await page.goto(`${url}/projects/1`);
  await ready(page);
  await page.getByRole('button', { name: 'History' }).first().click();
  const history = page.getByRole('dialog', { name: /Syncs of/ });
  await expect(history.locator('tbody tr')).toHaveCount(1);
  await expect(history.locator('tbody tr')).toContainText('13 listed, 12 imported, 1 skipped, 12 new tasks');
  await expect(history.locator('tbody tr')).toContainText(/objects\/s.*1 request.*less than 1 ¢/);
  await pictures(page, 'history');
  await page.keyboard.press('Escape');
  await expect(history).toBeHidden();
  await page.getByRole('button', { name: 'History' }).last().click();
  await expect(history.locator('tbody tr')).toContainText('1 pushed');
  await page.keyboard.press('Escape');

  await bucket.put('photos/street-99.png', png(64, 40, 99), 'image/png');
  await page.getByRole('button', { name: 'Settings', exact: true }).first().click();
  const settings = page.getByRole('dialog', { name: 'Source settings' });
  await settings.getByLabel('Only keys that match').fill('street-[19]');
  await settings.getByRole('button', { name: 'Dry run' }).click();
  const trial = settings.getByRole('region', { name: 'What a sync would do' });
  await expect(trial).toContainText('14 objects listed');
  await expect(trial.getByRole('button', { name: 'New 1' })).toHaveAttribute('aria-pressed', 'true');
  await expect(trial.locator('tbody tr')).toContainText(['photos/street-99.png']);
  await trial.getByRole('button', { name: /Left out from now on/ }).click();
  await expect(trial.locator('tbody tr')).toHaveCount(10);
  await trial.scrollIntoViewIfNeeded();
  await pictures(page, 'dry-run');
  await page.keyboard.press('Escape');
  await expect(settings).toBeHidden();
  const source = (await api<any[]>(url, '/api/storages?project=1'))[0];
  expect(source.regex_filter, 'nothing was saved').toBe('\\.png$');

  await close(page);
});

const choices = (names: string[]) => names.map((name) => ({
  id: `region-${name}`, from_name: 'sentiment', to_name: 'text', type: 'choices', value: { choices: [name] }, origin: 'manual',
}));
const chosen = (annotations: any[]) => annotations.map((one) => one.result[0].value.choices[0]).sort();

test('a document that somebody else changed is shown in both versions, and both are kept', async ({ page }) => {
  test.setTimeout(120_000);
  const s3 = await startS3('results');
  const folder = scratch('conflict');
  const bucket = new Bucket(s3, 'results');
  const server = await startSkylabel(
    ['start', 'texts', '--init', '--template', 'text-classification', '--target', 's3-completions', '--target-path', 'results'],
    folder.path,
    s3Environment(s3.endpoint, s3),
  );
  await post(server.url, '/api/projects/1/import', [{ text: 'One' }]);
  const [task] = await tasks(server.url);
  const annotations = `/api/tasks/${task.id}/annotations/`;
  await post(server.url, annotations, { result: choices(['Positive']) });
  const document = await until(() => bucket.json(`${task.id}.json`), Boolean, 'the document');
  document.annotations[0].result = choices(['Negative']);
  await bucket.put(`${task.id}.json`, JSON.stringify(document), 'application/json');
  await post(server.url, annotations, { result: choices(['Neutral']) });

  await page.goto(`${server.url}/projects/1`);
  await ready(page);
  await page.getByRole('button', { name: 'Look at them' }).click();
  const dialog = page.getByRole('dialog', { name: /Conflicts in/ });
  await expect(dialog.getByRole('region', { name: 'Here' }).locator('.only-here').filter({ hasText: /^\s+"Neutral"/ })).toHaveCount(1);
  await expect(dialog.getByRole('region', { name: 'In the bucket' }).locator('.only-here').filter({ hasText: /^\s+"Negative"/ })).toHaveCount(1);
  await pictures(page, 'conflict');
  await dialog.getByRole('button', { name: 'Keep both' }).click();
  await expect(dialog).toContainText('No document is in conflict any more.');
  await page.keyboard.press('Escape');
  const kept = ['Negative', 'Neutral', 'Positive'];
  await until(() => bucket.json(`${task.id}.json`), (now: any) => chosen(now.annotations).join() === kept.join(), 'both in the bucket');
  expect(chosen(await api(server.url, annotations))).toEqual(kept);
  await expect(page.getByRole('button', { name: 'Look at them' })).toBeHidden();

  await leave(page);
  await server.stop();
  await s3.stop();
  folder.remove();
});

test('a target with documents of a 2020 project is adopted on demand', async ({ page }) => {
  test.setTimeout(120_000);
  const s3 = await startS3('texts', 'old');
  const folder = scratch('adopt');
  const [source, old] = [new Bucket(s3, 'texts'), new Bucket(s3, 'old')];
  for (let index = 0; index < 3; index++) {
    await source.put(`t-${index}.json`, JSON.stringify({ text: `Text ${index}` }), 'application/json');
    const completion = { id: 1000 + index, result: choices(['Positive']), lead_time: 3.5 };
    await old.put(`${index}.json`, JSON.stringify({ id: index, data: { text: `Text ${index}` }, completions: [completion] }), 'application/json');
  }
  const server = await startSkylabel(
    ['start', 'texts', '--init', '--template', 'text-classification', '--source', 's3', '--source-path', 'texts',
      '--target', 's3-completions', '--target-path', 'old'],
    folder.path,
    s3Environment(s3.endpoint, s3),
  );
  await page.goto(`${server.url}/projects/1`);
  await ready(page);
  await expect(page.getByText('This target belongs to something else. Nothing was written.')).toBeVisible();
  await expect(page.getByText(/holds 3 documents/).first()).toBeVisible();
  await expect(page.locator('[id^="row-"]'), 'tasks that came before the page could hear of them').toHaveCount(3);
  await pictures(page, 'refused');
  await page.getByRole('button', { name: 'Adopt this target' }).click();
  const question = page.getByRole('dialog', { name: 'Adopt this target?' });
  await pictures(page, 'adopt');
  await question.getByRole('button', { name: 'Adopt this target' }).click();
  const labeled = await until(() => tasks(server.url), (all) => all.every((one) => one.total_annotations === 1), 'adopted annotations');
  expect(labeled.map((one) => one.data.text).sort()).toEqual(['Text 0', 'Text 1', 'Text 2']);
  await expect(page.getByText('This target belongs to something else. Nothing was written.')).toBeHidden();

  await leave(page);
  await server.stop();
  await s3.stop();
  folder.remove();
});
