import { utimesSync } from 'node:fs';

import { bundle } from './bundle.ts';

const started = new Date();
bundle('packages/cli/src/main.ts', 'dist/cli');
// A source edited while the build runs must count as newer than the build.
utimesSync('dist/cli/index.js', started, started);
