import { expect, test, vi } from 'vitest';
import { createGate } from './gate.ts';

const never = new AbortController().signal;

/** A clock that is moved by hand. */
function handClock() {
  const clock = { at: 0 };
  return { clock, gate: createGate(() => clock.at) };
}

test('work under way ends, work that has not begun waits', async () => {
  const { gate } = handClock();
  const first = Promise.withResolvers<string>();
  const begun = gate.pass(never, () => first.promise);
  await Promise.resolve();
  gate.close();
  const later = vi.fn(async () => 'later');
  const waiting = gate.pass(never, later);
  first.resolve('first');
  expect(await begun).toBe('first');
  expect(later).not.toHaveBeenCalled();
  gate.open();
  expect(await waiting).toBe('later');
});

test('it says that all stands still once nothing is under way, and again to those who ask later', async () => {
  const { gate } = handClock();
  const still = vi.fn();
  gate.whenStill(still);
  const work = Promise.withResolvers<void>();
  const begun = gate.pass(never, () => work.promise);
  await Promise.resolve();
  gate.close();
  expect(still).not.toHaveBeenCalled();
  work.resolve();
  await begun;
  expect(still).toHaveBeenCalledTimes(1);
  const late = vi.fn();
  gate.whenStill(late);
  expect(late).toHaveBeenCalledTimes(1);
});

test('its clock leaves out the time at a stand, and nothing else', async () => {
  const { gate, clock } = handClock();
  const work = Promise.withResolvers<void>();
  const begun = gate.pass(never, () => work.promise);
  await Promise.resolve();
  clock.at = 10;
  gate.close();
  clock.at = 15;
  expect(gate.clock()).toBe(15);
  work.resolve();
  await begun;
  clock.at = 100;
  expect(gate.clock()).toBe(15);
  gate.open();
  clock.at = 101;
  expect(gate.clock()).toBe(16);
  gate.close();
  clock.at = 1000;
  gate.open();
  expect(gate.clock()).toBe(16);
});

test('closed twice and opened once is open; opened without having been closed stays open', async () => {
  const { gate } = handClock();
  gate.open();
  gate.close();
  gate.close();
  gate.open();
  expect(await gate.pass(never, async () => 'through')).toBe('through');
});

test('what waits is let go when its signal aborts, with the signal’s reason', async () => {
  const { gate } = handClock();
  gate.close();
  const stop = new AbortController();
  const waiting = gate.pass(stop.signal, async () => 'never');
  stop.abort(new Error('the device is gone'));
  await expect(waiting).rejects.toThrow('the device is gone');
  await expect(gate.opened(stop.signal)).rejects.toThrow('the device is gone');
});

test('work that fails is no longer under way', async () => {
  const { gate } = handClock();
  const still = vi.fn();
  gate.whenStill(still);
  const failing = gate.pass(never, async () => {
    gate.close();
    throw new Error('broken');
  });
  await expect(failing).rejects.toThrow('broken');
  expect(still).toHaveBeenCalledTimes(1);
});
