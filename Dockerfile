# docker build -t scim-rehearsal .
# docker run --rm -v "$PWD:/rehearsal" -e SCIM_TOKEN scim-rehearsal run --target https://host/scim/v2
FROM node:24-slim AS build
WORKDIR /source
COPY package.json package-lock.json ./
# The image has the right Node already, so the one that is a dependency need not unpack itself.
RUN npm ci --ignore-scripts
COPY . .
RUN npm pack --pack-destination /packed

FROM node:24-slim
COPY --from=build /packed /packed
RUN npm install --global /packed/*.tgz && rm -r /packed && npm cache clean --force
WORKDIR /rehearsal
RUN chown node:node /rehearsal
USER node
ENTRYPOINT ["scim-rehearsal"]
CMD ["run"]
