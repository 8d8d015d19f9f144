import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { settingsSchema } from '../../server/settings.ts';
import { adminToken, bearer, type TestServer, testServer } from '../http/serving.ts';
import { at, listAt, type Node, root, textOf, workerEntry, yamlOf } from '../support/deployed.ts';
import { metricsOf, seriesIn } from '../support/metrics.ts';

const folder = 'deploy/kubernetes';
const [kustomization] = yamlOf(`${folder}/kustomization.yaml`);
const [monitoring] = yamlOf(`${folder}/monitoring/kustomization.yaml`);
const resources = (at(kustomization, 'resources') ?? []) as string[];
const objects = resources.flatMap((file) => yamlOf(`${folder}/${file}`));
const watching = ['worker-autoscaler.yaml', 'api-latency.yaml', 'service-monitor.yaml'].flatMap((file) =>
  yamlOf(`${folder}/monitoring/${file}`),
);

const ofKind = (kind: string, among: readonly Node[] = objects) => among.filter((object) => object.kind === kind);
const named = (kind: string, name: unknown, among: readonly Node[] = objects) =>
  ofKind(kind, among).find((object) => at(object, 'metadata', 'name') === name);
const deployments = ofKind('Deployment');
const podOf = (deployment: Node) => at(deployment, 'spec', 'template', 'spec');
const containers = deployments.flatMap((deployment) => listAt(podOf(deployment), 'containers'));
const known = new Set(Object.keys(settingsSchema.shape));
const secret = /KEY|TOKEN|PASSWORD|_URL$/;

let server: TestServer;
beforeAll(async () => {
  server = await testServer({ ECX_WORKER: 'off' });
});

describe('the set of files', () => {
  test('is whole: every file is named, and every name is a file', () => {
    const files = (path: string) =>
      readdirSync(join(root, path)).filter((name) => name.endsWith('.yaml') && name !== 'kustomization.yaml');
    expect([...resources].sort()).toEqual(files(folder).sort());
    const patches = listAt(monitoring, 'patches').flatMap((patch) => (typeof patch.path === 'string' ? [patch.path] : []));
    const mentioned = [...((at(monitoring, 'resources') ?? []) as string[]).filter((name) => name !== '..'), ...patches];
    expect([...mentioned, 'adapter-rules.yaml'].sort()).toEqual(files(`${folder}/monitoring`).sort());
  });

  test('has one object of each kind and name', () => {
    const names = objects.map((object) => `${object.kind} ${at(object, 'metadata', 'name')}`);
    expect(names.length).toBeGreaterThan(8);
    expect(new Set(names).size).toBe(names.length);
  });
});

describe('containers', () => {
  test('are the server and the worker, of a pinned image that the set can rename', () => {
    expect(containers.map(({ args }) => args)).toEqual([['serve'], ['worker']]);
    expect(containers.map(({ command }) => command)).toEqual([undefined, workerEntry()]);
    const [renamed] = listAt(kustomization, 'images');
    expect(containers.map(({ image }) => image)).toEqual(containers.map(() => `${renamed?.name}:${renamed?.newTag}`));
    expect(renamed?.newTag).toBe(JSON.parse(textOf('package.json')).version);
  });

  test('have no rights: not root, no write but to their data, no capability', () => {
    for (const deployment of deployments) {
      expect(at(podOf(deployment), 'securityContext')).toMatchObject({
        runAsNonRoot: true,
        runAsUser: 1000,
        seccompProfile: { type: 'RuntimeDefault' },
      });
      expect(at(podOf(deployment), 'automountServiceAccountToken')).toBe(false);
    }
    for (const container of containers) {
      expect(container.securityContext).toEqual({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      });
      expect(listAt(container, 'volumeMounts').map(({ mountPath }) => mountPath)).toEqual(['/data', '/tmp']);
    }
  });

  test('say what they need and how much memory they may take', () => {
    for (const container of containers) {
      expect(at(container, 'resources', 'requests')).toMatchObject({ cpu: expect.anything(), memory: expect.anything() });
      expect(at(container, 'resources', 'limits', 'memory')).toBeDefined();
    }
  });

  test('name settings that exist; secrets only by reference', () => {
    const plain = Object.keys((at(named('ConfigMap', 'ecx-settings'), 'data') ?? {}) as object);
    const env = containers.flatMap((container) => listAt(container, 'env'));
    const all = [...plain, ...env.map(({ name }) => String(name))];
    expect(all.filter((name) => !known.has(name))).toEqual([]);
    expect(plain.filter((name) => secret.test(name))).toEqual([]);
    expect(env.filter((variable) => at(variable, 'valueFrom', 'secretKeyRef', 'key') !== variable.name)).toEqual([]);
    const inFiles = resources.filter((file) => /^kind: Secret$/m.test(textOf(`${folder}/${file}`)));
    expect(inFiles).toEqual([]);
  });

  test('mount volumes that are declared, on claims that exist', () => {
    for (const deployment of deployments) {
      const volumes = listAt(podOf(deployment), 'volumes');
      const mounted = listAt(podOf(deployment), 'containers').flatMap((container) => listAt(container, 'volumeMounts'));
      expect(mounted.map(({ name }) => name).sort()).toEqual(volumes.map(({ name }) => name).sort());
      for (const volume of volumes) {
        const claim = at(volume, 'persistentVolumeClaim', 'claimName');
        if (claim !== undefined) expect(named('PersistentVolumeClaim', claim)).toBeDefined();
      }
    }
    const settings = at(named('ConfigMap', 'ecx-settings'), 'data');
    expect(at(settings, 'ECX_DATA_DIR')).toBe('/data');
  });
});

describe('the server', () => {
  const [api] = containers;

  test('is probed at addresses that answer', async () => {
    const paths = ['startupProbe', 'livenessProbe', 'readinessProbe'].map((probe) => at(api, probe, 'httpGet', 'path'));
    expect(paths).toEqual(['/healthz', '/healthz', '/readyz']);
    for (const path of paths) expect((await fetch(`${server.url}${path}`)).status).toBe(200);
  });

  test('listens where its service and its policy send requests', () => {
    const port = at(named('ConfigMap', 'ecx-settings'), 'data', 'PORT');
    const [listening] = listAt(api, 'ports');
    expect(String(listening?.containerPort)).toBe(port);
    expect(listAt(named('Service', 'ecx-api'), 'spec', 'ports')[0]?.targetPort).toBe(listening?.name);
    const ingress = listAt(named('NetworkPolicy', 'ecx-api'), 'spec', 'ingress').flatMap((rule) => listAt(rule, 'ports'));
    expect(ingress.map((allowed) => String(allowed.port))).toEqual([port]);
  });

  test('has longer to end than it takes', () => {
    const [preStop] = ((at(api, 'lifecycle', 'preStop', 'exec', 'command') ?? []) as string[]).slice(1).map(Number);
    const grace = Number(at(podOf(deployments[0] ?? {}), 'terminationGracePeriodSeconds'));
    expect(grace).toBeGreaterThan((preStop ?? 0) + 14); // server/cli/serve.ts ends what hangs after 14 s
  });
});

test('selectors choose the pods that they mean', () => {
  const labels = (deployment: Node) => at(deployment, 'spec', 'template', 'metadata', 'labels');
  for (const deployment of deployments) {
    const name = at(deployment, 'metadata', 'name');
    expect(at(deployment, 'spec', 'selector', 'matchLabels')).toEqual(labels(deployment));
    expect(at(named('PodDisruptionBudget', name), 'spec', 'selector', 'matchLabels')).toEqual(labels(deployment));
    expect(at(named('NetworkPolicy', name), 'spec', 'podSelector', 'matchLabels')).toEqual(labels(deployment));
  }
  const [api] = deployments;
  expect(at(named('Service', 'ecx-api'), 'spec', 'selector')).toEqual(labels(api ?? {}));
  expect(at(named('ServiceMonitor', 'ecx-api', watching), 'spec', 'selector', 'matchLabels')).toEqual(
    at(named('Service', 'ecx-api'), 'metadata', 'labels'),
  );
});

test('nobody listens to a worker, and a worker speaks with the database alone', () => {
  const policy = at(named('NetworkPolicy', 'ecx-worker'), 'spec');
  expect(at(policy, 'policyTypes')).toEqual(['Ingress', 'Egress']);
  expect(at(policy, 'ingress')).toBeUndefined();
  const ports = listAt(policy, 'egress').flatMap((rule) => listAt(rule, 'ports').map(({ port }) => port));
  expect([...new Set(ports)]).toEqual([53, 5432]);
});

describe('autoscaling', () => {
  const scalers = [...ofKind('HorizontalPodAutoscaler'), ...ofKind('HorizontalPodAutoscaler', watching)];
  const rules = listAt(yamlOf(`${folder}/monitoring/adapter-rules.yaml`)[0], 'rules', 'external');

  test('moves what exists, and its bounds leave PostgreSQL connections', () => {
    for (const scaler of scalers) {
      const target = at(scaler, 'spec', 'scaleTargetRef', 'name') ?? at(scaler, 'metadata', 'name');
      expect(named('Deployment', target)).toBeDefined();
    }
    const most = (name: string) =>
      Math.max(
        ...scalers.map((each) => (at(each, 'metadata', 'name') === name ? Number(at(each, 'spec', 'maxReplicas') ?? 0) : 0)),
      );
    expect(20 * most('ecx-api') + 10 * most('ecx-worker')).toBeLessThanOrEqual(200);
  });

  test('asks for figures that the rules of the adapter make', () => {
    const asked = scalers.flatMap((scaler) =>
      listAt(scaler, 'spec', 'metrics').flatMap((metric) => {
        const name = at(metric, 'external', 'metric', 'name');
        return typeof name === 'string' ? [name] : [];
      }),
    );
    expect(asked.length).toBe(4);
    expect(rules.map((rule) => at(rule, 'name', 'as')).sort()).toEqual([...asked].sort());
  });

  test('the rules read series that the server shows', async () => {
    const text = await (await fetch(`${server.url}/metrics`, { headers: bearer(adminToken) })).text();
    const shown = metricsOf(text);
    const read = rules.flatMap((rule) => [...seriesIn(String(rule.metricsQuery)), ...seriesIn(String(rule.seriesQuery))]);
    expect(read.length).toBeGreaterThan(7);
    expect(read.filter((name) => !shown.has(name))).toEqual([]);
  });
});
