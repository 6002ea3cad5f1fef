/** Copies the release to published/. Publishing the same release again changes nothing. */
import { copyFileSync, mkdirSync } from 'node:fs';

const files = ['app.js', 'REPORT.md'];
mkdirSync('published', { recursive: true });
for (const file of files) copyFileSync(`dist/${file}`, `published/${file}`);
console.log(`published/: ${files.join(', ')}`);
