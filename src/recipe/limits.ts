/** Bounds on what a recipe's text may ask of us: far above real recipes, low enough that hostile text costs nothing. */

/** Characters of the text: a recipe of thousands of lines, or one with a long chat template. */
export const MAX_TEXT = 262_144;
export const MAX_DOCUMENTS = 64;
/** Models of a body, or sources of a slice. */
export const MAX_MODELS = 256;
/** Layers that a slice may count to; no model is nearly as deep. */
export const MAX_LAYERS = 10_000;
/** Rows that a vocabulary may be padded to a multiple of: a GPU gains nothing beyond a few hundred. */
export const MAX_PAD = 65_536;
/** Slices of a body, and parts of a model. */
export const MAX_SLICES = 1024;
/** Anchors of a gradient; no model is nearly as deep. */
export const MAX_GRADIENT = 1024;
/** Filter rows of one parameter. */
export const MAX_ROWS = 256;
/** Parameters at one place. */
export const MAX_PARAMETERS = 64;
/** Tokens with rules of their own. */
export const MAX_TOKENS = 16_384;
/** Uses of one YAML anchor, those inside other anchors multiplied: stops expansion bombs. */
export const MAX_ALIASES = 1000;
/** Values read from one text, aliases expanded. */
export const MAX_VALUES = 200_000;
/** Characters of a model reference. */
export const MAX_REFERENCE = 1024;
