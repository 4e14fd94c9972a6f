// How well things on a page can be told from their ground, measured by what the browser computed: the text that axe cannot
// judge, the borders of fields, the rings of what has the focus. What text stands on is what its ancestors paint.
import { type Page } from '@playwright/test';

/** Something that is told too little from its ground. */
export interface Faint {
  what: string;
  selector: string;
  ratio: number;
  wanted: number;
}

interface Measures {
  texts: (selectors: string[]) => Faint[];
  borders: () => Faint[];
  rings: () => Faint[];
}

declare global {
  interface Window {
    skylabelMeasures?: Measures;
  }
}

/** The text of these elements. */
export async function faintTexts(page: Page, selectors: string[]): Promise<Faint[]> {
  await page.evaluate(install);
  return await page.evaluate((selectors) => window.skylabelMeasures!.texts(selectors), selectors);
}

/** The borders of all fields, and the rings of all that Tab reaches. */
export async function faintSigns(page: Page): Promise<Faint[]> {
  await page.evaluate(install);
  // From then on the focus is shown, whoever sets it.
  await page.keyboard.press('Tab');
  return await page.evaluate(() => [...window.skylabelMeasures!.borders(), ...window.skylabelMeasures!.rings()]);
}

/** Runs in the page, so that it knows nothing of this file. */
function install(): void {
  type Color = [number, number, number, number];
  if (window.skylabelMeasures) return;
  const [TEXT, LARGE, SIGN] = [4.5, 3, 3];
  const paint = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true })!;

  const color = (css: string): Color => {
    paint.clearRect(0, 0, 1, 1);
    paint.fillStyle = css;
    paint.fillRect(0, 0, 1, 1);
    const [red, green, blue, alpha] = paint.getImageData(0, 0, 1, 1).data;
    return [red, green, blue, alpha / 255];
  };
  const over = (top: Color, ground: Color): Color => {
    const mix = (at: number) => top[at] * top[3] + ground[at] * (1 - top[3]);
    return [mix(0), mix(1), mix(2), 1];
  };
  const luminance = (of: Color) => {
    const [red, green, blue] = of.slice(0, 3).map((part) => (part <= 10.31 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const contrast = (one: Color, other: Color) => {
    const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
    return (light + 0.05) / (dark + 0.05);
  };
  const ground = (element: Element | null): Color => {
    if (!element) return [255, 255, 255, 1];
    const own = color(getComputedStyle(element).backgroundColor);
    return own[3] === 1 ? own : over(own, ground(element.parentElement));
  };
  const opacity = (element: Element | null): number =>
    element ? Number(getComputedStyle(element).opacity) * opacity(element.parentElement) : 1;
  const isSeen = (element: Element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  const isOff = (element: Element) => Boolean(element.closest(':disabled, [aria-disabled="true"]'));
  const name = (element: Element) => {
    const mark = element.getAttribute('data-testid') ?? element.id;
    const own = `${element.tagName.toLowerCase()}${[...element.classList].map((one) => `.${one}`).join('')}`;
    return mark ? `${own} [${mark}]` : own;
  };
  const faint = (what: string, element: Element, ratio: number, wanted: number): Faint[] =>
    ratio >= wanted ? [] : [{ what, selector: name(element), ratio: Math.round(ratio * 100) / 100, wanted }];

  const text = (element: Element): Faint[] => {
    const style = getComputedStyle(element);
    const ink = color(style.color);
    // Letters without a colour are painted by something else, which is measured itself.
    if (ink[3] === 0 || !isSeen(element) || isOff(element)) return [];
    const below = ground(element);
    const size = parseFloat(style.fontSize);
    const isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    const seen = over([ink[0], ink[1], ink[2], ink[3] * opacity(element)], below);
    return faint('text', element, contrast(seen, below), isLarge ? LARGE : TEXT);
  };

  const border = (element: Element): Faint[] => {
    const style = getComputedStyle(element);
    if (parseFloat(style.borderTopWidth) === 0 || !isSeen(element) || isOff(element)) return [];
    const outside = ground(element.parentElement);
    return faint('border', element, contrast(over(color(style.borderTopColor), outside), outside), SIGN);
  };

  /** The ring may stand around what the element is in, or around its label. */
  const ring = (element: HTMLElement): Faint[] => {
    const around: Element[] = [element];
    for (let up = element.parentElement; up && around.length < 6; up = up.parentElement) around.push(up);
    if (element.nextElementSibling) around.push(element.nextElementSibling);
    const look = () => around.map((one) => `${getComputedStyle(one).borderTopColor} ${getComputedStyle(one).boxShadow}`);
    const before = look();
    element.focus({ preventScroll: true });
    if (document.activeElement !== element) return [];
    const after = look();
    const ratios = around.map((one, at) => {
      const style = getComputedStyle(one);
      const outside = ground(parseFloat(style.outlineOffset) < 0 ? one : one.parentElement);
      if (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1) return contrast(over(color(style.outlineColor), outside), outside);
      const isMarked = before[at] !== after[at] && parseFloat(style.borderTopWidth) >= 1;
      return isMarked ? contrast(over(color(style.borderTopColor), outside), outside) : 1;
    });
    return faint('focus ring', element, Math.max(...ratios), SIGN);
  };

  window.skylabelMeasures = {
    texts: (selectors) => selectors.flatMap((selector) => [...document.querySelectorAll(selector)].flatMap(text)),
    borders: () => [...document.querySelectorAll('input:is(:not([type]), [type=text], [type=search], [type=number], [type=date], [type=time], [type=password]), select, textarea')].flatMap(border),
    rings: () => {
      const open = document.querySelector('dialog:modal') ?? document;
      const takers = open.querySelectorAll<HTMLElement>('a[href], button, input, select, textarea, summary, [tabindex="0"]');
      const found = [...takers].filter((one) => one.tabIndex >= 0 && isSeen(one) && !isOff(one)).flatMap(ring);
      if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
      return found;
    },
  };
}
