import type { exampleNames } from '../../app/contract/photos.ts';
import blackCanyon from '../pictures/black-canyon.webp';
import dustBowlHome from '../pictures/dust-bowl-home.webp';
import frenchAlpineLandscape from '../pictures/french-alpine-landscape.webp';
import marchPastoral from '../pictures/march-pastoral.webp';
import nagasakiBoats from '../pictures/nagasaki-boats.webp';

/** Addresses of small pictures of the examples (historic photographs, Getty Open Content, CC0). */
export const exampleThumbnails: Readonly<Record<(typeof exampleNames)[number], string>> = {
  'black-canyon': blackCanyon,
  'dust-bowl-home': dustBowlHome,
  'french-alpine-landscape': frenchAlpineLandscape,
  'march-pastoral': marchPastoral,
  'nagasaki-boats': nagasakiBoats,
};
