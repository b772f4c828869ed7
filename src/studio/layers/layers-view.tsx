/** The Layers tab. */
export function LayersView() {
  return <p>Layers</p>;
}
