import type { ImportTable } from '../generated/graphql.ts';
import { notePosition } from '../ui/position-link.ts';

/** The server's sentence in a problem document; null: there is none. */
function detailOf(text: string): string | null {
  try {
    return (JSON.parse(text) as { readonly detail?: string }).detail ?? null;
  } catch {
    return null;
  }
}

/**
 * Sends a file to the server as it is; fails with the server's own sentence.
 * @param onProgress told the share of its bytes that are sent, 0 to 1.
 * @param otherwise what is said when the server gives no reason.
 */
export function sendFile(file: File, table: ImportTable, onProgress: (share: number) => void, otherwise: string): Promise<void> {
  const request = new XMLHttpRequest();
  return new Promise<void>((resolve, reject) => {
    request.open('POST', `/imports/${table.toLowerCase()}?fileName=${encodeURIComponent(file.name)}`);
    request.setRequestHeader('content-type', file.name.endsWith('.gz') ? 'application/gzip' : 'text/csv');
    request.setRequestHeader('apollo-require-preflight', 'true');
    request.upload.onprogress = ({ loaded, total }) => onProgress(total === 0 ? 1 : loaded / total);
    request.onload = () => {
      notePosition(request.getResponseHeader('x-ecx-position'));
      if (request.status === 202) resolve();
      else reject(new Error(detailOf(request.responseText) ?? otherwise));
    };
    request.onerror = () => reject(new Error(otherwise));
    request.send(file);
  });
}

const headBytes = 4096;

/** The first line of a file; empty for compressed ones. */
export async function headerOf(file: File): Promise<string> {
  if (file.name.endsWith('.gz')) return '';
  const head = await file.slice(0, headBytes).text();
  return head.split(/\r?\n/, 1)[0] ?? '';
}
