/** The inspector of the Layers tab. */
export function LayersInspector() {
  return <p>Layers</p>;
}
