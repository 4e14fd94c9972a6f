// Texts and trees of another web server: the page may not ask it, our server does.
import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { House, of } from '../support/house.ts';
import { expect, test } from '../support/test.ts';

const house = new House('elsewhere');
let other: Server;
let asked: string[] = [];

test.beforeAll(async () => {
  other = createServer((request, answer) => {
    const url = new URL(request.url ?? '/', 'http://other');
    asked.push(url.pathname + url.search);
    if (url.pathname === '/text.txt') return void answer.end('A text that stands on another server.');
    if (url.pathname !== '/tree') return void answer.writeHead(404).end();
    const level = url.searchParams.getAll('path').join('/');
    const items = level ? [{ value: `${level} below` }] : [{ value: 'Europe', isLeaf: false }, { value: 'Asia' }];
    answer.end(JSON.stringify({ items }));
  });
  await new Promise<void>((listening) => other.listen(0, '127.0.0.1', listening));
});

test.afterAll(() => void other.close());

const origin = () => `http://127.0.0.1:${(other.address() as AddressInfo).port}`;

test('a text and a tree of another server are read through ours', async ({ page }) => {
  asked = [];
  const config = `<View><Text name="txt" value="$text" valueType="url"/><Taxonomy name="tree" toName="txt" apiUrl="${origin()}/tree"/></View>`;
  await house.open(page, config, { text: `${origin()}/text.txt` });
  await expect(page.getByTestId('task-text')).toContainText('stands on another server');
  await page.getByTestId('taxonomy-tree-field').click();
  await page.getByTestId('taxonomy-expand-Europe').click();
  await page.getByTestId('taxonomy-item-Europe below').click();
  await house.says(of('tree'), [{ taxonomy: [['Europe', 'Europe below']] }]);
  expect(asked.sort()).toEqual(['/text.txt', '/tree', '/tree?path=Europe']);
});
