// The release binary with projects to measure, a server of pictures beside it, and a page that is looked at.
import { createServer, type Server } from 'node:http';
import { test as base, type Page } from '@playwright/test';
import { png } from '../support/png.ts';
import { freePort, scratch, startSkylabel, type Skylabel } from '../support/programs.ts';
import { api, listen, post } from '../support/test.ts';
import type { Size } from './data.ts';
import { watched } from './watch.ts';

/** Tasks of one import. */
const CHUNK = 250;

export interface House {
  url: string;
  /** Makes a project; gives its id. */
  project: (title: string, config: string) => Promise<number>;
  fill: (project: number, tasks: unknown[]) => Promise<void>;
  /** The ids of its tasks. */
  tasks: (project: number) => Promise<number[]>;
  /** Serves a picture of this size; gives its address. */
  picture: (size: Size) => string;
}

export const test = base.extend<{ page: Page }, { house: House }>({
  house: [
    async ({}, use) => {
      const folder = scratch('bench');
      const skylabel = await startSkylabel(['start', 'bench', '--init', '--template', 'text-classification'], folder.path);
      const pictures = new Map<string, Buffer>();
      const port = await freePort();
      const server = await serve(pictures, port);
      await use(house(skylabel, pictures, port));
      server.close();
      server.closeAllConnections();
      await skylabel.stop();
      folder.remove();
    },
    { scope: 'worker' },
  ],
  page: async ({ page }, use) => {
    const complaints = listen(page);
    await watched(page);
    await use(page);
    await page.goto('about:blank');
    base.expect(complaints, 'errors in the console').toEqual([]);
  },
});

function house({ url }: Skylabel, pictures: Map<string, Buffer>, port: number): House {
  return {
    url,
    project: async (title, label_config) => (await post<{ id: number }>(url, '/api/projects/', { title, label_config })).id,
    fill: async (project, tasks) => {
      for (let at = 0; at < tasks.length; at += CHUNK) {
        await post(url, `/api/projects/${project}/import`, tasks.slice(at, at + CHUNK));
      }
    },
    tasks: async (project) => {
      const path = `/api/tasks/?project=${project}&page=1&page_size=500`;
      return (await api<{ tasks: { id: number }[] }>(url, path)).tasks.map((task) => task.id);
    },
    picture: (size) => {
      const name = `/${size.width}x${size.height}.png`;
      pictures.set(name, Buffer.from(png(size.width, size.height)));
      return `http://127.0.0.1:${port}${name}`;
    },
  };
}

function serve(pictures: Map<string, Buffer>, port: number): Promise<Server> {
  const server = createServer((request, answer) => {
    const body = pictures.get(request.url ?? '');
    answer.writeHead(body ? 200 : 404, {
      'content-type': 'image/png',
      'access-control-allow-origin': '*',
      'cache-control': 'max-age=600',
    });
    answer.end(body);
  });
  return new Promise((ready) => server.listen(port, '127.0.0.1', () => ready(server)));
}
