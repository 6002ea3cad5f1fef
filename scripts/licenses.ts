import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** The part of webpack's statistics that says which files went into a bundle. */
interface Module {
  readonly name?: string;
  readonly modules?: readonly Module[];
}

/** The licence texts of the npm packages that a bundle holds, in the order of their names. */
export function licenses(statsFile: string): string {
  const stats = JSON.parse(readFileSync(statsFile, 'utf8')) as Module;
  const folders = new Set(moduleNames(stats).flatMap(packageFolder));
  return [...folders].sort().map(licenseOf).join('\n');
}

function moduleNames({ name, modules = [] }: Module): string[] {
  return [...(name === undefined ? [] : [name]), ...modules.flatMap(moduleNames)];
}

function packageFolder(moduleName: string): string[] {
  const folder = /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(moduleName)?.[0];
  return folder === undefined ? [] : [folder];
}

function licenseOf(folder: string): string {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    readonly name: string;
    readonly license?: string;
  };
  const files = readdirSync(folder).filter((name) => /^(licen[cs]e|notice)(\.|$)/i.test(name));
  const texts = files.sort().map((name) => readFileSync(join(folder, name), 'utf8').trim());
  return [manifest.name, manifest.license ?? 'see the text', ...texts, ''].join('\n');
}
