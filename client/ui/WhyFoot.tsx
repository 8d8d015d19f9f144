import { useFormat } from './format.ts';
import css from './kit.module.css';
import { Link } from './Link.tsx';
import { common } from './words.common.ts';
import { useWords } from './words.ts';

interface WhyFootProps {
  /** How it was computed, in words. */
  readonly method?: string | null | undefined;
  readonly configVersion?: number | null | undefined;
  readonly asOf?: string | null | undefined;
  /** The query that answers this number, for the explorer. */
  readonly query?: string;
  readonly variables?: object;
}

/** The end of every *Why?*: by what method, by which settings, as of when, and the way to ask oneself. */
export function WhyFoot({ method, configVersion, asOf, query, variables }: WhyFootProps) {
  const words = useWords(common);
  const format = useFormat();
  const parts = [
    method === null || method === undefined ? null : words('methodIs', { method }),
    configVersion === null || configVersion === undefined ? null : words('versionIs', { version: configVersion }),
    asOf === null || asOf === undefined ? null : words('asOf', { time: format.time(asOf) }),
  ].filter((part) => part !== null);
  return (
    <footer className={css.whyFoot}>
      <span>{parts.join(' · ')}</span>
      {query !== undefined && (
        <Link to={variables === undefined ? { to: 'explorer', query } : { to: 'explorer', query, variables }}>
          {words('openExplorer')}
        </Link>
      )}
    </footer>
  );
}
