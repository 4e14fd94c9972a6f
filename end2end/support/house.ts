// One server for a whole spec, a project for each config, and what the server holds of the task that is labeled.
import { type Page } from '@playwright/test';
import { scratch, startSkylabel, type Skylabel } from './programs.ts';
import { api, expect, leave, post, tasks, test } from './test.ts';

/** One result, as the format has it. */
export type Result = Record<string, any>;

export class House {
  private server?: Skylabel;
  project = 0;
  task = 0;

  /** Registers the start and the end with the spec that calls it. */
  constructor(name: string) {
    let folder: ReturnType<typeof scratch>;
    test.beforeAll(async () => {
      folder = scratch(name);
      this.server = await startSkylabel(['start', name, '--init', '--template', 'text-classification'], folder.path);
    });
    test.afterEach(({ page }) => leave(page));
    test.afterAll(async () => {
      await this.server?.stop();
      folder.remove();
    });
  }

  get url(): string {
    if (!this.server) throw new Error('the server is not up yet');
    return this.server.url;
  }

  /** A project of this config with one task. */
  async add(config: string, task: Record<string, unknown>): Promise<void> {
    const made = await post(this.url, '/api/projects/', { title: `Project ${Date.now()}`, label_config: config });
    this.project = made.id;
    await post(this.url, `/api/projects/${this.project}/import`, [task]);
    this.task = (await tasks(this.url, this.project))[0].id;
  }

  /** The same, with the labeling page of its task, ready for hands. */
  async open(page: Page, config: string, data: Record<string, unknown>): Promise<void> {
    await this.add(config, { data });
    await this.show(page);
  }

  async show(page: Page): Promise<void> {
    await page.goto(`${this.url}/projects/${this.project}/tasks/${this.task}`);
    await settled(page);
  }

  async annotations(): Promise<{ id: number; result: Result[]; updated_at: string; was_cancelled: boolean }[]> {
    return await api(this.url, `/api/tasks/${this.task}/annotations/`);
  }

  /** What the draft holds. */
  async draft(): Promise<Result[]> {
    const { drafts } = await api<{ drafts: { result: Result[] }[] }>(this.url, `/api/tasks/${this.task}/`);
    return drafts[0]?.result ?? [];
  }

  /** Submits by hand or by the key, and gives back the results that the server then holds. */
  async submit(page: Page, by: 'hand' | 'key' = 'hand'): Promise<Result[]> {
    if (by === 'key') await page.keyboard.press('Control+Enter');
    else await page.getByTestId('submit').click();
    await expect.poll(async () => (await this.annotations()).length, 'annotations of the task').toBe(1);
    return (await this.annotations())[0].result;
  }

  /** What is said as the draft holds it, after `read`: waits until it is this. */
  async says(read: (results: Result[]) => unknown, expected: unknown): Promise<void> {
    await expect.poll(async () => read(await this.draft()), 'the draft').toEqual(expected);
  }
}

/** Everything that labels are given to is there and takes input. */
export async function settled(page: Page): Promise<void> {
  await expect(page.getByTestId('submit')).toBeVisible();
  for (const canvas of await page.getByTestId('image-canvas').all()) {
    await expect(canvas).toHaveAttribute('data-ready', 'true');
  }
  for (const frame of await page.locator('iframe[data-text-object]').all()) {
    await expect(frame).toHaveAttribute('data-ready', 'true');
  }
}

/** The values of all results of one control. */
export function of(control: string): (results: Result[]) => unknown[] {
  return (results) => results.filter((one) => one.from_name === control).map((one) => one.value);
}

export async function undo(page: Page, times = 1): Promise<void> {
  for (let step = 0; step < times; step++) await page.keyboard.press('Control+z');
}

export async function redo(page: Page, times = 1): Promise<void> {
  for (let step = 0; step < times; step++) await page.keyboard.press('Control+Shift+z');
}
