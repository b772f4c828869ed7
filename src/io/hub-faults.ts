/** The Hub's refusals in words: what it is, and what to do. See its `X-Error-Code` header, which a page may read. */
import { AlloyError, type Fault } from '../base/errors.ts';

export interface HubSubject {
  /** `owner/name`. */
  readonly id: string;
  readonly hubUrl: string;
  /** Whether a token was sent. */
  readonly signedIn: boolean;
}

type Words = (subject: HubSubject) => Pick<Fault, 'code' | 'what' | 'hint'>;

const consent: Words = ({ id, hubUrl, signedIn }) => ({
  code: 'access',
  what: signedIn
    ? 'The repository is gated, and the account of this token has not been granted access.'
    : 'The repository is gated: its owners ask for consent first.',
  hint: `Open ${hubUrl}/${id}, accept the conditions, and give a token with permission to read.`,
});

const BY_CODE: Readonly<Record<string, Words>> = {
  GatedRepo: consent,
  RepoNotFound: ({ signedIn }) => ({
    code: 'missing',
    what: signedIn ? 'There is no such repository, or this token may not see it.' : 'There is no such repository.',
    hint: 'Check the spelling of owner and name.',
  }),
  RevisionNotFound: () => ({
    code: 'missing',
    what: 'The repository has no such revision.',
    hint: 'Check the branch, tag or commit behind the @.',
  }),
  EntryNotFound: () => ({ code: 'missing', what: 'The repository has no such file.', hint: undefined }),
  DisabledRepo: () => ({ code: 'access', what: 'The Hub has disabled this repository.', hint: 'Use another checkpoint.' }),
};

/** The Hub does not tell strangers whether a private repository exists, and says "invalid user name or password" to both. */
const privateOrMissing: Words = () => ({
  code: 'access',
  what: 'The repository is private, or there is none of this name; the Hub does not say which.',
  hint: 'Check the spelling; for a private repository give a token with permission to read.',
});

const badToken: Words = () => ({
  code: 'access',
  what: 'The Hub does not accept the token.',
  hint: 'Make a new one in the settings of your account, with permission to read.',
});

const BY_STATUS: Readonly<Record<number, Words>> = {
  401: (subject) => (subject.signedIn ? badToken : privateOrMissing)(subject),
  403: () => ({ code: 'access', what: 'The Hub refuses access.', hint: 'Give a token with permission to read this repository.' }),
  404: (subject) => (BY_CODE.RepoNotFound ?? privateOrMissing)(subject),
};

/** The error for a reply of the Hub that is not `ok`. `where`: the repository, and the file where it is about one. */
export function hubFault(response: Response, subject: HubSubject, where: string): AlloyError {
  const code = response.headers.get('x-error-code');
  const words = (code === null ? undefined : BY_CODE[code]) ?? BY_STATUS[response.status];
  if (words) return new AlloyError({ ...words(subject), where });
  const said = response.headers.get('x-error-message')?.slice(0, 200);
  return new AlloyError({
    code: 'network',
    what: `The Hub answered with status ${response.status}${said ? `: ${said}` : '.'}`,
    where,
    hint: 'Try again later.',
  });
}
