import { ApolloLink } from '@apollo/client';
import { map } from 'rxjs';

const header = 'x-ecx-position';
const storedAs = 'ecx-position';

/** Kept through a change of the page, where the browser allows it: until then it lives in memory. */
function stored(): string {
  try {
    return window.sessionStorage.getItem(storedAs) ?? '';
  } catch {
    return '';
  }
}

function store(position: string): void {
  try {
    window.sessionStorage.setItem(storedAs, position);
  } catch {
    // embedded in a page whose storage is closed
  }
}

/** Of what was written past the link, such as a file; empty: nothing. */
let besides = '';

/** Notes what an answer told that did not come through the link; null: it told nothing. */
export function notePosition(told: string | null): void {
  if (told !== null && told > besides) besides = told;
}

/**
 * Sends back the position that a mutation's answer tells, so that whoever has just changed something sees it wherever the server reads.
 * Of two positions the later one is the greater text.
 */
export function positionLink(): ApolloLink {
  let position = stored();
  return new ApolloLink((operation, forward) => {
    if (besides > position) {
      position = besides;
      store(position);
    }
    if (position !== '') {
      operation.setContext(({ headers }: { readonly headers?: Readonly<Record<string, string>> }) => ({
        headers: { ...headers, [header]: position },
      }));
    }
    return forward(operation).pipe(
      map((result) => {
        const told = result.extensions?.position;
        if (typeof told === 'string' && told > position) {
          position = told;
          store(told);
        }
        return result;
      }),
    );
  });
}
