/**
 * Loaded into a command before it starts (NODE_OPTIONS): somebody who writes to the same item, and is faster every time.
 * Just before the command's batch is put up for the set of records that it has read, one more record of the folder
 * RIVAL_FROM appears in RIVAL_TO.
 */
const fs = require('node:fs');
const path = require('node:path');

const { RIVAL_FROM: from, RIVAL_TO: to } = require('node:process').env;
const link = fs.linkSync;
fs.linkSync = (source, target) => {
  const [next] = target.endsWith('.turnstile') ? fs.readdirSync(from) : [];
  if (next !== undefined) fs.renameSync(path.join(from, next), path.join(to, next));
  return link(source, target);
};
require('node:module').syncBuiltinESMExports();
