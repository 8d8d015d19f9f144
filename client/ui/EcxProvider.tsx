import { MantineProvider } from '@mantine/core';
import { type ReactNode, useMemo } from 'react';
import './base.css';
import './tokens.css';
import './mantine.css';
import { schemeManager } from './scheme.ts';
import { cssVariables, theme } from './theme.ts';
import { type Language, ReadingContext } from './words.ts';

interface EcxProviderProps {
  readonly language: Language;
  readonly locale: string;
  readonly timeZone: string;
  readonly currency: string;
  /** The element with the class "ecx"; absent: the page itself. */
  readonly root?: HTMLElement;
  readonly children: ReactNode;
}

/** Looks and words for everything below. */
export function EcxProvider({ language, locale, timeZone, currency, root, children }: EcxProviderProps) {
  const reading = useMemo(() => ({ language, locale, timeZone, currency }), [language, locale, timeZone, currency]);
  const own = useMemo(
    () =>
      root === undefined ? theme : { ...theme, components: { ...theme.components, Portal: { defaultProps: { target: root } } } },
    [root],
  );
  return (
    <MantineProvider
      theme={own}
      cssVariablesResolver={cssVariables}
      cssVariablesSelector=".ecx"
      deduplicateCssVariables={false}
      withGlobalClasses={false}
      defaultColorScheme="auto"
      colorSchemeManager={schemeManager}
      getRootElement={() => root ?? document.documentElement}
    >
      <ReadingContext.Provider value={reading}>{children}</ReadingContext.Provider>
    </MantineProvider>
  );
}
