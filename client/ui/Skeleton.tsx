import css from './kit.module.css';

/** A grey box of the size of what comes. It shows after 150 ms, so that quick answers do not flicker. @param height pixels. */
export function Skeleton({ height, label }: { readonly height: number; readonly label?: string }) {
  return (
    <div className={css.skeleton} style={{ height }} role="status">
      <span className="ecx-hidden">{label ?? '…'}</span>
    </div>
  );
}
