import type { BulkExportFormat } from '../generated/graphql.ts';

/** What an export can hold, as a query to begin with. */
export const exportTemplates = {
  scores: `query ($filter: CustomerFilter) {
  customers(filter: $filter) {
    nodes {
      id
      name
      segment
      healthScore {
        healthScore
        healthLevel
        trend { change }
        riskAssessment {
          churnRisk { probability riskLevel }
          valueAtRisk { amount currency }
        }
      }
    }
  }
}`,
  spending: `query ($filter: CustomerFilter) {
  customers(filter: $filter) {
    nodes {
      id
      name
      enhancedProfile {
        behavioralPreferences { visitPatterns { visitDays lastVisitAt } }
        purchaseHistoryAnalysis {
          rfm { group }
          lifetimeValue {
            total { amount currency }
            last12Months { amount currency }
          }
        }
      }
    }
  }
}`,
  contact: `query ($filter: CustomerFilter) {
  customers(filter: $filter) {
    nodes {
      id
      name
      email
      phone
      city
      language
      createdAt
      consentEmail
      consentSms
      consentPush
    }
  }
}`,
} as const;

export type TemplateName = keyof typeof exportTemplates;

/** An export as somebody asks for it; `own`: a query of their own. */
export interface ExportForm {
  readonly content: TemplateName | 'own';
  readonly format: BulkExportFormat;
  /** Of their own query. */
  readonly query: string;
  /** Of their own query, a JSON object. */
  readonly variables: string;
}

/** What a viewer may ask for. */
export interface ExportRights {
  readonly scores: boolean;
  readonly profiles: boolean;
  readonly contact: boolean;
}

/** The contents that a viewer may choose, the usual one first. */
export function templatesFor({ scores, profiles, contact }: ExportRights): readonly TemplateName[] {
  const all = [
    { name: 'scores', isAllowed: scores },
    { name: 'spending', isAllowed: profiles },
    { name: 'contact', isAllowed: contact },
  ] as const;
  return all.filter(({ isAllowed }) => isAllowed).map(({ name }) => name);
}

/** What is sent to the server. @param filter a CustomerFilter; an own query brings its own. */
export function requestOf({ content, format, query, variables }: ExportForm, filter: object) {
  if (content === 'own') return { query, variables: variables.trim() === '' ? null : variables, format };
  return { query: exportTemplates[content], variables: JSON.stringify({ filter }), format };
}

const units = ['bytes', 'kilobytes', 'megabytes', 'gigabytes'] as const;

/** A size in the unit that people use for it. */
export function sizeOf(bytes: number): { readonly unit: (typeof units)[number]; readonly size: number } {
  const step = Math.min(units.length - 1, bytes < 1 ? 0 : Math.floor(Math.log2(bytes) / 10));
  return { unit: units[step] ?? 'bytes', size: bytes / 2 ** (10 * step) };
}
