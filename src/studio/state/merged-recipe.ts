/** The recipe that a file merged by Alloy carries in its header. */

/** Headers of real shards are up to a few MB; a recipe in one larger than this is not looked for. */
const MAX_HEADER = 32 * 2 ** 20;

/** Undefined where there is none, or the file is no sound safetensors: the engine says what is wrong with it. */
export async function recipeInside(file: Blob): Promise<string | undefined> {
  const { headerLength, LENGTH_BYTES, parseHeader, RECIPE_METADATA } = await import('../../formats/safetensors.ts');
  try {
    const head = new Uint8Array(await file.slice(0, LENGTH_BYTES).arrayBuffer());
    const length = LENGTH_BYTES + headerLength(head, file.size, '');
    if (length > MAX_HEADER) return undefined;
    return parseHeader(new Uint8Array(await file.slice(0, length).arrayBuffer()), file.size, '').metadata?.[RECIPE_METADATA];
  } catch {
    return undefined;
  }
}
