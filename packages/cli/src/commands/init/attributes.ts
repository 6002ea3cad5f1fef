/** What git must know about records: their digests are those of their bytes, on Windows too. */

export const attributesFile = 'artifacts/.gitattributes';

export const attributes = `# Records are known by the digests of their bytes: git must not give them other line ends.
* -text
`;
