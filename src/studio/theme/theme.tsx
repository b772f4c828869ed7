/** Mantine in the studio's tokens: sizes of its controls, and its variables mapped to those of tokens.css. */
import {
  type CSSVariablesResolver,
  createTheme,
  type ExtendComponent,
  type FactoryPayload,
  type InputFactory,
  type MantineColorsTuple,
  type MantineThemeComponent,
  type MenuFactory,
  type SegmentedControlFactory,
  type SelectFactory,
  type SwitchFactory,
  type TooltipFactory,
} from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import styles from './mantine-parts.module.css';

const one = 'var(--accent)';
const accent: MantineColorsTuple = [one, one, one, one, one, one, one, one, one, one];

/** Mantine's greys, which its parts use by number, in the studio's neutrals. */
const gray: MantineColorsTuple = [
  '#fafaf8',
  '#f1f1ee',
  '#e7e7e3',
  '#e3e3df',
  '#cfcfca',
  '#8a8e8b',
  '#686c72',
  '#52565b',
  '#33363a',
  '#1b1d1f',
];
const dark: MantineColorsTuple = [
  '#e9eaec',
  '#b4b8be',
  '#92979e',
  '#777c84',
  '#3c3f45',
  '#2e3136',
  '#202226',
  '#1a1b1e',
  '#121315',
  '#0b0c0d',
];

/** Heights and type of Mantine's `xs` inputs sit on the component's class, so only `vars` reaches them. */
const inputVars = { '--input-height': '28px', '--input-fz': '12px', '--input-padding': '10px', '--input-bd': 'var(--edge)' };

const dropdown = { shadow: 'md', transitionProps: { duration: 120 } };

/** A part's theme, typed without loading the part: most are needed later than the shell. */
const themed = <F extends FactoryPayload>(part: ExtendComponent<F>): MantineThemeComponent => part;

export const theme = createTheme({
  colors: { accent, gray, dark },
  primaryColor: 'accent',
  fontFamily: 'var(--sans)',
  fontFamilyMonospace: 'var(--mono)',
  fontSizes: { xs: '11px', sm: '12px', md: '13px', lg: '15px', xl: '20px' },
  lineHeights: { xs: '15px', sm: '16px', md: '18px', lg: '20px', xl: '26px' },
  radius: { xs: '3px', sm: '4px', md: '6px', lg: '8px', xl: '10px' },
  spacing: { xs: '4px', sm: '8px', md: '12px', lg: '16px', xl: '24px' },
  defaultRadius: 'sm',
  respectReducedMotion: true,
  components: {
    Input: themed<InputFactory>({ vars: () => ({ wrapper: inputVars }) }),
    InputBase: { defaultProps: { size: 'xs' } },
    Select: themed<SelectFactory>({
      defaultProps: {
        size: 'xs',
        withCheckIcon: false,
        allowDeselect: false,
        maxDropdownHeight: 360,
        rightSection: <IconChevronDown size={14} stroke={1.6} />,
        rightSectionPointerEvents: 'none',
      },
      classNames: {
        input: styles.choice ?? '',
        option: styles.option ?? '',
        groupLabel: styles.group ?? '',
        section: styles.section ?? '',
        dropdown: styles.dropdown ?? '',
      },
    }),
    Switch: themed<SwitchFactory>({
      defaultProps: { size: 'xs', withThumbIndicator: false },
      classNames: { track: styles.switchTrack ?? '' },
    }),
    SegmentedControl: themed<SegmentedControlFactory>({
      defaultProps: { size: 'xs', transitionDuration: 0 },
      classNames: { root: styles.segments ?? '', label: styles.segment ?? '', indicator: styles.segmentChosen ?? '' },
    }),
    Tooltip: themed<TooltipFactory>({
      defaultProps: {
        openDelay: 350,
        closeDelay: 60,
        multiline: true,
        maw: 320,
        events: { hover: true, focus: true, touch: false },
        portalProps: { target: '#tips' },
      },
      classNames: { tooltip: styles.tooltip ?? '' },
    }),
    Menu: themed<MenuFactory>({
      defaultProps: { offset: 4, ...dropdown },
      classNames: { dropdown: styles.menu ?? '', item: styles.menuItem ?? '', label: styles.menuLabel ?? '' },
    }),
    Popover: { defaultProps: { offset: 6, ...dropdown } },
  },
});

const both = {
  '--mantine-color-body': 'var(--surface)',
  '--mantine-color-text': 'var(--ink)',
  '--mantine-color-bright': 'var(--ink)',
  '--mantine-color-dimmed': 'var(--ink-3)',
  '--mantine-color-placeholder': 'var(--ink-3)',
  '--mantine-color-anchor': 'var(--accent)',
  '--mantine-color-error': 'var(--error)',
  '--mantine-color-disabled': 'var(--sunken)',
  '--mantine-color-disabled-color': 'var(--ink-3)',
  '--mantine-color-disabled-border': 'var(--line)',
  '--mantine-color-default': 'var(--surface)',
  '--mantine-color-default-hover': 'var(--hover)',
  '--mantine-color-default-color': 'var(--ink)',
  '--mantine-color-default-border': 'var(--line-2)',
  '--mantine-color-accent-filled': 'var(--accent)',
  '--mantine-color-accent-filled-hover': 'var(--accent-hover)',
  '--mantine-color-accent-light': 'var(--accent-soft)',
  '--mantine-color-accent-light-hover': 'var(--accent-soft)',
  '--mantine-color-accent-light-color': 'var(--accent)',
  '--mantine-color-accent-outline': 'var(--accent)',
  '--mantine-primary-color-filled': 'var(--accent)',
  '--mantine-primary-color-filled-hover': 'var(--accent-hover)',
  '--mantine-primary-color-light': 'var(--accent-soft)',
  '--mantine-primary-color-light-hover': 'var(--accent-soft)',
  '--mantine-primary-color-light-color': 'var(--accent)',
  '--mantine-primary-color-contrast': 'var(--on-accent)',
  '--mantine-shadow-md': 'var(--shadow)',
  '--mantine-shadow-xl': 'var(--shadow)',
};

export const cssVariablesResolver: CSSVariablesResolver = () => ({ variables: {}, light: both, dark: both });
