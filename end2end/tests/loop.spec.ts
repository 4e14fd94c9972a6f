// The whole loop: bucket, browser, bucket; then the same machine lost, and everything back.
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Bucket } from '../support/bucket.ts';
import { dragBox, loaded, submit } from '../support/labeling.ts';
import { png } from '../support/png.ts';
import { scratch, s3Environment, startS3, startSkylabel } from '../support/programs.ts';
import { api, expect, leave, ready, tasks, test, until } from '../support/test.ts';

const CONFIG = `<View>
  <Image name="photo" value="$image"/>
  <RectangleLabels name="thing" toName="photo">
    <Label value="Car"/>
    <Label value="Plane"/>
  </RectangleLabels>
</View>`;

test('tasks come from a bucket, boxes go back to it, and a lost machine gets everything back', async ({ page }) => {
  test.setTimeout(240_000);
  const s3 = await startS3('my-bucket');
  const folder = scratch('loop');
  const bucket = new Bucket(s3, 'my-bucket');
  for (const [index, name] of ['b-one.png', 'c-two.png', 'd-three.png'].entries()) {
    await bucket.put(`photos/${name}`, png(640, 400, index), 'image/png');
  }
  writeFileSync(join(folder.path, 'config.xml'), CONFIG);
  const command = [
    'start', 'my_project', '--init', '-l', join(folder.path, 'config.xml'),
    '--source', 's3', '--source-path', 'my-bucket', '--source-params', '{"prefix": "photos", "use_blob_urls": true}',
    '--target', 's3-completions', '--target-path', 'my-bucket',
  ];
  const data = join(folder.path, 'data');
  let server = await startSkylabel(command, data, s3Environment(s3.endpoint, s3));

  await page.goto(`${server.url}/projects/1`);
  await ready(page);
  await expect(page.locator('[id^="row-"]')).toHaveCount(3);
  await bucket.put('photos/e-four.png', png(640, 400, 3), 'image/png');
  await page.getByRole('button', { name: /sync now/i }).first().click();
  await expect(page.locator('[id^="row-"]'), 'an added object becomes a task without a restart').toHaveCount(4);

  await page.getByRole('link', { name: 'Label tasks' }).click();
  await loaded(page);
  await page.getByTestId('label-Car').click();
  await dragBox(page, { x: 0.2, y: 0.3 }, { x: 0.5, y: 0.65 });
  await expect(page.getByTestId('region-item')).toHaveCount(1);
  await submit(page);

  // The second box by keyboard alone: the label's key, a box in the middle, moved and widened, submitted.
  await loaded(page);
  await expect(page.getByTestId('region-item')).toHaveCount(0);
  await page.keyboard.press('2');
  await page.keyboard.press('n');
  await expect(page.getByTestId('region-item')).toHaveCount(1);
  for (let step = 0; step < 5; step++) await page.keyboard.press('Shift+ArrowLeft');
  await page.keyboard.press('Alt+ArrowRight');
  await page.keyboard.press('Control+Enter');

  const labeled = await until(
    () => tasks(server.url),
    (all) => all.filter((task) => task.total_annotations === 1).length === 2,
    'two tasks labeled',
  );
  const documents = new Map<number, any>();
  for (const task of labeled.filter((task) => task.total_annotations === 1)) {
    const document = await until(() => bucket.json(`annotations/${task.id}.json`), Boolean, `annotations/${task.id}.json`);
    const annotations = await api<any[]>(server.url, `/api/tasks/${task.id}/annotations/`);
    expect(document.id).toBe(task.id);
    expect(document.data).toEqual(task.data);
    expect(document.annotations.map((one: any) => one.result)).toEqual(annotations.map((one) => one.result));
    documents.set(task.id, document);
  }
  const [first, second] = [...documents.values()].map((document) => document.annotations[0].result[0]);
  expect(first).toMatchObject({
    from_name: 'thing', to_name: 'photo', type: 'rectanglelabels', origin: 'manual',
    original_width: 640, original_height: 400, image_rotation: 0,
    value: { rectanglelabels: ['Car'], rotation: 0 },
  });
  for (const [name, expected] of [['x', 20], ['y', 30], ['width', 30], ['height', 35]] as const) {
    expect(Math.abs(first.value[name] - expected), `${name} is ${first.value[name]}`).toBeLessThan(0.5);
  }
  expect(second.value.rectanglelabels).toEqual(['Plane']);

  await leave(page);
  await server.stop();
  rmSync(data, { recursive: true });
  await bucket.put('photos/a-sorts-first.png', png(640, 400, 5), 'image/png');
  server = await startSkylabel(command, data, s3Environment(s3.endpoint, s3));
  const restored = await until(() => tasks(server.url), (all) => all.length === 5, 'five tasks after the restore');
  for (const [id, document] of documents) {
    const after = restored.find((task) => task.data.image === document.data.image);
    expect(after?.id, `the id of ${document.data.image}`).toBe(id);
    const annotations = await api<any[]>(server.url, `/api/tasks/${id}/annotations/`);
    expect(annotations.map((one) => [one.id, one.result])).toEqual(
      document.annotations.map((one: any) => [one.id, one.result]),
    );
  }
  await page.goto(`${server.url}/projects/1/tasks/${[...documents.keys()][0]}`);
  await expect(page.getByTestId('region-item')).toHaveCount(1);
  await leave(page);
  await server.stop();
  await s3.stop();
  folder.remove();
});
