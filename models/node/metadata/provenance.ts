/** What was done to a photo, for whoever opens the file in ten years. */
export interface Provenance {
  /** Sentences for a person, such as "Colours are simulated". */
  readonly history: readonly string[];
  /** JSON that `heirloom replay` accepts. */
  readonly recipe: string;
}

const namespace = 'https://heirloom.invalid/xmp/1.0/';

/**
 * An XMP packet that also says what Heirloom did: a description of its own beside what is in the packet already, which stays
 * untouched. An entry that an earlier save left is replaced.
 */
export function withProvenance(packet: Uint8Array | undefined, { history, recipe }: Provenance): Uint8Array {
  const entry = [
    `<rdf:Description rdf:about="" xmlns:heirloom="${namespace}">`,
    '<heirloom:History><rdf:Seq>',
    ...history.map((sentence) => `<rdf:li>${escaped(sentence)}</rdf:li>`),
    '</rdf:Seq></heirloom:History>',
    `<heirloom:Recipe>${escaped(recipe)}</heirloom:Recipe>`,
    '</rdf:Description>',
  ].join('');
  const xml = packet === undefined ? empty : withoutEntry(new TextDecoder().decode(packet));
  const end = xml.lastIndexOf('</rdf:RDF>');
  // A packet of another make (another prefix, or nothing in it) is left whole; this entry alone would not be found in it.
  const whole = end < 0 ? { xml: empty, end: empty.lastIndexOf('</rdf:RDF>') } : { xml, end };
  return new TextEncoder().encode(whole.xml.slice(0, whole.end) + entry + whole.xml.slice(whole.end));
}

/** The recipe in an XMP packet. */
export function recipeIn(packet: Uint8Array): string | undefined {
  const xml = new TextDecoder().decode(packet);
  const open = xml.lastIndexOf('<heirloom:Recipe>');
  const close = xml.indexOf('</heirloom:Recipe>', open);
  if (open < 0 || close < 0) return undefined;
  return unescaped(xml.slice(open + '<heirloom:Recipe>'.length, close));
}

const empty =
  '<?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">' +
  '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"></rdf:RDF></x:xmpmeta><?xpacket end="w"?>';

function withoutEntry(xml: string): string {
  const open = xml.indexOf(`<rdf:Description rdf:about="" xmlns:heirloom="${namespace}">`);
  if (open < 0) return xml;
  const end = '</rdf:Description>';
  const close = xml.indexOf(end, open);
  return close < 0 ? xml : xml.slice(0, open) + xml.slice(close + end.length);
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function unescaped(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}
