import type { MouseEvent, ReactNode } from 'react';
import { type Place, useNavigation } from './navigation.ts';

interface LinkProps {
  readonly to: Place;
  readonly children: ReactNode;
  readonly className?: string | undefined;
  readonly tabIndex?: number;
  readonly 'aria-label'?: string;
  readonly 'aria-current'?: 'page' | undefined;
  readonly onClick?: () => void;
}

/** A link to a place: a real one, so that it opens in a new tab too. */
export function Link({ to, children, onClick, ...rest }: LinkProps) {
  const { href, go } = useNavigation();
  const follow = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || event.button !== 0) return;
    event.preventDefault();
    onClick?.();
    go(to);
  };
  return (
    <a {...rest} href={href(to) ?? '#'} onClick={follow}>
      {children}
    </a>
  );
}
