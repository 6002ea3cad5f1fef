/** Joins the modules of src/ to dist/app.js. The same sources always give the same bytes. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

// A module stands behind those that it imports.
const modules = ['money', 'discount', 'invoice'];

const parts = modules.map((name) => {
  const source = readFileSync(`src/${name}.js`, 'utf8');
  return `// ${name}\n${source.replace(/^import .*\n/gm, '').trim()}\n`;
});
mkdirSync('dist', { recursive: true });
writeFileSync('dist/app.js', parts.join('\n'));

const app = await import(pathToFileURL(resolve('dist/app.js')).href);
console.log(`dist/app.js: ${Object.keys(app).length} functions from ${modules.length} modules`);
