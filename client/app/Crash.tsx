import { Component, type ReactNode, useEffect, useState } from 'react';
import { useLocation } from 'react-router';
import { common } from '../ui/words.common.ts';
import { useWords } from '../ui/words.ts';
import css from './app.module.css';
import { mayReload } from './reloads.ts';
import { appWords } from './words.ts';

/** Holds a fault of one page: the frame around it stays, and the next page is tried afresh. */
export function Crash({ children }: { readonly children: ReactNode }) {
  return <Boundary place={useLocation().pathname}>{children}</Boundary>;
}

interface BoundaryProps {
  readonly place: string;
  readonly children: ReactNode;
}

class Boundary extends Component<BoundaryProps, { readonly fault: unknown }> {
  override state = { fault: null };

  static getDerivedStateFromError(fault: unknown): { fault: unknown } {
    return { fault: fault ?? new Error('unknown') };
  }

  override componentDidUpdate({ place }: BoundaryProps): void {
    if (place !== this.props.place && this.state.fault !== null) this.setState({ fault: null });
  }

  override render(): ReactNode {
    const { fault } = this.state;
    if (fault === null) return this.props.children;
    return isNotLoaded(fault) ? <NotLoaded /> : <Crashed />;
  }
}

/** Whether a part of the program could not be fetched: the server is away, or has a newer one since the page was opened. */
function isNotLoaded(fault: unknown): boolean {
  return fault instanceof Error && /dynamically imported module|module script|unable to preload/i.test(fault.message);
}

const probeEveryMs = 5_000;

/** Waits for the server, then loads the page anew, which also fetches a newer program. */
function NotLoaded() {
  const words = useWords(common);
  const [isInVain, setInVain] = useState(false);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isOver = false;
    const probe = async () => {
      const answer = await fetch('/readyz', { cache: 'no-store' }).catch(() => null);
      if (isOver) return;
      if (answer?.ok !== true) timer = setTimeout(probe, probeEveryMs);
      else if (mayReload(Date.now())) window.location.reload();
      else setInVain(true);
    };
    void probe();
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, []);
  if (isInVain) return <Crashed />;
  return (
    <p className={css.message} role="alert">
      {words('unreachable')} {words('asksAgain')}
    </p>
  );
}

function Crashed() {
  const words = useWords(appWords);
  return (
    <div className={css.message} role="alert">
      <h1>{words('crashed')}</h1>
      <p>{words('crashedHint')}</p>
      <button type="button" className={css.plainButton} onClick={() => window.location.reload()}>
        {words('reload')}
      </button>
    </div>
  );
}
