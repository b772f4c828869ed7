/** The layer curve of the parameter that is selected: which tensors, the plot, shapes, the band, and how it will be written. */
import { IconDeviceFloppy, IconTable } from '@tabler/icons-react';
import { type FormEvent, useEffect, useState } from 'react';
import type { WrittenCurve } from '../../recipe/curve.ts';
import { labelOf, scaleOf } from '../merge/parameter-facts.ts';
import { Button, IconButton } from '../parts/button.tsx';
import { tagColour } from '../parts/model-tag.tsx';
import { NumberSlider } from '../parts/number-slider.tsx';
import { Section } from '../parts/section.tsx';
import { useTag } from '../parts/use-tag.ts';
import { showAskedCurve } from '../state/curve-target.ts';
import { shortName } from '../state/model-marks.ts';
import { endGesture } from '../state/recipe-store.ts';
import { useView } from '../state/use-store.ts';
import type { CurveTarget } from '../state/view-store.ts';
import { counted } from '../words/format.ts';
import { BandTools } from './band-tools.tsx';
import styles from './curve.module.css';
import { curveOffer } from './curve-commands.ts';
import { CurvePlot } from './curve-plot.tsx';
import { CurveTable } from './curve-table.tsx';
import { filterChoices, filterLabel } from './filters.ts';
import { saveShape } from './saved-shapes.ts';
import { ShapePicker } from './shape-picker.tsx';
import type { ShapedParameter } from './target.ts';
import { type CurveHand, useCurves } from './use-curves.ts';

interface CurveSectionProps {
  readonly target: CurveTarget;
  readonly parameter: ShapedParameter;
  readonly layers: number;
}

export function CurveSection({ target, parameter, layers }: CurveSectionProps) {
  const { spec, modelRef } = parameter;
  const tag = useTag(modelRef ?? '', false);
  const label = labelOf(spec);
  const owner = modelRef === undefined ? undefined : shortName(modelRef);
  const name = owner === undefined ? label : `${label} of ${owner}`;
  const hand = useCurves(parameter, target.document, name, layers);
  const slider = scaleOf(spec);
  const band = useView((state) => state.band);
  const [table, setTable] = useState(false);
  const [saving, setSaving] = useState(false);
  useEffect(showAskedCurve, []);
  useEffect(() => curveOffer.make({ table: () => setTable((shown) => !shown), keep: () => setSaving(true) }), []);
  const marked = band && ([Math.min(band[0], layers - 1), Math.min(band[1], layers - 1)] as const);
  const single = filterChoices(hand.curves).find(({ filter }) => filter === hand.filter)?.single;
  return (
    <Section
      title="Layer curve"
      note={[modelRef === undefined ? undefined : tag.letter, label].filter(Boolean).join(', ')}
      tools={
        <>
          <IconButton name="Values as a table" pressed={table} onClick={() => setTable(!table)}>
            <IconTable size={16} stroke={1.6} />
          </IconButton>
          <IconButton name="Keep this shape" pressed={saving} onClick={() => setSaving(!saving)}>
            <IconDeviceFloppy size={16} stroke={1.6} />
          </IconButton>
        </>
      }
    >
      {saving && <SaveForm hand={hand} done={() => setSaving(false)} />}
      <FilterChips hand={hand} />
      {single ? (
        <OneNumber hand={hand} name={name} parameter={parameter} />
      ) : (
        <>
          <CurvePlot
            name={name}
            hand={hand}
            slider={slider}
            colour={modelRef === undefined ? 'var(--accent)' : tagColour(tag)}
            band={marked}
          />
          {table && <CurveTable name={name} hand={hand} slider={slider} />}
          {marked && <BandTools key={marked.join()} hand={hand} slider={slider} band={marked} />}
          <ShapePicker hand={hand} slider={slider} />
        </>
      )}
      <Foot hand={hand} sliced={parameter.sliced} />
    </Section>
  );
}

/** Each chip holds one curve; those that have one of their own carry a mark. */
function FilterChips({ hand }: { readonly hand: CurveHand }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a row of buttons, not a form's fieldset
    <div className={styles.filters} role="group" aria-label="Tensors">
      {filterChoices(hand.curves).map(({ filter, label, help }) => {
        const own = hand.curves.some((each) => each.filter === filter);
        return (
          <button
            key={label}
            type="button"
            title={help}
            aria-pressed={hand.filter === filter}
            data-own={own || undefined}
            onClick={() => hand.setFilter(filter)}
          >
            {label}
            {own && filter !== undefined && <i aria-hidden="true" />}
            {own && filter !== undefined && <span className={styles.hidden}>, has its own curve</span>}
          </button>
        );
      })}
    </div>
  );
}

/** For tensors outside the layers. */
function OneNumber({
  hand,
  name,
  parameter: { spec },
}: {
  readonly hand: CurveHand;
  readonly name: string;
  readonly parameter: ShapedParameter;
}) {
  const [anchor] = hand.curve.anchors;
  return (
    <NumberSlider
      label={filterLabel(hand.filter)}
      name={`${name}, ${filterLabel(hand.filter)}`}
      help={spec.help}
      value={anchor.value}
      scale={scaleOf(spec)}
      onChange={(value, how) => hand.change({ anchors: [{ at: 0, value }], smooth: 0 }, how === 'drag' || how === 'key' ? how : 'once')}
      onDragEnd={endGesture}
    />
  );
}

function SaveForm({ hand, done }: { readonly hand: CurveHand; readonly done: () => void }) {
  const [name, setName] = useState('');
  const [refused, setRefused] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (saveShape(name, hand.curve, hand.layers)) done();
    else setRefused(true);
  };
  return (
    <form className={styles.save} onSubmit={submit}>
      <input
        value={name}
        placeholder="Name of the shape"
        aria-label="Name of the shape"
        maxLength={24}
        // biome-ignore lint/a11y/noAutofocus: the button that opened the field was just pressed
        autoFocus
        onChange={(event) => setName(event.currentTarget.value)}
        onKeyDown={(event) => event.key === 'Escape' && done()}
      />
      <Button type="submit" size="small" reason={name.trim() === '' ? 'Give it a name first' : undefined}>
        Keep
      </Button>
      {refused && <p role="alert">A flat line has no shape to keep.</p>}
    </form>
  );
}

function Foot({ hand, sliced }: { readonly hand: CurveHand; readonly sliced: boolean }) {
  const others = hand.curves.filter(({ filter }) => filter !== hand.filter).map(({ filter }) => filterLabel(filter));
  const hint = [
    'Drag a point',
    'click the line for one more',
    'Shift: one layer',
    others.length > 0 ? `dashed: ${others.join(', ')}` : undefined,
  ];
  return (
    <div className={styles.foot}>
      <p>{hint.filter(Boolean).join(' · ')}</p>
      <p>
        {hand.own ? formText(hand.written, hand.layers) : `${filterLabel(hand.filter)} follows the others until it is changed here.`}
        {sliced && ' It begins anew in every slice.'}
      </p>
      {hand.own && hand.filter !== undefined && (
        <Button size="small" kind="quiet" onClick={hand.drop}>
          Remove the curve of {filterLabel(hand.filter)}
        </Button>
      )}
    </div>
  );
}

function formText({ form, value }: WrittenCurve, layers: number): string {
  if (form === 'value') return 'Written as one number.';
  const count = typeof value === 'number' ? 1 : value.length;
  const first = 'Tensors outside the layers get the first value.';
  if (form === 'gradient') return `Written as a mergekit gradient of ${counted(count, 'anchor')}. ${first}`;
  return `Written as ${counted(layers, 'value')}, one for each layer. ${first}`;
}
