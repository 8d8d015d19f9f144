import { componentNameOf } from '../component-names.ts';
import type { ComponentChangeResolvers } from '../types.generated.ts';

export const ComponentChange: ComponentChangeResolvers = {
  component: ({ component }) => componentNameOf[component],
  lateData: ({ byCause }) => byCause.LATE_DATA,
  behavior: ({ byCause }) => byCause.BEHAVIOR,
  time: ({ byCause }) => byCause.TIME,
  base: ({ byCause }) => byCause.BASE,
  configuration: ({ byCause }) => byCause.CONFIGURATION,
};
