/** What Heirloom can be opened with: the system offers it, and nobody's usual program is taken away. */
export const photoTypes = [
  { name: 'JPEG photo', extensions: ['jpg', 'jpeg'], mime: 'image/jpeg', uti: 'public.jpeg' },
  { name: 'PNG picture', extensions: ['png'], mime: 'image/png', uti: 'public.png' },
  { name: 'TIFF picture', extensions: ['tif', 'tiff'], mime: 'image/tiff', uti: 'public.tiff' },
  { name: 'WebP picture', extensions: ['webp'], mime: 'image/webp', uti: 'org.webmproject.webp' },
  { name: 'AVIF picture', extensions: ['avif'], mime: 'image/avif', uti: 'public.avif' },
  { name: 'GIF picture', extensions: ['gif'], mime: 'image/gif', uti: 'com.compuserve.gif' },
] as const;
