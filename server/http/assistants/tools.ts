import { buildSchema } from 'graphql';
import { schemaText } from '../../graphql/schema.ts';
import { findGuestsTool, guestOverviewTool, whatIfTool, whyThisScoreTool } from './guest-tools.ts';
import type { Tool } from './tool.ts';
import { interventionReportTool, portfolioOverviewTool, todaysActionsTool } from './venue-tools.ts';

/** What assistants are offered, by name. */
export function openTools(): ReadonlyMap<string, Tool> {
  const schema = buildSchema(schemaText());
  const tools = [
    findGuestsTool(schema),
    guestOverviewTool,
    whyThisScoreTool,
    whatIfTool(schema),
    todaysActionsTool(schema),
    portfolioOverviewTool(schema),
    interventionReportTool(schema),
  ];
  return new Map(tools.map((tool) => [tool.name, tool]));
}
