// A target in trouble: submits go on, the page says what waits and why, and everything arrives when it is well again.
import { rmSync } from 'node:fs';
import { Bucket } from '../support/bucket.ts';
import { rules, scratch, s3Environment, startProxy, startS3, startSkylabel } from '../support/programs.ts';
import { api, expect, leave, post, ready, tasks, test, until } from '../support/test.ts';

const RESULT = [{
  id: 'abcdefghij', from_name: 'sentiment', to_name: 'text', type: 'choices', value: { choices: ['Positive'] }, origin: 'manual',
}];

test('submits survive a target that forbids, fails, vanishes and recovers', async ({ page }) => {
  test.setTimeout(180_000);
  const s3 = await startS3('results');
  const proxy = await startProxy(s3.endpoint);
  const folder = scratch('trouble');
  const server = await startSkylabel(
    ['start', 'trouble', '--init', '--template', 'text-classification', '--target', 's3-completions', '--target-path', 'results'],
    folder.path,
    s3Environment(proxy.endpoint, s3),
  );
  await post(server.url, '/api/projects/1/import', Array.from({ length: 12 }, (_, index) => ({ text: `Text ${index}` })));
  const all = await tasks(server.url);
  await page.goto(`${server.url}/projects/1`);
  await ready(page);

  const troubles: [string, unknown[], RegExp][] = [
    ['forbidden', [{ fault: 'status', status: 403 }], /forbid|denied|refus|permission|403/i],
    ['failing', [{ fault: 'status', status: 503 }], /busy|slow|unavailable|throttl|503/i],
    ['vanished', [{ fault: 'drop' }], /reach|connect|answer|closed/i],
  ];
  let submitted = 0;
  for (const [name, faults, why] of troubles) {
    await rules(proxy, faults);
    for (let count = 0; count < 4; count++) {
      const answer = await fetch(`${server.url}/api/tasks/${all[submitted].id}/annotations/`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ result: RESULT }),
      });
      expect(answer.status, `a submit while the target is ${name}`).toBe(201);
      submitted += 1;
    }
    await expect(page.locator('[data-pending]')).toHaveText(String(submitted));
    await expect(page.getByText(why).first(), `the page says why: ${name}`).toBeVisible({ timeout: 75_000 });
  }

  await rules(proxy, []);
  await page.getByRole('button', { name: /sync now/i }).first().click();
  await expect(page.locator('[data-pending]')).toHaveText('0', { timeout: 75_000 });
  const bucket = new Bucket(s3, 'results');
  for (const task of all) {
    const document = await until(() => bucket.json(`${task.id}.json`), Boolean, `${task.id}.json`);
    const annotations = await api<any[]>(server.url, `/api/tasks/${task.id}/annotations/`);
    expect(document.annotations.map((one: any) => [one.id, one.result])).toEqual(annotations.map((one) => [one.id, one.result]));
  }
  await leave(page);
  await server.stop();
  await proxy.stop();
  await s3.stop();
  rmSync(folder.path, { recursive: true, force: true });
});
