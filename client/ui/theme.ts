import {
  type CSSVariablesResolver,
  createTheme,
  defaultVariantColorsResolver,
  type MantineColorsTuple,
  type VariantColorsResolver,
} from '@mantine/core';

/** Shade 7 is the accent on light ground, shade 3 the one on dark. */
const aubergine: MantineColorsTuple = [
  '#f7f1f8',
  '#ebd6ee',
  '#e6c3ea',
  '#d9a6de',
  '#bf80c9',
  '#9f55ab',
  '#783482',
  '#6a2a6e',
  '#531f57',
  '#3d1540',
];

/** Words on the accent need another colour in each scheme, which the library's own rule does not know. */
const variantColorResolver: VariantColorsResolver = (input) => {
  const colors = defaultVariantColorsResolver(input);
  const isAccent = input.color === undefined || input.color === input.theme.primaryColor;
  if (!isAccent) return colors;
  if (input.variant === 'filled')
    return { ...colors, background: 'var(--ecx-accent)', hover: 'var(--ecx-accent-strong)', color: 'var(--ecx-on-accent)' };
  if (input.variant === 'light')
    return { ...colors, background: 'var(--ecx-accent-soft)', hover: 'var(--ecx-hover)', color: 'var(--ecx-accent)' };
  if (input.variant === 'subtle' || input.variant === 'transparent' || input.variant === 'outline')
    return { ...colors, color: 'var(--ecx-accent)', hover: 'var(--ecx-hover)' };
  return colors;
};

/** The component library in our tokens. */
export const theme = createTheme({
  fontFamily: 'var(--ecx-font)',
  fontFamilyMonospace: 'var(--ecx-mono)',
  fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '16px', xl: '20px' },
  lineHeights: { xs: '16px', sm: '18px', md: '20px', lg: '24px', xl: '28px' },
  primaryColor: 'aubergine',
  primaryShade: { light: 7, dark: 3 },
  colors: { aubergine },
  defaultRadius: 6,
  cursorType: 'pointer',
  respectReducedMotion: true,
  variantColorResolver,
  components: {
    Button: { defaultProps: { size: 'sm' } },
    Tooltip: { defaultProps: { openDelay: 300, events: { hover: true, focus: true, touch: true } } },
  },
});

const shared = {
  '--mantine-color-text': 'var(--ecx-text)',
  '--mantine-color-body': 'var(--ecx-surface)',
  '--mantine-color-dimmed': 'var(--ecx-text-2)',
  '--mantine-color-placeholder': 'var(--ecx-text-3)',
  '--mantine-color-error': 'var(--ecx-poor-ink)',
  '--mantine-color-anchor': 'var(--ecx-accent)',
  '--mantine-color-default': 'var(--ecx-surface)',
  '--mantine-color-default-hover': 'var(--ecx-hover)',
  '--mantine-color-default-color': 'var(--ecx-text)',
  '--mantine-color-default-border': 'var(--ecx-outline)',
  '--mantine-primary-color-filled': 'var(--ecx-accent)',
  '--mantine-primary-color-filled-hover': 'var(--ecx-accent-strong)',
  '--mantine-primary-color-contrast': 'var(--ecx-on-accent)',
};

export const cssVariables: CSSVariablesResolver = () => ({ variables: shared, light: shared, dark: shared });
