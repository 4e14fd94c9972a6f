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
