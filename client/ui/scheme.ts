import { localStorageColorSchemeManager } from '@mantine/core';

/** Where the taste for light or dark is kept; the page's first script reads the same key. */
export const schemeManager = localStorageColorSchemeManager({ key: 'ecx-color-scheme' });
