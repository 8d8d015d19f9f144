import { type DocumentNode, type GraphQLObjectType, type GraphQLSchema, TypeInfo, visit, visitWithTypeInfo } from 'graphql';
import { mayDo, type Viewer } from '../../access/viewer.ts';
import type { GraphqlSettings } from '../context.ts';
import { featureDisabled, refusal } from '../errors.ts';
import { featuresNeeded } from '../features.ts';
import { permissionNeeded } from '../policy.ts';

/**
 * Says at once what each page would be refused for: a field that the viewer's role may not read, or of a feature that is switched off.
 * @throws GraphQLError FORBIDDEN, FEATURE_DISABLED
 */
export function assertAllowed(schema: GraphQLSchema, document: DocumentNode, viewer: Viewer, settings: GraphqlSettings): void {
  const types = new TypeInfo(schema);
  visit(
    document,
    visitWithTypeInfo(types, {
      Field() {
        const [parent, field] = [types.getParentType(), types.getFieldDef()];
        if (!parent || !field || field.name.startsWith('__')) return;
        const needed = permissionNeeded(parent as GraphQLObjectType, field);
        if (needed === null || !mayDo(viewer, needed)) {
          const message = `${parent.name}.${field.name} is not for your role (${viewer.role}); leave it out, or ask an administrator`;
          throw refusal('FORBIDDEN', message);
        }
        const off = featuresNeeded(field).find((feature) => !settings[`FEATURE_${feature}`]);
        if (off !== undefined) throw featureDisabled(`FEATURE_${off}`);
      },
    }),
  );
}
