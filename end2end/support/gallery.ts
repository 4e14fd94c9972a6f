// A bucket of twelve pictures, a project that labels them, and a target: what most specs about storages begin with.
import { type Page } from '@playwright/test';
import { Bucket } from './bucket.ts';
import { png } from './png.ts';
import { scratch, s3Environment, startS3, startSkylabel } from './programs.ts';
import { leave, post, type Task, tasks, until } from './test.ts';

export interface Gallery {
  /** Of the source; its pictures are `photos/street-00.png` and on. */
  bucket: Bucket;
  results: Bucket;
  url: string;
  /** All twelve; the first one is labeled. */
  tasks: Task[];
  /** Lets the page go, and ends everything. */
  close: (page: Page) => Promise<void>;
}

export async function startGallery(name: string, width = 64, height = 40): Promise<Gallery> {
  const s3 = await startS3('gallery', 'results');
  const folder = scratch(name);
  const bucket = new Bucket(s3, 'gallery');
  for (let index = 0; index < 12; index++) {
    await bucket.put(`photos/street-${String(index).padStart(2, '0')}.png`, png(width, height, index), 'image/png');
  }
  await bucket.put('photos/readme.md', 'not a picture');
  const server = await startSkylabel(
    ['start', 'streets', '--init', '--template', 'object-detection', '--source', 's3', '--source-path', 'gallery',
      '--source-params', '{"use_blob_urls": true, "regex": "\\\\.png$"}',
      '--target', 's3-completions', '--target-path', 'results'],
    folder.path,
    s3Environment(s3.endpoint, s3),
  );
  const all = await until(() => tasks(server.url), (found) => found.length === 12, 'twelve tasks');
  await post(server.url, `/api/tasks/${all[0].id}/annotations/`, { result: [] });
  const close = async (page: Page) => {
    await leave(page);
    await server.stop();
    await s3.stop();
    folder.remove();
  };
  return { bucket, results: new Bucket(s3, 'results'), url: server.url, tasks: all, close };
}
