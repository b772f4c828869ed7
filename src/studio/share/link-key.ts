/** How a link with a recipe is told from others; apart from what reads it, which a page without one does not need. */

export const KEY = 'recipe';

/** Whether a fragment is meant as a recipe at all. */
export const holdsRecipe = (fragment: string): boolean => fragment.startsWith(`#${KEY}=`);
