/** A table by names that users give: `constructor` may be one, and a plain object would answer with its own. */
export const byName = <T>(entries: Readonly<Record<string, T>>): Readonly<Record<string, T>> => Object.assign(Object.create(null), entries);
