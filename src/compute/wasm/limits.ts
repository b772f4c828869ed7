/** What the WebAssembly backend can hold; apart, so that the page knows it without loading the kernels. */

/** 2 GiB, in pages of 64 KiB. */
export const LARGEST_MEMORY = 32768;
/** One buffer, bytes: leaves room for a second one and the kernels' own blocks. */
export const LARGEST_BUFFER = 2 ** 30;
export const LABEL = 'CPU (WebAssembly SIMD)';
