import { createContext } from 'react';

/** Whether what is drawn goes on paper: tables stand open below their figures, and nothing waits for a press. */
export const PaperContext = createContext(false);
