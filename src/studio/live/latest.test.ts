import { describe, expect, test } from 'vitest';
import { createLatest } from './latest.ts';

/** Work whose frames and answers the test gives by hand. */
function byHand() {
  const frames: (() => void)[] = [];
  const asked: { readonly request: number; readonly signal: AbortSignal; answer(): Promise<void>; fail(): Promise<void> }[] = [];
  const answered: number[] = [];
  const newest: boolean[] = [];
  const failed: number[] = [];
  const latest = createLatest<number, number>({
    ask: (signal, request) =>
      new Promise((resolve, reject) => {
        const settled = async (settle: () => void) => {
          settle();
          for (let i = 0; i < 5; i++) await Promise.resolve();
        };
        asked.push({
          request,
          signal,
          answer: () => settled(() => resolve(request * 10)),
          fail: () => settled(() => reject(new Error('no'))),
        });
      }),
    answered(answer, _, isNewest) {
      answered.push(answer);
      newest.push(isNewest);
    },
    failed: (_, request) => failed.push(request),
    onFrame: (callback) => frames.push(callback),
  });
  const frame = () => {
    for (const callback of frames.splice(0)) callback();
  };
  return { latest, frame, asked, answered, newest, failed };
}

describe('the latest question', () => {
  test('many within a frame are asked once, as the last', () => {
    const { latest, frame, asked } = byHand();
    for (const request of [1, 2, 3]) latest.want(request);
    expect(asked).toEqual([]);
    frame();
    expect(asked.map(({ request }) => request)).toEqual([3]);
  });

  test('at most one is under way; what came meanwhile is asked after it, as the newest', async () => {
    const { latest, frame, asked, answered, newest } = byHand();
    latest.want(1);
    frame();
    latest.want(2);
    latest.want(3);
    frame();
    expect(asked.map(({ request }) => request)).toEqual([1]);
    await asked[0]?.answer();
    frame();
    expect(asked.map(({ request }) => request)).toEqual([1, 3]);
    await asked[1]?.answer();
    expect(answered).toEqual([10, 30]);
    expect(newest).toEqual([false, true]);
  });

  test('a fault is told unless something newer is wanted', async () => {
    const { latest, frame, asked, failed } = byHand();
    latest.want(1);
    frame();
    latest.want(2);
    await asked[0]?.fail();
    expect(failed).toEqual([]);
    frame();
    await asked[1]?.fail();
    expect(failed).toEqual([2]);
  });

  test('dropped: it is ended and never answered, and the next question does not wait for it', async () => {
    const { latest, frame, asked, answered } = byHand();
    latest.want(1);
    frame();
    latest.drop();
    expect(asked[0]?.signal.aborted).toBe(true);
    latest.want(2);
    frame();
    await asked[0]?.answer();
    await asked[1]?.answer();
    expect(answered).toEqual([20]);
  });
});
