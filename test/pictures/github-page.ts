/** A comment as GitHub shows it: Markdown, its style sheet, and diagrams drawn in the column of a conversation. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import MarkdownIt from 'markdown-it';

export type Theme = 'light' | 'dark';
export type Mermaid = 'mermaid' | 'mermaid-10';

/** Width of the text in a conversation. */
export const column = 780;

const backgrounds = { light: '#ffffff', dark: '#0d1117' };

/** GitHub takes HTML apart from a list of elements; here all of it is let through, so that nothing hides. */
function toHtml(markdown: string): string {
  const reader = new MarkdownIt({ html: true, linkify: true });
  return reader.render(markdown);
}

export function githubPage(markdown: string, theme: Theme, modules: string): string {
  const css = fs.readFileSync(
    path.join(modules, `github-markdown-css/github-markdown-${theme}.css`),
    'utf8',
  );
  // Folded parts are shown, for they are what is looked at.
  const html = toHtml(markdown).replaceAll('<details>', '<details open>');
  return `<!doctype html><meta charset="utf-8"><title>comment</title>
<style>${css}
body { margin: 0; background: ${backgrounds[theme]}; }
.markdown-body { box-sizing: content-box; width: ${column}px; padding: 24px; font-size: 14px; }
</style><article class="markdown-body">${html}</article>`;
}

/** Draws the diagrams in their places; an expression for the page. */
export const drawDiagrams = (theme: Theme): string => `(async () => {
  mermaid.initialize({ startOnLoad: false, securityLevel: 'strict', theme: '${theme === 'dark' ? 'dark' : 'default'}' });
  const errors = [];
  for (const [index, code] of [...document.querySelectorAll('code.language-mermaid')].entries()) {
    const place = document.createElement('div');
    code.parentElement.replaceWith(place);
    place.className = 'diagram';
    try {
      place.innerHTML = (await mermaid.render('diagram-' + index, code.textContent)).svg;
    } catch (error) { errors.push(String(error)); }
  }
  return errors;
})()`;

/** What a reader gets to see; an expression for the page. */
export const measurePage = `(() => {
  const channel = (value) => { const part = value / 255; return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4; };
  const light = (color) => { const [r, g, b] = color.match(/[\\d.]+/g).map(Number).map(channel); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
  const contrast = (one, other) => { const [low, high] = [light(one), light(other)].sort((a, b) => a - b); return (high + 0.05) / (low + 0.05); };
  const diagrams = [...document.querySelectorAll('.diagram > svg')].map((svg) => {
    const scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
    const labels = [...svg.querySelectorAll('.nodeLabel, text')].filter((it) => it.textContent.trim() !== '' && !it.closest('.tick'));
    return {
      kind: svg.getAttribute('aria-roledescription'),
      title: svg.querySelector('title')?.textContent ?? '',
      width: svg.getBoundingClientRect().width,
      letters: Math.min(...labels.map((it) => parseFloat(getComputedStyle(it).fontSize) * scale)),
      labels: labels.map((it) => it.textContent.trim()),
      contrast: Math.min(...[...svg.querySelectorAll('.node')].map((node) => {
        const shape = node.querySelector('rect, polygon, path');
        const label = node.querySelector('.nodeLabel');
        return contrast(getComputedStyle(shape).fill, getComputedStyle(label).color);
      }), 99),
      cut: [...svg.querySelectorAll('.node')].filter((node) => {
        const shape = node.querySelector('rect, polygon, path').getBoundingClientRect();
        const label = node.querySelector('.nodeLabel').getBoundingClientRect();
        return label.width > shape.width + 1 || label.height > shape.height + 1;
      }).length,
    };
  });
  const body = document.querySelector('.markdown-body');
  return {
    diagrams,
    tooWide: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    tablesTooWide: Math.max(0, ...[...body.querySelectorAll('table')].map((it) => it.scrollWidth - it.clientWidth)),
    elements: [...new Set([...body.querySelectorAll('*:not(.diagram *)')].map((it) => it.localName))].sort(),
    links: [...body.querySelectorAll('a')].map((it) => it.getAttribute('href')),
  };
})()`;

/** What \`measurePage\` tells. */
export interface Measured {
  readonly diagrams: readonly {
    readonly kind: string;
    readonly title: string;
    readonly width: number;
    /** Size of the smallest letters, in pixels. */
    readonly letters: number;
    readonly labels: readonly string[];
    readonly contrast: number;
    /** Labels that are larger than their boxes. */
    readonly cut: number;
  }[];
  /** By how many pixels the page is wider than the window, and a table wider than the page. */
  readonly tooWide: number;
  readonly tablesTooWide: number;
  readonly elements: readonly string[];
  readonly links: readonly (string | null)[];
}
