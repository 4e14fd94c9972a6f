// Pictures reach the browser through our stable URL: by redirect to a signed one, and streamed with ranges.
import { Bucket } from '../support/bucket.ts';
import { loaded } from '../support/labeling.ts';
import { png } from '../support/png.ts';
import { scratch, s3Environment, startS3, startSkylabel } from '../support/programs.ts';
import { expect, leave, tasks, test, until } from '../support/test.ts';

for (const way of ['redirect', 'stream'] as const) {
  test(`a picture comes by ${way} from a real S3 server`, async ({ page }) => {
    const s3 = await startS3('pictures');
    const folder = scratch('media');
    const picture = png(320, 200, 2);
    await new Bucket(s3, 'pictures').put('a one.png', picture, 'image/png');
    const params = JSON.stringify({ use_blob_urls: true, presign: way === 'redirect' });
    const server = await startSkylabel(
      ['start', 'media', '--init', '--template', 'object-detection', '--source', 's3', '--source-path', 'pictures',
        '--source-params', params],
      folder.path,
      s3Environment(s3.endpoint, s3),
    );
    const [task] = await until(() => tasks(server.url), (all) => all.length === 1, 'the task');
    const statuses: number[] = [];
    page.on('response', (answer) => {
      if (answer.url().includes(`/tasks/${task.id}/resolve/`)) statuses.push(answer.status());
    });
    await page.goto(`${server.url}/projects/1/tasks/${task.id}`);
    await loaded(page);
    expect(statuses[0]).toBe(way === 'redirect' ? 303 : 200);

    const uri = Object.values(task.data)[0];
    expect(uri).toBe('s3://pictures/a one.png');
    const stable = `${server.url}/tasks/${task.id}/resolve/?fileuri=${Buffer.from(uri).toString('base64url')}`;
    const whole = await fetch(stable);
    expect(Buffer.from(await whole.arrayBuffer()).equals(Buffer.from(picture))).toBe(true);
    if (way === 'stream') {
      const part = await page.evaluate(async (url) => {
        const answer = await fetch(url, { headers: { range: 'bytes=1-3' } });
        return {
          status: answer.status,
          range: answer.headers.get('content-range'),
          nosniff: answer.headers.get('x-content-type-options'),
          text: await answer.text(),
        };
      }, stable);
      expect(part).toEqual({ status: 206, range: `bytes 1-3/${picture.length}`, nosniff: 'nosniff', text: 'PNG' });
    }
    const foreign = Buffer.from('s3://pictures/other.png').toString('base64url');
    const refused = await fetch(`${server.url}/tasks/${task.id}/resolve/?fileuri=${foreign}`);
    expect([403, 404], 'a URI that is not in the task').toContain(refused.status);
    await leave(page);
    await server.stop();
    await s3.stop();
    folder.remove();
  });
}
