// An adapter for remotes-conformance: it offers make_ref_key. Replace makeRefKey with a call of your code.
import fs from "node:fs";

const KINDS = {
  "application/vnd.docker.distribution.manifest.v2+json": "manifest",
  "application/vnd.oci.image.manifest.v1+json": "manifest",
  "application/vnd.docker.distribution.manifest.list.v2+json": "index",
  "application/vnd.oci.image.index.v1+json": "index",
  "application/vnd.docker.image.rootfs.diff.tar": "layer",
  "application/vnd.docker.image.rootfs.diff.tar.gzip": "layer",
  "application/vnd.oci.image.layer.v1.tar": "layer",
  "application/vnd.oci.image.layer.v1.tar+gzip": "layer",
  "application/vnd.oci.image.layer.nondistributable.v1.tar": "layer",
  "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip": "layer",
  "application/vnd.docker.container.image.v1+json": "config",
  "application/vnd.oci.image.config.v1+json": "config",
};

function makeRefKey({ mediaType, digest }, warn) {
  if (!Object.hasOwn(KINDS, mediaType)) warn(`unknown media type ${mediaType}`);
  return `${Object.hasOwn(KINDS, mediaType) ? KINDS[mediaType] : "unknown"}-${digest}`;
}

const WHO = {
  protocol: 1, implementation: "mine", version: "0", language: "node", issues: "",
  editions: ["2017-06"], capabilities: ["make_ref_key", "virtual-time"],
};
let now = 0;

function answer({ do: what, world, task, descriptor, until }) {
  if (what === "describe") return WHO;
  const returns = [];
  const logs = [];
  if (what === "begin") now = 0;
  if (what === "advance") now = until;
  if (what === "start") {
    const warn = (message) => logs.push({ task, level: "warning", message, fields: {} });
    returns.push({ task, key: makeRefKey(descriptor, warn) });
  }
  return { world, now, calls: [], returns, logs };
}

const piece = Buffer.alloc(65536);
let held = Buffer.alloc(0);
for (let n = fs.readSync(3, piece); n > 0; n = fs.readSync(3, piece)) {
  held = Buffer.concat([held, piece.subarray(0, n)]);
  for (let end = held.indexOf(10); end >= 0; end = held.indexOf(10)) {
    const command = JSON.parse(held.subarray(0, end).toString());
    fs.writeSync(4, `${JSON.stringify(answer(command))}\n`);
    held = held.subarray(end + 1);
  }
}
