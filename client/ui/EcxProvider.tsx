import { MantineProvider } from '@mantine/core';
import { type ReactNode, useMemo } from 'react';
import './mantine.css';
import './base.css';
import './tokens.css';
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
  /** Absent: the reader's taste, else the system's. */
  readonly scheme?: 'light' | 'dark' | undefined;
  readonly children: ReactNode;
}

/** Looks and words for everything below. */
export function EcxProvider({ language, locale, timeZone, currency, root, scheme, children }: EcxProviderProps) {
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
      {...(scheme !== undefined && { forceColorScheme: scheme })}
      getRootElement={() => root ?? document.documentElement}
    >
      <ReadingContext.Provider value={reading}>{children}</ReadingContext.Provider>
    </MantineProvider>
  );
}
