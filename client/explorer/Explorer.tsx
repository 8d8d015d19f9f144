import { explorerPlugin } from '@graphiql/plugin-explorer';
import type { Fetcher } from '@graphiql/toolkit';
import { GraphiQL, HISTORY_PLUGIN } from 'graphiql';
import type { ExecutionResult } from 'graphql';
import type { Question } from './ask.ts';
import type { Example } from './examples.ts';
import icon from './icon.svg';
import { ResultBar } from './ResultBar.tsx';
import { savedQueriesPlugin } from './SavedQueries.tsx';
import type { Operation } from './snippets.ts';

interface ExplorerProps {
  /** Role of the session; null: not signed in. */
  readonly role: string | null;
  readonly tabs: readonly Example[];
  /** What the address asks for; null: nothing. */
  readonly first: Operation | null;
  readonly ask: (question: Question, headers?: Readonly<Record<string, string>>) => Promise<ExecutionResult>;
}

/** On a phone the question and the answer need the room. */
const isNarrow = window.matchMedia('(max-width: 760px)').matches;

const plugins = [explorerPlugin({ showAttribution: false }), HISTORY_PLUGIN];
const keepingPlugins = [savedQueriesPlugin, ...plugins];

/** Who may read figures of the venue, and so prices and saved queries; the server says so as well. */
const keepingRoles: readonly (string | null)[] = ['ADMIN', 'MANAGER', 'ANALYST'];

/** GraphiQL over this server, with the session's role in view and a way out. */
export function Explorer({ role, tabs, first, ask }: ExplorerProps) {
  const keeps = keepingRoles.includes(role);
  const fetcher: Fetcher = (question, options) => ask(question, options?.headers ?? {});
  return (
    <>
      <header className="bar">
        <img src={icon} alt="" width="24" height="24" />
        <h1>
          Enhanced Customer Experience <span>Explorer</span>
        </h1>
        <a href="/docs">Documentation</a>
        {role === null ? (
          <a href="/sign-in">Sign in</a>
        ) : (
          <form method="post" action="/sign-out">
            <span className="role" title="The role of this session">
              {role}
            </span>
            <button type="submit">Sign out</button>
          </form>
        )}
      </header>
      <main>
        <GraphiQL
          fetcher={fetcher}
          plugins={keeps ? keepingPlugins : plugins}
          {...(first === null ? {} : { initialQuery: first.query, initialVariables: first.variables })}
          defaultTabs={[...(first === null ? [] : [first]), ...tabs].map((tab) => ({ ...tab, headers: null }))}
          defaultEditorToolsVisibility={isNarrow ? false : 'variables'}
          shouldPersistHeaders={false}
        >
          <GraphiQL.Logo>
            <span />
          </GraphiQL.Logo>
          <GraphiQL.Footer>
            <ResultBar canPrice={keeps} />
          </GraphiQL.Footer>
        </GraphiQL>
      </main>
    </>
  );
}
