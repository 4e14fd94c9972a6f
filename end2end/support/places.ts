// The pages of the application and what opens over them, filled with what they can hold: a project for each kind of data,
// made through the API once. How to come to each place, by name.
import { expect, type Page } from '@playwright/test';
import { settled } from './house.ts';
import { api, post, ready, tasks } from './test.ts';

const TEXT = 'Ada went to London with Grace.';

const SPANS = `<View>
  <Labels name="ner" toName="text"><Label value="Person" background="#ffe066"/><Label value="Place" background="#1b1b5e"/></Labels>
  <Text name="text" value="$text"/>
  <Choices name="mood" toName="text"><Choice value="Good"/><Choice value="Bad"/></Choices>
  <Relations><Relation value="lives in"/><Relation value="knows"/></Relations>
</View>`;

const EVERYTHING = `<View>
  <Header value="Everything that can be asked" size="3"/>
  <Markdown value="**Read** the [guide](https://example.org) first."/>
  <Text name="text" value="$text"/>
  <Filter name="filter" toName="labels" placeholder="Filter"/>
  <Labels name="labels" toName="text"><Label value="One" background="white" selectedColor="#ffffff"/><Label value="Two" background="black" showAlias="true" alias="second"/></Labels>
  <Choices name="one" toName="text" required="true"><Choice value="Glad" hint="Not sad"/><Choice value="Sad"/></Choices>
  <Choices name="many" toName="text" choice="multiple" showInline="true"><Choice value="Loud"/><Choice value="Long"/></Choices>
  <Choices name="menu" toName="text" layout="select"><Choice value="First"/><Choice value="Second"/></Choices>
  <Choices name="box" toName="text" layout="select" choice="multiple"><Choice value="Red"/><Choice value="Blue"/></Choices>
  <Choices name="nested" toName="text" choice="multiple" allowNested="true"><Choice value="Animals"><Choice value="Cats"/></Choice></Choices>
  <Taxonomy name="tree" toName="text"><Choice value="Bird"><Choice value="Owl"/></Choice><Choice value="Fish"/></Taxonomy>
  <Number name="number" toName="text" min="0" max="10"/>
  <Number name="slider" toName="text" min="0" max="10" slider="true"/>
  <DateTime name="day" toName="text" only="date"/>
  <DateTime name="month" toName="text" only="month,year"/>
  <Rating name="stars" toName="text" maxRating="5"/>
  <TextArea name="words" toName="text" editable="true" showSubmitButton="true" placeholder="In your words"><Shortcut value="[unclear]" alias="Unclear"/></TextArea>
  <Pairwise name="better" toName="left,right"/>
  <Text name="left" value="$text"/><Text name="right" value="$text"/>
  <List name="items" value="$items" title="Results"/>
  <Ranker name="order" toName="items"><Bucket name="good" title="Good"/><Bucket name="bad" title="Bad"/></Ranker>
  <Table name="facts" value="$facts"/>
  <Collapse><Panel value="More"><Header value="Inside" size="5"/></Panel></Collapse>
  <Repeater on="$lines" indexFlag="{{i}}" mode="pagination">
    <Text name="line_{{i}}" value="$lines[{{i}}].text"/>
    <Choices name="act_{{i}}" toName="line_{{i}}"><Choice value="Ask"/><Choice value="Tell"/></Choices>
  </Repeater>
  <Unknowable name="odd" value="$text"/>
</View>`;

const PAGE = '<View><HyperTextLabels name="ner" toName="html"><Label value="Person"/><Label value="Word"/></HyperTextLabels><HyperText name="html" value="$html"/></View>';
const TALK = '<View><ParagraphLabels name="act" toName="talk"><Label value="Question"/><Label value="Answer"/></ParagraphLabels><Paragraphs name="talk" value="$talk" layout="dialogue"/></View>';
const BOXES = '<View><Image name="image" value="$image" rotateControl="true"/><RectangleLabels name="box" toName="image"><Label value="Car" background="#fff3b0"/><Label value="Plane"/></RectangleLabels><BrushLabels name="mask" toName="image"><Label value="Sky"/></BrushLabels></View>';

/** A project with its first task. */
interface Made {
  project: number;
  task: number;
}

/** The projects that the places show. */
export interface Filled {
  text: Made & { first: number };
  everything: Made;
  html: Made;
  talk: Made;
  image: Made;
  empty: number;
}

async function make(url: string, title: string, config: string, ...data: Record<string, unknown>[]): Promise<Made> {
  const { id: project } = await post(url, '/api/projects/', { title, label_config: config });
  if (data.length) await post(url, `/api/projects/${project}/import`, data);
  return { project, task: (await tasks(url, project))[0]?.id ?? 0 };
}

const span = (id: string, start: number, end: number, label: string) => ({
  id, from_name: 'ner', to_name: 'text', type: 'labels', origin: 'manual', value: { start, end, text: TEXT.slice(start, end), labels: [label] },
});

const box = (id: string, x: number, label: string) => ({
  id, from_name: 'box', to_name: 'image', type: 'rectanglelabels', origin: 'manual', original_width: 960, original_height: 600, image_rotation: 0,
  value: { x, y: 20, width: 20, height: 30, rotation: 0, rectanglelabels: [label] },
});

export async function fill(url: string): Promise<Filled> {
  const text = await make(url, 'Spans', SPANS, { text: TEXT }, { text: TEXT }, { text: TEXT });
  const relation = { type: 'relation', from_id: 'a', to_id: 'b', direction: 'right', labels: ['lives in'] };
  const mood = { id: 'm', from_name: 'mood', to_name: 'text', type: 'choices', value: { choices: ['Good'] } };
  const { id: first } = await post(url, `/api/tasks/${text.task}/annotations/`, { result: [span('a', 0, 3, 'Person'), span('b', 12, 18, 'Place'), relation, mood], ground_truth: true });
  await post(url, `/api/tasks/${text.task}/annotations/`, { result: [span('x', 0, 3, 'Place')] });
  await post(url, '/api/comments/', { task: text.task, text: 'Is this the one in Ontario?' });
  await post(url, '/api/comments/', { task: text.task, text: 'Settled.', is_resolved: true });
  const image = await make(url, 'Boxes', BOXES, { image: '/assets/sample.svg' });
  await post(url, `/api/tasks/${image.task}/annotations/`, { result: [box('c', 10, 'Car'), box('p', 50, 'Plane')] });
  return {
    text: { ...text, first },
    image,
    everything: await make(url, 'Everything', EVERYTHING, {
      text: TEXT,
      items: [{ id: 'i1', title: 'First', body: 'Alpha' }, { id: 'i2', title: 'Second', body: 'Beta' }],
      facts: { Name: 'Ada', Born: 1815 },
      lines: [{ text: 'Where?' }, { text: 'Here.' }],
    }),
    html: await make(url, 'Pages', PAGE, { html: '<div><h2>Minutes</h2><p>Anna Berg spoke first.</p></div>' }),
    talk: await make(url, 'Talks', TALK, { talk: [{ author: 'Ada', text: 'Is it open?', start: 1, end: 2 }, { author: 'Ben', text: 'Yes, until noon.', start: 3, end: 4 }] }),
    empty: (await make(url, 'Empty', '<View></View>')).project,
  };
}

/** How to come to a place of a server that is filled. */
type Way = (page: Page, url: string, filled: Filled) => Promise<void>;

async function go(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await ready(page);
}

async function label(page: Page, url: string, { project, task }: Made, search = ''): Promise<void> {
  await go(page, `${url}/projects/${project}/tasks/${task}${search}`);
  await settled(page);
}

const labeling = (which: 'everything' | 'html' | 'talk'): Way => async (page, url, filled) => await label(page, url, filled[which]);

/** The labeling page of spans with one of its panels open. */
const panel = (name: string): Way => async (page, url, { text }) => {
  await label(page, url, text, `?annotation=${text.first}`);
  await page.getByTestId(`panel-${name}`).click();
};

const settings: Way = async (page, url, { text }) => {
  await go(page, `${url}/projects/${text.project}/settings`);
  await expect(page.getByTestId('preview')).toBeVisible();
};

const dialog = (open: string | RegExp): Way => async (page, url) => {
  await go(page, `${url}/projects/1`);
  await page.getByRole('button', { name: open }).first().click();
  await expect(page.locator('dialog:modal')).toBeVisible();
};

export const PLACES: Record<string, Way> = {
  'the list of projects': (page, url) => go(page, url),
  'a new project with a template': async (page, url) => {
    await go(page, url);
    await page.getByRole('button', { name: 'New project' }).first().click();
    await page.getByTestId('template-text-classification').click();
    await expect(page.locator('#create-project').getByTestId('preview')).toBeVisible();
  },
  'tasks and storages': async (page, url) => {
    await go(page, `${url}/projects/1`);
    await page.getByRole('checkbox', { name: /^Pick task/ }).first().check();
  },
  'the list of other projects': async (page, url) => {
    await go(page, `${url}/projects/1`);
    await page.locator('.switcher-button').click();
  },
  'a project without tasks': (page, url, { empty }) => go(page, `${url}/projects/${empty}`),
  'settings of a new storage': dialog(/Add source/),
  'settings of a storage': dialog('Settings'),
  'what became of objects': dialog(/Imported/),
  'what a storage did': dialog('History'),
  'an import': dialog('Import'),
  'settings with a preview': settings,
  'a config that is wrong': async (page, url, filled) => {
    await settings(page, url, filled);
    await page.locator('#label-config').fill('<View>\n  <Lables name="x" toName="text" colour="red"/>\n</Viw>');
    await expect(page.locator('.gutter .bad').first()).toBeVisible();
  },
  'what can be written in a config': async (page, url, filled) => {
    await settings(page, url, filled);
    await page.locator('#label-config').fill('<View>');
    await page.keyboard.type('<');
    await expect(page.getByTestId('suggestion').first()).toBeVisible();
  },
  'a config as a form': async (page, url, filled) => {
    await settings(page, url, filled);
    await page.locator('#config-tab-visual').click();
    await page.locator('.builder-card summary').first().click();
  },
  'an image': async (page, url, { image }) => {
    await label(page, url, image);
    await page.locator('.ed-region-main').first().click();
    await page.getByTestId('adjust').click();
  },
  'spans in a text': async (page, url, { text }) => {
    await label(page, url, text, `?annotation=${text.first}`);
    await page.locator('.ed-region-main').first().click();
    await page.locator('.ed-region').nth(1).getByRole('button', { name: 'Hide' }).click();
  },
  'several regions': async (page, url, { text }) => {
    await label(page, url, text, `?annotation=${text.first}`);
    await page.locator('.ed-region-main').first().click();
    await page.locator('.ed-region-main').nth(1).click({ modifiers: ['Shift'] });
  },
  relations: panel('relations'),
  comments: async (page, url, filled) => {
    await panel('comments')(page, url, filled);
    await page.locator('.ed-comments [type=checkbox]').check();
  },
  'the history': panel('history'),
  'two annotations beside each other': async (page, url, { text }) => {
    await label(page, url, text);
    await page.getByTestId('tab-compare').click();
    await expect(page.getByTestId('compare-regions')).toBeVisible();
  },
  'the keys': async (page, url, { text }) => {
    await label(page, url, text);
    await page.getByTestId('help').click();
  },
  'a document': labeling('html'),
  'a dialogue': labeling('talk'),
  'every control': labeling('everything'),
  'every control with an answer missing': async (page, url, filled) => {
    await label(page, url, filled.everything);
    await page.getByTestId('star-3').click();
    await page.getByTestId('choice-Loud').click();
    await page.getByTestId('label-One').click();
    await page.getByTestId('submit').click();
    await expect(page.getByTestId('required-alert')).toBeVisible();
  },
  'a tree that is open': async (page, url, filled) => {
    await label(page, url, filled.everything);
    await page.getByTestId('taxonomy-tree-field').click();
    await page.getByTestId('taxonomy-item-Fish').click();
  },
  'an address at which nothing is': (page, url) => go(page, `${url}/nowhere`),
  'a project that is not there': (page, url) => go(page, `${url}/projects/987654`),
  'a task that is not there': async (page, url, { text }) => {
    await go(page, `${url}/projects/${text.project}/tasks/987654`);
    await expect(page.getByTestId('task-failed')).toBeVisible();
  },
};

/** All tasks of a project get an empty annotation, so that none is left. */
export async function finish(url: string, project: number): Promise<void> {
  for (const { id } of await tasks(url, project)) {
    const known = await api<unknown[]>(url, `/api/tasks/${id}/annotations/`);
    if (!known.length) await post(url, `/api/tasks/${id}/annotations/`, { result: [] });
  }
}
