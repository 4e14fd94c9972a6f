// What others labeled is the same after it was opened, looked at and handed in: for every tag of ours, and for files of the
// field where they are at hand.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { House, settled } from '../support/house.ts';
import { expect, test } from '../support/test.ts';

const root = resolve(import.meta.dirname, '../..');
const OURS = join(root, 'app/fixtures');
const FIELD = process.env.FIELD_FIXTURES ?? join(root, '../shared/fixtures/editor');

const house = new House('roundtrip');

interface Sample {
  name: string;
  config: string;
  data: Record<string, unknown>;
  result: Record<string, unknown>[];
}

/** Everything that a folder of fixtures holds, one sample for each annotation. */
function samplesOf(folder: string, kind: string): Sample[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).sort().flatMap((name) => {
    const here = join(folder, name);
    const json = (path: string) => JSON.parse(readFileSync(join(here, path), 'utf8'));
    const annotations = join(here, 'annotations');
    if (!existsSync(annotations)) return [];
    const tasks = existsSync(join(here, 'tasks.json')) ? json('tasks.json') : [];
    const config = readFileSync(join(here, 'config.xml'), 'utf8');
    return readdirSync(annotations).sort().flatMap((file) => {
      const document = json(join('annotations', file));
      const data = kind === 'ours' ? tasks[0].data : within({ ...tasks[0]?.data, ...document.data });
      // A sample without its task cannot be imported.
      if (Object.keys(data).length === 0) return [];
      return (document.annotations ?? []).map((one: { result: Sample['result'] }, at: number) => ({
        name: `${kind}: ${name}, ${file}, ${at + 1}`, config, data, result: one.result,
      }));
    });
  });
}

/** The same data with every picture of the network replaced by one of ours. */
function within<T>(data: T): T {
  const text = JSON.stringify(data).replaceAll(/"https?:[^"\s]+\.(jpe?g|png|gif|webp|svg)(\?[^"]*)?"/gi, '"/assets/sample.svg"');
  return JSON.parse(text) as T;
}

const samples = [...samplesOf(OURS, 'ours'), ...samplesOf(FIELD, 'field')];

test('there are samples of ours', () => {
  expect(samples.length).toBeGreaterThan(30);
});

for (const { name, config, data, result } of samples) {
  test(`${name}: updated without a change, and again after every region was selected, it is what it was`, async ({ page }) => {
    await house.add(config, { data, annotations: [{ result }] });
    const [imported] = await house.annotations();
    expect(imported.result, 'as imported').toEqual(result);

    await house.show(page);
    await update(imported.updated_at);
    await house.show(page);
    const rows = page.getByTestId('region-item');
    for (let at = 0; at < (await rows.count()); at++) {
      await rows.nth(at).locator('.ed-region-main').click();
      await expect(rows.nth(at)).toHaveClass(/\bed-on\b/);
      await settled(page);
    }
    await update((await house.annotations())[0].updated_at);

    async function update(before: string): Promise<void> {
      await page.getByTestId('submit').click();
      const alert = page.getByTestId('required-alert');
      const said = page.getByTestId('saved-state');
      await expect(alert.or(said).filter({ visible: true, hasText: /./ })).not.toHaveCount(0);
      const [stored, ...others] = await house.annotations();
      expect(others).toEqual([]);
      expect(stored.result).toEqual(result);
      if (!(await alert.isVisible())) expect(stored.updated_at).not.toBe(before);
      // Only what lacks an answer that is required may be refused.
      else expect(config).toContain('required="true"');
    }
  });
}
