import { Component, type ReactNode } from 'react';
import { useWords } from '../ui/words.ts';
import css from './app.module.css';
import { appWords } from './words.ts';

/** Holds a fault of one page: the frame around it stays. */
export class Crash extends Component<{ readonly children: ReactNode }, { readonly failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }

  override render(): ReactNode {
    return this.state.failed ? <Crashed /> : this.props.children;
  }
}

function Crashed() {
  const words = useWords(appWords);
  return (
    <div className={css.message} role="alert">
      <h1>{words('crashed')}</h1>
      <p>{words('crashedHint')}</p>
      <button type="button" onClick={() => window.location.reload()}>
        {words('reload')}
      </button>
    </div>
  );
}
