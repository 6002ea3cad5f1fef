/** A browser that shows pages, in the version that `.ci/browser` provides. */
import { execFileSync } from 'node:child_process';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';

/** The little of puppeteer's pages that is needed here. */
export interface Page {
  setViewport(size: { readonly width: number; readonly height: number }): Promise<void>;
  setContent(html: string): Promise<void>;
  addScriptTag(script: { readonly path: string }): Promise<unknown>;
  evaluate(script: string): Promise<unknown>;
  screenshot(to: { readonly path: string; readonly fullPage: boolean }): Promise<unknown>;
  close(): Promise<void>;
}

interface Launched {
  newPage(): Promise<Page>;
  close(): Promise<void>;
}

interface Puppeteer {
  readonly launch: (options: {
    readonly executablePath: string;
    readonly args: readonly string[];
  }) => Promise<Launched>;
}

export interface Browser extends Launched {
  /** The folder of the packages that pages are made with. */
  readonly modules: string;
}

/** Starts it. It is not let out of the machine: a page that asks for anything from outside gets nothing. */
export async function openBrowser(): Promise<Browser> {
  const printed = execFileSync(path.resolve(import.meta.dirname, '../../.ci/browser'), {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const valueOf = (name: string): string =>
    new RegExp(`^export ${name}=(.*)$`, 'm').exec(printed)?.[1] ?? '';
  const modules = valueOf('BROWSER_MODULES');
  const entry = path.join(modules, 'puppeteer-core/lib/esm/puppeteer/puppeteer-core.js');
  const { launch } = (await import(pathToFileURL(entry).href)) as Puppeteer;
  const browser = await launch({
    executablePath: valueOf('BROWSER'),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--force-device-scale-factor=1',
      '--host-resolver-rules=MAP * ~NOTFOUND',
    ],
  });
  return {
    modules,
    newPage: () => browser.newPage(),
    close: () => browser.close(),
  };
}
