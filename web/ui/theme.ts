import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core';

const teal: MantineColorsTuple = [
  '#eef6f4',
  '#e2efec',
  '#c3ded9',
  '#98c6bf',
  '#72c9be',
  '#3d978e',
  '#1a7870',
  '#14695f',
  '#0e5a55',
  '#0a4743',
];
const warm: MantineColorsTuple = [
  '#f8f6f2',
  '#f1eee7',
  '#e6e1d8',
  '#cfc8bb',
  '#b3aca0',
  '#9a9387',
  '#8d8679',
  '#6d675d',
  '#5a554c',
  '#22201c',
];
const night: MantineColorsTuple = [
  '#ece8e0',
  '#d6d0c5',
  '#b3aca0',
  '#8d8679',
  '#47443d',
  '#35332e',
  '#2e2c28',
  '#1b1a18',
  '#161513',
  '#100f0e',
];

/** Mantine in our clothes: sizes, radii and motion of `tokens.css`; the colours follow in {@link mantineVariables}. */
export const theme = createTheme({
  primaryColor: 'teal',
  primaryShade: { light: 8, dark: 6 },
  colors: { teal, gray: warm, dark: night },
  fontFamily: 'var(--font)',
  fontFamilyMonospace: 'ui-monospace, "SF Mono", "Cascadia Mono", monospace',
  fontSizes: { xs: '12px', sm: '14px', md: '14px', lg: '16px', xl: '20px' },
  lineHeights: { xs: '16px', sm: '20px', md: '20px', lg: '24px', xl: '28px' },
  headings: {
    fontWeight: '560',
    sizes: {
      h1: { fontSize: '20px', lineHeight: '28px' },
      h2: { fontSize: '16px', lineHeight: '24px' },
      h3: { fontSize: '14px', lineHeight: '20px' },
    },
  },
  spacing: { xs: '4px', sm: '8px', md: '12px', lg: '16px', xl: '24px' },
  radius: { xs: '3px', sm: '4px', md: '6px', lg: '10px', xl: '16px' },
  defaultRadius: 'md',
  shadows: { xs: 'var(--shadow-line)', sm: 'var(--shadow-line)', md: 'var(--shadow-float)' },
  respectReducedMotion: true,
  cursorType: 'pointer',
  focusRing: 'auto',
  components: {
    Button: { defaultProps: { size: 'sm' } },
    ActionIcon: { defaultProps: { size: 32, variant: 'subtle', color: 'gray' } },
    Switch: { defaultProps: { withThumbIndicator: false } },
    Menu: { defaultProps: { shadow: 'md', transitionProps: { duration: 100 }, offset: 6 } },
    Popover: { defaultProps: { shadow: 'md', transitionProps: { duration: 100 } } },
    Tooltip: { defaultProps: { openDelay: 350, transitionProps: { duration: 80 }, withArrow: false } },
    Modal: { defaultProps: { transitionProps: { duration: 120 }, centered: true } },
    Drawer: { defaultProps: { transitionProps: { duration: 120 } } },
  },
});

const semantic = {
  '--mantine-color-body': 'var(--surface)',
  '--mantine-color-text': 'var(--ink)',
  '--mantine-color-bright': 'var(--ink)',
  '--mantine-color-dimmed': 'var(--ink-soft)',
  '--mantine-color-placeholder': 'var(--ink-faint)',
  '--mantine-color-anchor': 'var(--accent-text)',
  '--mantine-color-error': 'var(--failed-ink)',
  '--mantine-color-default': 'var(--raised)',
  '--mantine-color-default-hover': 'var(--hover)',
  '--mantine-color-default-color': 'var(--ink)',
  '--mantine-color-default-border': 'var(--rule-strong)',
  '--mantine-color-disabled': 'var(--sunken)',
  '--mantine-color-disabled-color': 'var(--ink-faint)',
  '--mantine-color-disabled-border': 'var(--rule)',
  '--mantine-primary-color-filled': 'var(--accent)',
  '--mantine-primary-color-filled-hover': 'var(--accent-hover)',
  '--mantine-primary-color-light': 'var(--accent-soft)',
  '--mantine-primary-color-light-hover': 'var(--accent-soft-hover)',
  '--mantine-primary-color-light-color': 'var(--accent-text)',
  '--mantine-color-teal-filled': 'var(--accent)',
  '--mantine-color-teal-filled-hover': 'var(--accent-hover)',
  '--mantine-color-teal-light': 'var(--accent-soft)',
  '--mantine-color-teal-light-hover': 'var(--accent-soft-hover)',
  '--mantine-color-teal-light-color': 'var(--accent-text)',
  '--mantine-color-teal-outline': 'var(--accent-text)',
  '--mantine-color-teal-text': 'var(--accent-text)',
  '--mantine-color-gray-text': 'var(--ink-soft)',
  '--mantine-color-gray-light-color': 'var(--ink-soft)',
  '--mantine-color-gray-light-hover': 'var(--hover)',
};

/** Points Mantine's own colour variables at our tokens, so that both schemes come from `tokens.css` alone. */
export const mantineVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: semantic,
  dark: semantic,
});
