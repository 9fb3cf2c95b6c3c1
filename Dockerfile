# Two stages: packages and pages are built in the first; the second holds only what runs, as an ordinary user.
FROM node:24-bookworm-slim AS build
WORKDIR /brug
COPY package.json package-lock.json .npmrc ./
# With optional packages: the page builder brings its native parts that way. They are pruned below.
RUN npm install --no-audit --no-fund
COPY vite.config.ts tsconfig.json ./
COPY src ./src
RUN npx vite build && npm prune --omit=dev --omit=optional

FROM node:24-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 DATA_DIR=/data
WORKDIR /brug
COPY --from=build /brug/node_modules ./node_modules
COPY --from=build /brug/dist ./dist
COPY package.json LICENSE ./
COPY setup ./setup
COPY src ./src
COPY flows ./flows
COPY locales ./locales
# What the models learn from the examples is part of the image: a container answers at once.
RUN node setup/learn.ts
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=15s --timeout=3s --start-period=20s CMD ["node", "-e", "fetch('http://127.0.0.1:'+process.env.PORT+'/health/ready').then(r=>process.exit(r.ok?0:1),()=>process.exit(1))"]
CMD ["node", "src/main.ts"]
