/** What the planner has to say, gathered so that one fault in two hundred tensors is one sentence. */
import type { ErrorCode } from '../../base/errors.ts';
import type { Problem, ProblemTopic } from '../plan-types.ts';

export interface ProblemList {
  /** `places` that share severity and sentence become one problem. */
  add(severity: Problem['severity'], code: ErrorCode, what: string, place?: string, hint?: string, about?: ProblemTopic): void;
  done(): Problem[];
}

const SHOWN = 3;

export function createProblemList(): ProblemList {
  const found = new Map<string, { problem: Problem; places: string[] }>();
  return {
    add(severity, code, what, place, hint, about) {
      const key = `${severity} ${what}`;
      const entry = found.get(key) ?? { problem: { severity, code, what, hint, ...(about && { about }) }, places: [] };
      if (place !== undefined) entry.places.push(place);
      found.set(key, entry);
    },
    done: () => [...found.values()].map(({ problem, places }) => ({ ...problem, where: places.length ? list(places) : undefined })),
  };
}

function list(places: readonly string[]): string {
  const more = places.length - SHOWN;
  return places.slice(0, SHOWN).join(', ') + (more > 0 ? ` and ${more} more` : '');
}
