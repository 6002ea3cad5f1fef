const schemes: ReadonlySet<string> = new Set(['http:', 'https:', 'ftp:', 'doi:', 'urn:']);

/** The address that names a source, in one spelling; none for mail, relative links and other schemes. */
export function externalUrl(href: string): readonly string[] {
  if (!URL.canParse(href)) return [];
  const url = new URL(href);
  if (!schemes.has(url.protocol)) return [];
  url.hash = '';
  return [url.href.replace(/^http:/, 'https:').replace(/\/$/, '')];
}
