import { componentNameOf } from '../component-names.ts';
import type { ComponentDifferenceResolvers } from '../types.generated.ts';

export const ComponentDifference: ComponentDifferenceResolvers = {
  component: ({ component }) => componentNameOf[component],
};
