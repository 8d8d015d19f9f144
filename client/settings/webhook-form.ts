/** What a webhook can be told about, as a document to begin with. */
export const templates = {
  healthAlertRaised: `subscription {
  healthAlertRaised(minSeverity: HIGH) {
    id
    kind
    severity
    message
    raisedAt
    customer { id name }
  }
}`,
  healthScoreChanged: `subscription {
  healthScoreChanged {
    customerId
    healthScore
    healthLevel
    riskAssessment { churnRisk { probability riskLevel } }
  }
}`,
  segmentMembershipChanged: `subscription ($segments: [ID!]) {
  segmentMembershipChanged(segmentIds: $segments) {
    change
    at
    customer { id name }
    segment { id name }
  }
}`,
} as const;

export type TemplateName = keyof typeof templates;
export const templateNames = Object.keys(templates) as readonly TemplateName[];

/** A webhook as somebody writes it. */
export interface WebhookForm {
  readonly id: string | null;
  readonly name: string;
  readonly url: string;
  readonly document: string;
  readonly variables: string;
  readonly enabled: boolean;
}

export const emptyWebhook: WebhookForm = {
  id: null,
  name: '',
  url: '',
  document: templates.healthAlertRaised,
  variables: '{}',
  enabled: true,
};

/** Which template a document is, spaces aside; null: somebody wrote it. */
export function templateOf(document: string): TemplateName | null {
  const plain = (text: string) => text.replace(/\s+/g, ' ').trim();
  return templateNames.find((name) => plain(templates[name]) === plain(document)) ?? null;
}

/** Whether it can be sent to be checked. */
export function isComplete({ name, url, document }: WebhookForm): boolean {
  return name.trim() !== '' && /^https?:\/\/.+/i.test(url.trim()) && document.trim() !== '';
}
