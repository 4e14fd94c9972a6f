// The browser takes over exactly the page that the server rendered, whatever happens on the server meanwhile.
import { scratch, startSkylabel } from '../support/programs.ts';
import { expect, leave, post, ready, tasks, test } from '../support/test.ts';

test('a page loaded while tasks come and go is taken over without a fault', async ({ page }) => {
  test.setTimeout(120_000);
  const folder = scratch('takeover');
  const server = await startSkylabel(
    ['start', 'busy', '--init', '--template', 'text-classification'],
    folder.path,
    {},
  );
  let coming = true;
  const comeAndGo = (async () => {
    while (coming) {
      await post(server.url, '/api/projects/1/import', [{ text: 'Here now' }]);
      for (const task of await tasks(server.url)) {
        await fetch(`${server.url}/api/tasks/${task.id}/`, { method: 'DELETE' });
      }
    }
    await post(server.url, '/api/projects/1/import', [{ text: 'Here to stay' }]);
  })();
  for (let load = 0; load < 40; load++) {
    await page.goto(`${server.url}/projects/1`);
    await ready(page);
  }
  coming = false;
  await comeAndGo;
  await expect(page.getByRole('row', { name: /here to stay/i })).toBeVisible();
  await leave(page);
  await server.stop();
  folder.remove();
});

test('a page loads its own part of the program, and the other part when it is wanted', async ({ page }) => {
  const folder = scratch('parts');
  const server = await startSkylabel(['start', 'parts', '--init', '--template', 'text-classification'], folder.path, {});
  await post(server.url, '/api/projects/1/import', [{ text: 'A sentence.' }]);
  const modules: string[] = [];
  page.on('request', (request) => {
    const name = new URL(request.url()).pathname.split('/').pop() ?? '';
    if (name.endsWith('.wasm')) modules.push(name.replace(/_\d{6,}\.wasm$/, '').replace('.wasm', ''));
  });
  await page.goto(`${server.url}/projects/1/label`);
  await expect(page.getByText('A sentence.')).toBeVisible();
  expect(modules).not.toContain('split_managing');
  expect(modules, 'what draws on pictures').not.toContain('split_pictures');
  await page.getByRole('link', { name: 'Tasks' }).click();
  await expect(page.getByRole('row', { name: /a sentence/i })).toBeVisible();
  expect(modules).toContain('split_managing');
  expect([...new Set(modules)], 'each module once').toHaveLength(modules.length);

  modules.length = 0;
  await page.goto(`${server.url}/projects/1/settings`);
  await ready(page);
  expect(modules).not.toContain('split_labeling');
  await page.getByRole('link', { name: 'Label', exact: true }).click();
  await expect(page.getByText('A sentence.')).toBeVisible();
  await leave(page);
  await server.stop();
  folder.remove();
});

test('a part of the program that does not come is told of, and comes with another try', async ({ browser }) => {
  const folder = scratch('part');
  const server = await startSkylabel(['start', 'part', '--init', '--template', 'object-detection'], folder.path, {});
  await post(server.url, '/api/projects/1/import', [{ image: '/assets/favicon.svg' }]);
  // Its console says what failed, as it should here.
  const page = await browser.newPage();
  await page.route('**/split_pictures*.wasm', (route) => route.abort());
  await page.goto(`${server.url}/projects/1/label`);
  const failed = page.getByTestId('task-failed');
  await expect(failed).toContainText('could not be loaded');
  await page.unroute('**/split_pictures*.wasm');
  await failed.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByTestId('image-object')).toBeVisible();
  await page.close();
  await server.stop();
  folder.remove();
});
