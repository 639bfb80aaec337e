// The page's data → documents, opened one by one when they are asked for.
const Store = (() => {
  const bytesOf = (text) => {
    const raw = atob(text), bytes = new Uint8Array(raw.length);
    for (let at = 0; at < raw.length; at++) bytes[at] = raw.charCodeAt(at);
    return bytes;
  };

  async function unpack(id) {
    const packed = new Blob([bytesOf(document.getElementById(id).textContent)]);
    const stream = packed.stream().pipeThrough(new DecompressionStream("deflate-raw"));
    const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
    const size = new DataView(bytes.buffer).getUint32(0, true);
    const value = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + size)));
    return [value, numbers(bytes.subarray(4 + size))];
  }

  // Seven bits a byte, the lowest first.
  function numbers(bytes) {
    const found = new Uint32Array(bytes.length);
    let count = 0, value = 0, shift = 0;
    for (const byte of bytes) {
      value |= (byte & 127) << shift;
      if (byte & 128) shift += 7;
      else { found[count++] = value; value = shift = 0; }
    }
    return found.slice(0, count);
  }

  const store = { shared: null, opened: [] };

  store.start = async () => { [store.shared] = await unpack("shared"); };

  // A document with its passages: text, first token, first character; tokens begin at `starts`.
  store.open = async (number) => {
    if (store.opened[number]) return store.opened[number];
    const [chunk, ids] = await unpack(`document-${number}`);
    const { terms } = store.shared, starts = new Uint32Array(ids.length + 1), passages = [];
    let token = 0, at = 0;
    for (let row = 0; row < chunk.sizes.length; row++) {
      const first = token, begin = at;
      let text = "";
      for (const end = token + chunk.sizes[row]; token < end; token++) {
        starts[token] = at;
        text += terms[ids[token]];
        at = begin + text.length;
      }
      passages.push({
        text, begin, first, last: token, kind: chunk.kinds[row], part: chunk.parts[row],
        section: chunk.sections[row], sentences: chunk.sentences[row],
      });
    }
    starts[ids.length] = at;
    const opened = { number, ids, starts, passages, removed: chunk.removed, themes: chunk.themes };
    return (store.opened[number] = opened);
  };

  // Open all, some at a time, so that the page stays alive; `tell` hears how far it is.
  store.openAll = async (tell) => {
    const all = store.shared.documents.length;
    for (let number = 0; number < all; number++) {
      if (store.opened[number]) continue;
      await store.open(number);
      if (number % 20 === 19) tell?.(number + 1, all);
    }
    return store.opened;
  };

  // The passage that holds a token, by halving.
  store.passageOf = (doc, token) => {
    let low = 0, high = doc.passages.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (doc.passages[middle].first <= token) low = middle; else high = middle - 1;
    }
    return low;
  };

  // The sentence around a place of a passage: [start, end) in the passage.
  store.sentenceOf = (passage, at) => {
    const starts = passage.sentences;
    let row = 0;
    while (row + 1 < starts.length && starts[row + 1] <= at) row++;
    return [starts[row], row + 1 < starts.length ? starts[row + 1] : passage.text.length];
  };

  return store;
})();
