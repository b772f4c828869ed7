/** The arc between two vectors (spherical linear interpolation), as coefficients. */

/** [sin((1−t)θ)/sin θ, sin(tθ)/sin θ] for cos θ strictly between −1 and 1: a point of the arc from the first (t = 0) to the second. */
export function arc(cosine: number, t: number): [number, number] {
  const theta = Math.acos(cosine);
  const sine = Math.sin(theta);
  return [Math.sin((1 - t) * theta) / sine, Math.sin(t * theta) / sine];
}
