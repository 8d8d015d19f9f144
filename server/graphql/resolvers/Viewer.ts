import { permissionsOf } from '../../access/roles.ts';
import type { ViewerResolvers } from '../types.generated.ts';

export const Viewer: ViewerResolvers = {
  permissions: ({ role }) => [...permissionsOf(role)],
  reach: ({ reach }) => reach?.size ?? null,
};
