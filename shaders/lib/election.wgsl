// An election's two sides, summed next to each other in one pass over the models: so the order of the additions is that
// of the models whichever sign wins. Needs number.wgsl.

// What agrees with one sign.
struct Side {
  sum: vec4f,
  weights: vec4f,
  count: vec4f,
}

fn emptySide() -> Side {
  return Side(vec4f(0.0), vec4f(0.0), vec4f(0.0));
}

fn joined(side: Side, agrees: vec4<bool>, amount: vec4f, weight: f32) -> Side {
  return Side(
    select(side.sum, side.sum + amount, agrees),
    select(side.weights, side.weights + vec4f(weight), agrees),
    select(side.count, side.count + vec4f(1.0), agrees),
  );
}

fn chosen(side: Side, other: Side, takeOther: vec4<bool>) -> Side {
  return Side(
    select(side.sum, other.sum, takeOther),
    select(side.weights, other.weights, takeOther),
    select(side.count, other.count, takeOther),
  );
}
