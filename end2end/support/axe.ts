// What axe finds on a page as it stands, with what it leaves open of contrast measured by us.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Page } from '@playwright/test';
import type { AxeResults, NodeResult, RunOptions } from 'axe-core';
import { type Faint, faintTexts } from './contrast.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const OPTIONS: RunOptions = {
  runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'],
  resultTypes: ['violations', 'incomplete'],
  // Documents to label run nothing, so that axe cannot look into their frames.
  iframes: false,
};

/** What stands in a list that keys move in while the focus stays in a field is scrolled by those keys. */
const SCROLLED_FROM_ELSEWHERE = '#config-suggestions';

/** Every serious finding in words, with its place on the page and the contrast that was measured. */
export async function findings(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  const { violations, incomplete } = await page.evaluate<AxeResults>(`axe.run(document, ${JSON.stringify(OPTIONS)})`);
  const serious = violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.filter((node) => !isExcused(id, node)).map((node) => inWords(id, node)));
  const open = incomplete.filter(({ id }) => id === 'color-contrast').flatMap(({ nodes }) => nodes.map(selector));
  return [...serious, ...(await faintTexts(page, open)).map(faintInWords)];
}

export function faintInWords({ what, selector, ratio, wanted }: Faint): string {
  return `contrast of ${what}: ${selector} is ${ratio}:1 instead of ${wanted}:1`;
}

function selector({ target }: NodeResult): string {
  return target.flat().join(' ');
}

function isExcused(id: string, node: NodeResult): boolean {
  return id === 'scrollable-region-focusable' && selector(node) === SCROLLED_FROM_ELSEWHERE;
}

function inWords(id: string, node: NodeResult): string {
  const { contrastRatio, expectedContrastRatio } = node.any[0]?.data ?? {};
  const measured = contrastRatio ? ` is ${contrastRatio}:1 instead of ${expectedContrastRatio}` : `: ${node.failureSummary?.split('\n').slice(1).join('; ').trim()}`;
  return `${id}: ${selector(node)}${measured}`;
}
