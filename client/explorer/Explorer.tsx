import { explorerPlugin } from '@graphiql/plugin-explorer';
import type { Fetcher } from '@graphiql/toolkit';
import { GraphiQL, HISTORY_PLUGIN } from 'graphiql';
import type { ExecutionResult } from 'graphql';
import type { Question } from './ask.ts';
import type { Example } from './examples.ts';

interface ExplorerProps {
  /** Role of the session; null: not signed in. */
  readonly role: string | null;
  readonly tabs: readonly Example[];
  readonly ask: (question: Question, headers?: Readonly<Record<string, string>>) => Promise<ExecutionResult>;
}

const plugins = [explorerPlugin({ showAttribution: false }), HISTORY_PLUGIN];

/** GraphiQL over this server, with the session's role in view and a way out. */
export function Explorer({ role, tabs, ask }: ExplorerProps) {
  const fetcher: Fetcher = (question, options) => ask(question, options?.headers ?? {});
  return (
    <GraphiQL
      fetcher={fetcher}
      plugins={plugins}
      defaultTabs={tabs.map((tab) => ({ ...tab, headers: null }))}
      shouldPersistHeaders={false}
    >
      <GraphiQL.Logo>
        <span className="brand">Enhanced Customer Experience</span>
        {role === null ? (
          <a href="/sign-in">Not signed in</a>
        ) : (
          <form method="post" action="/sign-out" className="session">
            <span className="role">{role}</span>
            <button type="submit">Sign out</button>
          </form>
        )}
      </GraphiQL.Logo>
    </GraphiQL>
  );
}
