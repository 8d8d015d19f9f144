export { stage } from '../db/staging.ts';
