import { useEffect } from 'react';

/** Text between the quotes of a style sheet. */
export function quoted(text: string): string {
  return `"${text.replaceAll(/["\\\n]/g, ' ')}"`;
}

/** While the page is open, every printed sheet says at its foot what it is, and its number. @param text null: nothing yet. */
export function usePageFeet(text: string | null): void {
  useEffect(() => {
    if (text === null) return undefined;
    const sheet = new CSSStyleSheet();
    const font = 'font: 8pt system-ui, sans-serif; color: #4a5563;';
    sheet.replaceSync(
      `@page { size: A4; margin: 14mm 14mm 18mm; @bottom-left { content: ${quoted(text)}; ${font} } @bottom-right { content: counter(page) " / " counter(pages); ${font} } }`,
    );
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
    return () => {
      document.adoptedStyleSheets = document.adoptedStyleSheets.filter((other) => other !== sheet);
    };
  }, [text]);
}
