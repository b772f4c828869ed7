// The kernels' entry points. All work on blocks of at most 1024 entries; the host composes them and owns the memory.
export { add, addFused, addProduct, clear, divide, fill, multiply, scale, spreadColumns, spreadRows, subtract, swapNear } from './arithmetic';
export { castVotes, keepOnly, settleVotes, tallyVotes } from './contest';
export { decode, decodeDifference, mayBeOdd } from './decode';
export { activate, agree, agreeAll, countActive, majority, settle, settleActive, tallyCount } from './election';
export { encode } from './encode';
export { drawMask, philox } from './philox';
export { rank } from './rank';
export { countBand, findBits, keepBand, keepMasked, keepRanked } from './sparsify';
export { addProducts, countLower, countUpper, dot, joinCounts, sumMagnitudes, variance } from './statistics';
