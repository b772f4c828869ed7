/** The order of names: by code unit, as files and mergekit have them; never by language. */
export const compareNames = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
