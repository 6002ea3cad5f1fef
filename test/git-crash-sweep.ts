/** Kills at one point after the other, and tells what became of it. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { startGitServer, type GitServer } from './kit/git-server/server.ts';
import { lookAfter, makePlace, type Aftermath, type Place } from './git-crash-lab.ts';
import { countRuns, dieAt, type Point } from './git-crash-points.ts';

export interface Crash extends Aftermath {
  readonly point: Point;
  /** Else there is no such point. */
  readonly killed: boolean;
}

export interface Ground {
  readonly place: Place;
  readonly cli: string;
  /** Where the repository is reached over HTTP. */
  readonly server: GitServer | undefined;
  /** How often the command runs git. */
  readonly runs: number;
}

/** @param folder made. @param isWarm the store has been used before, so its clone is there */
export async function makeGround(
  folder: string,
  cli: string,
  isWarm: boolean,
  overHttp: boolean,
): Promise<Ground> {
  fs.mkdirSync(folder, { recursive: true });
  const server = overHttp ? await startGitServer({ root: folder }) : undefined;
  const url = server && `${server.url}/${path.join('now', 'remote.git')}`;
  const place = await makePlace(folder, cli, isWarm, url);
  return { place, cli, server, runs: await countRuns(place, cli) };
}

/** One kill and what comes after it. @param othersFirst somebody else comes before the command is repeated */
export async function crash(
  { place, cli, server }: Ground,
  point: Point,
  othersFirst: boolean,
): Promise<Crash> {
  place.restore();
  const killed = await dieAt(place, cli, point, server);
  if (!killed) return { point, killed, problems: [], locks: 0, landed: false };
  return { point, killed, ...(await lookAfter(place, cli, othersFirst)) };
}

/** All points of one kind, by k, up to the one that nobody reaches any more. */
export async function sweep(
  ground: Ground,
  at: (k: number) => Point,
  report: (crash: Crash) => void,
): Promise<void> {
  for (let k = 1; ; k += 1) {
    const one = await crash(ground, at(k), k % 2 === 0);
    if (!one.killed) return;
    report(one);
  }
}

const moments = ['before', 'during', 'after'] as const;

/** The command, around each git that it runs. */
export const aroundRuns = (runs: number): readonly Point[] =>
  Array.from({ length: runs }, (_, index) => index + 1).flatMap((run) =>
    moments.map((moment) => ({ dies: 'command', run, moment }) as const),
  );
