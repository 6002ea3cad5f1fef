/** Our comments below a pull request: one for each thing that is shown there, kept up to date and never doubled. */
import * as z from 'zod/mini';
import type { Answer, Api } from './api.ts';
import type { Job } from './environment.ts';

export interface CommentOptions extends Pick<Job, 'owner' | 'name'> {
  readonly api: Api;
}

export interface Sticky {
  /** What it shows, as its marker says behind `orchestrator:`, without the version: `schedule ITEM`, or `impact`. */
  readonly key: string;
  /** Its first line is the marker, which no reader sees. */
  readonly body: string;
  /** `sha256:…`, as the marker says it: a comment that says the same is left alone. */
  readonly digest: string;
  /** A comment that is there is changed; one that is not is not missed. */
  readonly onlyIfThere?: true;
}

export type Kept =
  | {
      readonly ok: true;
      readonly what: 'created' | 'updated' | 'unchanged' | 'absent';
      /** The server has stored something else than what it was sent. */
      readonly differs?: true;
      /** The token is a person's: what it has written is not taken for ours the next time. */
      readonly byPerson?: true;
    }
  | { readonly ok: false; readonly message: string; readonly hint: string };

export interface Comments {
  /** Writes one, unless it says the same already. Where it was doubled, the first one stays. */
  readonly keep: (sticky: Sticky) => Promise<Kept>;
}

const commentSchema = z.object({
  id: z.number(),
  body: z.optional(z.string()),
  user: z.nullable(z.object({ login: z.string(), type: z.string() })),
});
type Comment = z.infer<typeof commentSchema>;
type Failed = Extract<Kept, { readonly ok: false }>;

const pageSize = 100;
const mostPages = 30;

/** The comments below one pull request. They are listed once, and no further than until what is looked for is found. */
export function createComments(options: CommentOptions, issue: number): Comments {
  const listed: Comment[] = [];
  let pages = 0;
  let isAll = false;
  const find = async (key: string): Promise<readonly Comment[] | Failed> => {
    for (;;) {
      const ours = listed.filter((comment) => isOurs(comment, key));
      if (ours.length > 0 || isAll) return ours;
      const page = await listPage(options, issue, pages + 1);
      if ('ok' in page) return page;
      listed.push(...page);
      pages += 1;
      isAll = page.length < pageSize || pages === mostPages;
    }
  };
  return {
    keep: async (sticky) => {
      const found = await find(sticky.key);
      if ('ok' in found) return found;
      const [first, ...others] = [...found].sort((one, other) => one.id - other.id);
      const kept = await write(options, issue, sticky, first);
      for (const { id, user } of others) {
        if (user?.login === first?.user?.login) await remove(options, id);
      }
      return kept;
    },
  };
}

/** Only a machine's comment is ours: a person who copies the marker keeps what they wrote. */
function isOurs({ body, user }: Comment, key: string): boolean {
  const [kind = '', ...names] = key.split(' ');
  const [opening, what, version, ...rest] = markerOf(body).split(' ');
  return (
    user !== null &&
    isBot(user) &&
    opening === '<!--' &&
    what === `orchestrator:${kind}` &&
    /^v\d+$/.test(version ?? '') &&
    names.every((name, index) => rest[index] === name)
  );
}

const isBot = ({ type }: NonNullable<Comment['user']>): boolean => type === 'Bot';

const markerOf = (body: string | undefined): string => body?.split(/\r?\n/, 1)[0] ?? '';
const digestIn = (body: string | undefined): string | undefined =>
  /\bdigest=(\S+)/.exec(markerOf(body))?.[1];

/** When the latest record was made that it tells of, in milliseconds; not a number where it tells of none. */
const asOfIn = (body: string | undefined): number =>
  Date.parse(/\bas_of=(\S+)/.exec(markerOf(body))?.[1] ?? '');

async function listPage(
  { api, owner, name: repo }: CommentOptions,
  issue: number,
  page: number,
): Promise<readonly Comment[] | Failed> {
  const answer = await api('GET /repos/{owner}/{repo}/issues/{issue_number}/comments', {
    ...{ owner, repo, issue_number: issue, per_page: pageSize, page },
  });
  if (!answer.ok) return failed(answer, issue);
  const comments = z.array(commentSchema).safeParse(answer.data);
  if (comments.success) return comments.data;
  const message = `The list of comments on #${issue} is not understood.`;
  return { ok: false, message, hint: 'Nothing is lost; a later run tries again.' };
}

async function write(
  options: CommentOptions,
  issue: number,
  { body, digest, onlyIfThere }: Sticky,
  old: Comment | undefined,
): Promise<Kept> {
  const { api, owner, name: repo } = options;
  if (old === undefined && onlyIfThere === true) return { ok: true, what: 'absent' };
  if (old !== undefined) {
    // A run that overtook this one has said more already.
    const isLater = asOfIn(old.body) > asOfIn(body);
    if (isLater || digestIn(old.body) === digest) return { ok: true, what: 'unchanged' };
    const answer = await api('PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}', {
      ...{ owner, repo, body, comment_id: old.id },
    });
    if (answer.ok) return { ok: true, what: 'updated', ...whatCame(answer.data, body) };
    // Somebody has deleted it since it was listed.
    if (answer.status !== 404) return failed(answer, issue);
  }
  const answer = await api('POST /repos/{owner}/{repo}/issues/{issue_number}/comments', {
    ...{ owner, repo, body, issue_number: issue },
  });
  if (!answer.ok) return failed(answer, issue);
  return { ok: true, what: 'created', ...whatCame(answer.data, body) };
}

function whatCame(
  data: unknown,
  sent: string,
): Pick<Extract<Kept, { ok: true }>, 'differs' | 'byPerson'> {
  const parsed = commentSchema.safeParse(data);
  if (!parsed.success) return { differs: true };
  const { body = '', user } = parsed.data;
  const plain = (text: string): string => text.replaceAll('\r\n', '\n').trim();
  return {
    ...(plain(body) !== plain(sent) && { differs: true }),
    ...(user !== null && !isBot(user) && { byPerson: true }),
  };
}

/** One that stays is found again by the next run. */
const remove = ({ api, owner, name: repo }: CommentOptions, id: number): Promise<Answer> =>
  api('DELETE /repos/{owner}/{repo}/issues/comments/{comment_id}', { owner, repo, comment_id: id });

function failed(
  { status, message, throttled }: Extract<Answer, { ok: false }>,
  issue: number,
): Failed {
  const why = status === 0 ? message : `${message} (${status})`;
  return {
    ok: false,
    message: `The comment on #${issue} could not be written: ${why}`,
    hint: hintFor(status, throttled),
  };
}

function hintFor(status: number, throttled: boolean): string {
  if (throttled) return 'The rate limit is used up; a later run will write it.';
  switch (status) {
    case 401:
      return 'The token is not valid any more; a later run will write it.';
    case 403:
      return 'Give the job permissions: pull-requests: write, and look whether the conversation is locked.';
    case 404:
      return 'Look whether there is such a pull request, and give the job permissions: pull-requests: write.';
    default:
      return 'Nothing is lost; a later run will write it.';
  }
}
