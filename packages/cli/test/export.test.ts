import { describe, expect, test } from '@jest/globals';
import { at, claim, definition, keysOf, newRoot, workflow, type Root } from './cli.ts';

const titles = {
  formula: "=cmd|'/c calc'!A0",
  plus: '+1+1',
  at: '@SUM(A1)',
  minus: '-2+3',
  pipe: '| pipe',
  html: '<img src=x onerror=alert(1)>',
  quotes: 'He said "no", twice',
  lines: 'one\ntwo',
  link: '[click](javascript:alert(1)) @everyone `code` #1',
};

function portfolio(): Root {
  const root = newRoot({ [definition]: workflow('  - {key: a, order: 1}') });
  for (const [item, title] of Object.entries(titles))
    root.ok('register', '--work-item', item, '--workflow', 'wf@1.0.0', `--title=${title}`);
  return root;
}

describe('hostile titles', () => {
  const root = portfolio();

  test('csv: no cell is a formula, every row has as many cells', () => {
    const { code, stdout } = root.run('export', '--format', 'csv', '--quiet');
    expect(code).toBe(0);
    const rows = parseCsv(stdout);
    expect(rows).toHaveLength(Object.keys(titles).length + 1);
    for (const row of rows) expect(row).toHaveLength(rows[0]?.length ?? 0);
    for (const cell of rows.flat()) expect(cell).not.toMatch(/^[=+\-@\t\r]/);
    const found: unknown = Object.fromEntries(rows.slice(1).map((row) => [row[0], row[1]]));
    expect(found).toMatchObject({
      pipe: titles.pipe,
      html: titles.html,
      quotes: titles.quotes,
      lines: titles.lines,
      formula: `'${titles.formula}`,
    });
  });

  test('md: every row has as many cells, and nothing is markup', () => {
    const { code, stdout } = root.run('export', '--format', 'md', '--quiet');
    expect(code).toBe(0);
    const rows = firstTable(stdout);
    expect(rows).toHaveLength(Object.keys(titles).length + 2);
    const [head = ''] = rows;
    for (const row of rows) expect(row.split('|')).toHaveLength(head.split('|').length);
    expect(stdout).not.toMatch(/<img|\]\(|@everyone|`code`/);
    expect(stdout).toContain('&#124; pipe');
  });

  test('ndjson: one object a line, titles as they are', () => {
    const { code, stdout } = root.run('export', '--format', 'ndjson', '--quiet');
    expect(code).toBe(0);
    const items = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);
    expect(
      Object.fromEntries(items.map((item) => [at(item, 'workItemId'), at(item, 'title')])),
    ).toEqual(titles);
  });

  test('list and status in words: one row an item', () => {
    const rows = root.run('list').stdout.trimEnd().split('\n');
    expect(rows).toHaveLength(Object.keys(titles).length + 1);
  });
});

test('every export is written, whatever is printed', () => {
  const root = portfolio();
  const document = root.ok('export');
  const file = String(at(document, 'path'));
  expect(file).toMatch(/^artifacts\/exports\/portfolio-\d{8}T\d{6}Z\.json$/);
  expect({ ...(JSON.parse(root.read(file)) as object), path: file }).toEqual(document);
  expect(keysOf(document)).toEqual([
    'asOf',
    'damaged',
    'drillDown',
    'filter',
    'items',
    'metrics',
    'mode',
    'path',
    'quality',
    'schema',
    'schemaVersion',
  ]);
});

test('--stdout is one document on stdout, lead time and WIP go to stderr; without it they are the result', () => {
  const root = portfolio();
  claim(root, 'a', '--work-item', 'pipe');
  const printed = root.run('export', '--stdout');
  expect(printed.json).toMatchObject({
    schema: 'orchestrator.portfolio/1',
    metrics: { wip: 1, delivered: 0 },
  });
  expect(printed.stderr).toMatch(/Lead time: .*\nWIP: 1\n/);
  expect(root.run('export').stdout).toMatch(/Lead time: .*\nWIP: 1\n/);
  expect(root.run('export', '--stdout', '--quiet').stderr).toBe('');
});

test.each(['csv', 'md', 'ndjson'])('--out writes the bytes that --format %s prints', (format) => {
  const root = portfolio();
  const asked = ['export', '--format', format, '--as-of', '2999-01-01T00:00:00Z'];
  const { stdout } = root.run(...asked, '--quiet');
  expect(root.run(...asked, '--out', 'all').code).toBe(0);
  expect(root.read('all')).toBe(stdout);
});

test('--out writes to a file and prints the summary', () => {
  const root = portfolio();
  expect(root.run('export', '--format', 'csv', '--out', 'all.csv').code).toBe(0);
  expect(parseCsv(root.read('all.csv'))).toHaveLength(Object.keys(titles).length + 1);
});

test('filters', () => {
  const root = portfolio();
  root.ok('register', '--work-item', 'bobs', '--workflow', 'wf@1.0.0', '--owner', 'Bob');
  root.ok('claim', '--work-item', 'bobs', '--step', 'a');
  const ids = (...filter: readonly string[]): unknown =>
    (at(root.ok('list', ...filter), 'items') as readonly unknown[]).map((item) =>
      at(item, 'workItemId'),
    );
  expect(ids('--owner', 'bob')).toEqual(['bobs']);
  expect(ids('--status', 'active')).toEqual(['bobs']);
  expect(ids('--workflow', 'wf@1.0.1')).toEqual([]);
  expect(ids('--workflow', 'wf')).toHaveLength(10);
  expect(ids('--until', '2001-01-01T00:00:00Z')).toEqual([]);
  expect(ids('--since', '2999-01-01T00:00:00Z')).toHaveLength(10);
  expect(at(root.ok('export', '--owner', 'bob'), 'items')).toHaveLength(1);
});

test('no items', () => {
  const root = newRoot();
  expect(root.run('list').stdout).toContain('orchestrator register --work-item ID');
  expect(root.ok('list')).toEqual({ schema: 'orchestrator.list/1', items: [] });
  expect(root.ok('verify')).toMatchObject({ ok: true, items: 0, records: 0 });
  expect(root.ok('export')).toMatchObject({ items: [] });
});

/** The lines of the first table of a Markdown text. */
function firstTable(text: string): readonly string[] {
  const lines = text.split('\n');
  const start = lines.findIndex((line) => line.startsWith('|'));
  const end = lines.findIndex((line, place) => place > start && !line.startsWith('|'));
  return lines.slice(start, end);
}

/** RFC 4180. */
function parseCsv(text: string): readonly (readonly string[])[] {
  return [
    ...text.matchAll(/((?:"(?:[^"]|"")*"|[^",\r\n]*)(?:,(?:"(?:[^"]|"")*"|[^",\r\n]*))*)\r?\n/g),
  ].map(([, line = '']) =>
    [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^",]*))/g)].map(
      ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '',
    ),
  );
}
