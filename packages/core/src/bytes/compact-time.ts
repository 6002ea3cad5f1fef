/** `2026-01-19T14:30:12.000Z` → `20260119T143012Z`: a time as a part of a name. */
export function compactTime(at: string): string {
  return `${at.slice(0, 19).replace(/[-:]/g, '')}Z`;
}
