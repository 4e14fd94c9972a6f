// The test function of every spec: a page whose console must stay silent, and short words for what people look at.
import { test as base, expect, type Page } from '@playwright/test';

export const test = base.extend<{ page: Page }>({
  page: async ({ page }, use) => {
    const complaints = listen(page);
    await use(page);
    expect(complaints, 'errors in the console').toEqual([]);
  },
});

/** Collects what a page complains of. */
export function listen(page: Page): string[] {
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || /hydration|panicked/i.test(message.text())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  return complaints;
}

/** Asks until the answer satisfies. */
export async function until<T>(ask: () => Promise<T>, satisfied: (answer: T) => boolean, what: string, limit = 45_000): Promise<T> {
  const begun = Date.now();
  for (;;) {
    const answer = await ask();
    if (satisfied(answer)) return answer;
    if (Date.now() - begun > limit) throw new Error(`${what}: still ${JSON.stringify(answer)?.slice(0, 2000)}`);
    await new Promise((next) => setTimeout(next, 100));
  }
}

/** A GET of our REST API. */
export async function api<T = any>(url: string, path: string): Promise<T> {
  const answer = await fetch(url + path);
  if (!answer.ok) throw new Error(`GET ${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as T;
}

export async function post<T = any>(url: string, path: string, body: unknown): Promise<T> {
  const answer = await fetch(url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`POST ${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as T;
}

export interface Task {
  id: number;
  data: Record<string, string>;
  total_annotations: number;
}

export async function tasks(url: string, project = 1): Promise<Task[]> {
  const page = await api<{ tasks: Task[] }>(
    url,
    `/api/tasks/?project=${project}&fields=all&page=1&page_size=500&resolve_uri=false`,
  );
  return page.tasks;
}

/** The page is hydrated: it answers to input. */
export async function ready(page: Page): Promise<void> {
  await page.waitForFunction(() => document.documentElement.dataset.ready === 'true', undefined, { timeout: 30_000 });
}

/** Leaves the server before it is stopped, for a page that is cut off from its server complains rightly. */
export async function leave(page: Page): Promise<void> {
  await page.goto('about:blank');
}

export { expect };
