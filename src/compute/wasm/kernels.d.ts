/** What `vite-plugin.ts` makes of the AssemblyScript folder: the compiled module's bytes. */
declare module '*?kernels' {
  const bytes: Uint8Array<ArrayBuffer>;
  export default bytes;
}

declare module '*?kernels-shared' {
  const bytes: Uint8Array<ArrayBuffer>;
  export default bytes;
}
