/** A value for each step of each tensor, made anew when what it hangs on has changed. */

export interface StepCache<T> {
  /** `key`: what the value hangs on. A promise that fails is forgotten. */
  of(tensor: string, step: number, key: string, make: () => T): T;
  /** Forgets all tensors but these. */
  retain(tensors: ReadonlySet<string>): void;
}

export function createStepCache<T>(): StepCache<T> {
  const known = new Map<string, Map<number, { readonly key: string; readonly value: T }>>();
  return {
    of(tensor, step, key, make) {
      const steps = known.get(tensor) ?? new Map<number, { readonly key: string; readonly value: T }>();
      known.set(tensor, steps);
      const before = steps.get(step);
      if (before?.key === key) return before.value;
      const value = make();
      steps.set(step, { key, value });
      if (value instanceof Promise) value.catch(() => steps.delete(step));
      return value;
    },
    retain(tensors) {
      for (const tensor of known.keys()) if (!tensors.has(tensor)) known.delete(tensor);
    },
  };
}
