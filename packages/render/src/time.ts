/** Moments and how long ago they were, by the records' own clock. */

/** In milliseconds. Clocks differ: nothing has lasted less than no time. */
export const elapsed = (from: string, to: string): number =>
  Math.max(0, Date.parse(to) - Date.parse(from));

/** `42m`, `3h 10m`, `1d 4h`. */
export function duration(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  const hours = Math.floor(minutes / 60);
  if (hours === 0) return `${minutes}m`;
  if (hours < 24) return `${hours}h${minutes % 60 === 0 ? '' : ` ${minutes % 60}m`}`;
  return `${Math.floor(hours / 24)}d${hours % 24 === 0 ? '' : ` ${hours % 24}h`}`;
}

/** `2026-01-19 18:30` in UTC. */
export const minuteOf = (at: string): string =>
  new Date(Date.parse(at)).toISOString().slice(0, 16).replace('T', ' ');

/** `2026-01-19 18:30:00` in UTC, the one form that a Mermaid gantt reads right. */
export const secondOf = (at: string): string =>
  new Date(Date.parse(at)).toISOString().slice(0, 19).replace('T', ' ');
