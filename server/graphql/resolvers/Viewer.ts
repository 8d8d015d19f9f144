import { permissionsOfViewer } from '../../access/viewer.ts';
import { featuresOn } from '../features.ts';
import { budgetLeft } from '../limits/rate.ts';
import type { ViewerResolvers } from '../types.generated.ts';

export const Viewer: ViewerResolvers = {
  permissions: (viewer) => [...permissionsOfViewer(viewer)],
  features: (_viewer, _args, { serving }) => featuresOn(serving.settings),
  rateBudget: (_viewer, _args, context) => budgetLeft(context.serving, context),
  reach: ({ reach }) => reach?.size ?? null,
};
