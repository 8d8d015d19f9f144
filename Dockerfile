# The server, the workers and every command of ecx in one image, for an own PostgreSQL (DATABASE_URL): the embedded one stays outside.
# docker build -t ecx .          docs/guides/scaling.md says how it is run.

FROM node:20.20.2-slim AS build
WORKDIR /ecx
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY . .
RUN node scripts/prepare.mjs

FROM node:20.20.2-slim AS packages
WORKDIR /ecx
COPY package.json package-lock.json ./
# What is needed at run time only: no development packages, no embedded PostgreSQL, no React.
RUN npm ci --omit=dev --omit=optional --omit=peer --ignore-scripts --no-audit --no-fund

FROM node:20.20.2-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=4000 ECX_DATA_DIR=/data ECX_DEMO=off
WORKDIR /ecx
COPY --from=packages /ecx/node_modules ./node_modules
COPY package.json schema.graphql LICENSE ./
COPY migrations ./migrations
COPY docs/site ./docs/site
COPY docs/examples ./docs/examples
COPY client/ui/tokens.css ./client/ui/tokens.css
COPY scripts/healthcheck.mjs ./scripts/healthcheck.mjs
COPY --from=build /ecx/dist ./dist
# The only folder that is written to: it keeps erasures.jsonl, so that a restored backup erases again.
RUN mkdir /data && chown 1000:1000 /data
VOLUME /data
# By number, so that whoever runs it can see that it is not root.
USER 1000:1000
EXPOSE 4000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 CMD ["node", "scripts/healthcheck.mjs"]
ENTRYPOINT ["node", "dist/server/cli/ecx.js"]
CMD ["serve"]
