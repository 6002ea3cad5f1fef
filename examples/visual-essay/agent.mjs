#!/usr/bin/env node
// node agent.mjs PACKET: does what the packet asks for, in this checkout.
//
// This one only plays an agent, so that the example runs as it is: its pages lie ready in drafts/, and of the research it
// forgets the figures until a packet tells it that they are missing. Put the command line of a real agent in its place, such as
//   run visual-essay … --auto "some-agent --non-interactive --may-edit . --prompt-file"
import { cpSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const folders = { G1: 'intake', G2: 'research', G3: 'spec' };

const packet = readFileSync(process.argv.at(-1) ?? '', 'utf8');
const gate = /\bG[123]\b/i.exec(packet)?.[0].toUpperCase();
const folder = folders[gate];
if (folder === undefined) throw new Error('The packet names no gate that this agent knows.');
const isToldOff = /FIGURES\.md does not exist/.test(packet);

for (const name of readdirSync(path.join('drafts', folder))) {
  // Where a page belongs says the packet, too.
  const place = packet.split(/[\s`'"(),]+/).find((word) => word.endsWith(`/${folder}/${name}`));
  if (place === undefined) throw new Error(`The packet does not ask for ${folder}/${name}.`);
  if (name === 'FIGURES.md' && !isToldOff) continue;
  cpSync(path.join('drafts', folder, name), place);
  console.log(`Wrote ${place}`);
}
