// Builds the committed files of api/static/widget/: one hashed bundle, the loader that names it, and a manifest.
// The words come from the shared catalogue; nothing here reads the clock, so the same source gives the same bytes.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build, transform } from "esbuild";
import { parse } from "yaml";

const HERE = dirname(fileURLToPath(import.meta.url));
const ROOT = join(HERE, "..", "..");
const OUT = process.argv[2] ?? join(ROOT, "api", "static", "widget");
const LIMITS = { bundle: 40 * 1024, loader: 3 * 1024 };

const words = Object.fromEntries(
  ["zh", "en"].map((lang) => [
    lang,
    parse(readFileSync(join(ROOT, "prompts", "messages", `${lang}.yaml`), "utf8")).widget,
  ]),
);
writeFileSync(join(HERE, "src", "words.json"), `${JSON.stringify(words, null, 2)}\n`);

const smallStyles = {
  name: "small-styles",
  setup(bundler) {
    bundler.onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const { code } = await transform(readFileSync(path, "utf8"), { loader: "css", minify: true, charset: "utf8" });
      return { contents: code, loader: "text" };
    });
  },
};

async function bundle(entry, format, define) {
  const { outputFiles } = await build({
    entryPoints: [join(HERE, "src", entry)],
    bundle: true,
    minify: true,
    write: false,
    format,
    target: "es2022",
    charset: "utf8",
    legalComments: "none",
    define,
    plugins: [smallStyles],
  });
  return Buffer.from(outputFiles[0].contents);
}

const sri = (bytes) => `sha384-${createHash("sha384").update(bytes).digest("base64")}`;
const fresh = (bytes) => ({ integrity: sri(bytes), bytes: bytes.length, gzip: gzipSync(bytes, { level: 9 }).length });

function sources(folder = join(HERE, "src")) {
  return readdirSync(folder)
    .map((name) => join(folder, name))
    .flatMap((path) => (statSync(path).isDirectory() ? sources(path) : [path]))
    .sort();
}

function sourceHash() {
  const hash = createHash("sha384");
  for (const path of [...sources(), join(HERE, "package-lock.json")])
    hash.update(`${relative(HERE, path).split(sep).join("/")}\n`).update(readFileSync(path));
  return hash.digest("hex");
}

const LICENCE = Buffer.from("/* HR Playbook widget, Apache-2.0. Holds marked (c) MarkedJS, (c) Christopher Jeffrey, MIT. */\n");
const main = Buffer.concat([LICENCE, await bundle("main.ts", "esm", {})]);
const name = `hrp-${createHash("sha256").update(main).digest("hex").slice(0, 12)}.js`;
const loader = await bundle("loader.ts", "iife", {
  BUNDLE: JSON.stringify(name),
  INTEGRITY: JSON.stringify(sri(main)),
});

const files = { [name]: fresh(main), "loader.js": fresh(loader) };
for (const [file, limit] of [[name, LIMITS.bundle], ["loader.js", LIMITS.loader]])
  if (files[file].gzip > limit) throw new Error(`${file}: ${files[file].gzip} bytes gzipped, over ${limit}`);

rmSync(OUT, { recursive: true, force: true });
mkdirSync(OUT, { recursive: true });
writeFileSync(join(OUT, name), main);
writeFileSync(join(OUT, "loader.js"), loader);
writeFileSync(
  join(OUT, "manifest.json"),
  `${JSON.stringify({ bundle: name, loader: "loader.js", sources: sourceHash(), files }, null, 2)}\n`,
);
for (const [file, { bytes, gzip }] of Object.entries(files)) console.log(`${file}  ${bytes} bytes  ${gzip} gzipped`);
