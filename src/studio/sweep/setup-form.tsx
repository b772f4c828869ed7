/** What the grid goes through: a parameter and its values for each side, and what computing it costs. */
import { Menu, Select } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { useId, useMemo } from 'react';
import { useCommand } from '../commands/use-commands.ts';
import { Button, IconButton } from '../parts/button.tsx';
import { ProgressLine } from '../parts/progress-line.tsx';
import { useRecipe } from '../state/use-store.ts';
import { aboutTime, counted } from '../words/format.ts';
import { type Axis, axesOf } from './axes.ts';
import { type ChosenSide, startSweep, stopSweep } from './compute.ts';
import { type FormSide, type Sides, sidesOf } from './sides.ts';
import styles from './sweep.module.css';
import { isComputed, NONE, type SideName, setDraft, useSweep } from './sweep-store.ts';
import { valueChoices, valuesText } from './values.ts';

export function SetupForm() {
  const recipe = useRecipe((state) => state.recipe);
  const drafts = useSweep((state) => state.drafts);
  const axes = useMemo(() => axesOf(recipe), [recipe]);
  const sides = useMemo(() => sidesOf(axes, drafts), [axes, drafts]);
  if (axes.length === 0) return <p className={styles.empty}>This recipe has no number that a grid could go through.</p>;
  return (
    <section className={styles.setup} aria-label="What the grid goes through">
      <SideRow name="across" side={sides.across} axes={axes} />
      <SideRow name="down" side={sides.down} axes={sides.others} />
      <Start across={sides.across} down={sides.down} />
    </section>
  );
}

interface SideRowProps {
  readonly name: SideName;
  readonly side: FormSide | undefined;
  readonly axes: readonly Axis[];
}

const NAMES = { across: 'Across', down: 'Down' } as const;

function SideRow({ name, side, axes }: SideRowProps) {
  const id = useId();
  const fault = typeof side?.values === 'string' ? side.values : undefined;
  const choose = (axis: string | null) => setDraft(name, { axis: axis ?? NONE, text: undefined });
  return (
    <div className={styles.side}>
      <span aria-hidden>{NAMES[name]}</span>
      <Select
        aria-label={`${NAMES[name]}: parameter`}
        data={[
          ...axes.map((axis) => ({ value: axis.id, label: axis.label })),
          ...(name === 'down' ? [{ value: NONE, label: 'nothing: one row' }] : []),
        ]}
        value={side?.axis.id ?? NONE}
        onChange={choose}
        comboboxProps={{ withinPortal: true }}
        allowDeselect={false}
      />
      {side && (
        <span className={styles.values} data-fault={fault !== undefined || undefined}>
          <input
            aria-label={`${NAMES[name]}: values of ${side.axis.label}`}
            aria-invalid={fault !== undefined}
            aria-describedby={id}
            value={side.text}
            spellCheck={false}
            autoComplete="off"
            placeholder="0.2, 0.4, 0.6 or 0 to 1 in 6"
            onChange={(event) => setDraft(name, { axis: side.axis.id, text: event.currentTarget.value })}
          />
          <Choices name={NAMES[name]} axis={side.axis} onChoose={(text) => setDraft(name, { axis: side.axis.id, text })} />
        </span>
      )}
      {side && (
        <span id={id} className={fault === undefined ? styles.count : styles.fault} role={fault === undefined ? undefined : 'alert'}>
          {typeof side.values === 'string' ? side.values : counted(side.values.length, 'value')}
        </span>
      )}
    </div>
  );
}

function Choices({ name, axis, onChoose }: { readonly name: string; readonly axis: Axis; readonly onChoose: (text: string) => void }) {
  return (
    <Menu position="bottom-end" width={300}>
      <Menu.Target>
        <IconButton name={`${name}: known lists`}>
          <IconChevronDown size={14} stroke={1.6} />
        </IconButton>
      </Menu.Target>
      <Menu.Dropdown>
        {valueChoices(axis.scale, axis.now).map((choice) => (
          <Menu.Item key={choice.name} onClick={() => onChoose(valuesText(choice.values))}>
            {choice.name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function Start({ across, down }: Pick<Sides, 'across' | 'down'>) {
  const running = useSweep((state) => state.running);
  const blocker = useCommand('merge').reason;
  const cells = sizeOf(across) * (down ? sizeOf(down) : 1);
  const time = useSweep(({ sweep }) => sweep?.cellMs);
  if (running) return <Progress />;
  const wrong = [across, down].find((side) => typeof side?.values === 'string');
  const start = () => {
    const [first, second] = [chosen(across), chosen(down)];
    if (first) startSweep(first, second);
  };
  return (
    <div className={styles.start}>
      <Button kind="primary" reason={blocker ?? (typeof wrong?.values === 'string' ? wrong.values : undefined)} onClick={start}>
        Compute {cells === 0 ? 'the grid' : counted(cells, 'cell')}
      </Button>
      <span className={styles.count}>
        {time === undefined ? 'From the weights alone' : `It takes ${aboutTime((time * cells) / 1000)}`}; nothing is written
      </span>
    </div>
  );
}

const sizeOf = (side: FormSide | undefined): number => (side && typeof side.values !== 'string' ? side.values.length : 0);
const chosen = (side: FormSide | undefined): ChosenSide | undefined =>
  side && typeof side.values !== 'string' ? { axis: side.axis, values: side.values } : undefined;

function Progress() {
  const all = useSweep(({ sweep }) => sweep?.cells.length ?? 0);
  const time = useSweep(({ sweep }) => sweep?.cellMs);
  const done = useSweep(({ sweep }) => sweep?.cells.filter(isComputed).length ?? 0);
  return (
    <div className={styles.start}>
      <Button onClick={stopSweep}>Stop</Button>
      <span className={styles.progress}>
        <ProgressLine share={all === 0 ? 0 : done / all} label="Cells" />
      </span>
      <span className={styles.count}>
        {done} of {counted(all, 'cell')}
        {time !== undefined && `, ${aboutTime((time * (all - done)) / 1000)} left`}
      </span>
    </div>
  );
}
