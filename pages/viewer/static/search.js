/* The search of geodata/collection/search/, for a page without a server.
 *
 * Takes TextIndex.to_data(), and finds the same rows in the same order; what each step is for
 * stands there, and the names are the same. All numbers are whole. Why a row is a hit is found as
 * in hit_reason.py, in the ReasonTexts of each row.
 */
servicekartan.searcher = (index, reasonTexts) => {
  "use strict";

  const { size, stopWords, lexicon, postings } = index;
  const ENOUGH = 10;
  const [EXACT, UNDOTTED, PART, STEM_PART, SLIP] = [8, 6, 3, 2, 4];
  const [KEY, SLIPPED_KEY, UNDERSTOOD, LONG, LONG_STEM, LONG_COMPOUND, MAX_PHRASE] = [8, 6, 3, 4, 5, 7, 4];
  const STOP_WORDS = new Set(stopWords);
  const has = (object, name) => Object.prototype.hasOwnProperty.call(object, name);
  const isKey = (term) => term.includes(":");
  const isAscii = (text) => [...text].every((letter) => letter <= "\x7f");
  const length = (text) => [...text].length;
  const fold = (text) => text.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "");
  const words = (text) => text.normalize("NFC").toLowerCase().match(/[\p{L}\p{N}]+/gu) || [];

  // --- the Swedish stemmer of Snowball 3.1 ---------------------------------------------------

  const ENDINGS =
    "a arna erna heterna orna ad e ade ande arne are aste en anden aren heten ern ar er heter or s as arnas ernas ornas es ades andes ens arens hetens erns at et andet het ast".split(" ");
  const isVowel = (letter) => Boolean(letter) && "aeiouyäåö".includes(letter);

  const region = (word) => {
    const match = /^[^aeiouyäåö]*[aeiouyäåö]+[^aeiouyäåö]/.exec(word);
    return match && word.length >= 3 ? Math.max(3, match[0].length) : word.length;
  };

  const longest = (word, start, endings) =>
    endings
      .filter((ending) => word.endsWith(ending) && word.length - ending.length >= start)
      .reduce((best, ending) => (ending.length > best.length ? ending : best), "");

  const takesEt = (word) =>
    word.length > 2 &&
    !isVowel(word.at(-1)) &&
    isVowel(word.at(-2)) &&
    !/(fab|h|pak|rak|stak|kom|iet|cit|dit|alit|ilit|mit|nit|pit|rit|sit|tit|uit|ivit|kvit|xit)$/.test(word);

  const withoutEnding = (word, ending) => {
    const rest = word.slice(0, word.length - ending.length);
    if (ending === "et") return takesEt(rest) ? rest : word;
    if (ending !== "s") return rest;
    if (rest.endsWith("et") && takesEt(rest.slice(0, -2))) return rest.slice(0, -2);
    return /[bcdfghjklmnoprtvy]$/.test(rest) ? rest : word;
  };

  const snowball = (word) => {
    const start = region(word);
    let root = withoutEnding(word, longest(word, start, ENDINGS));
    if (longest(root, start, ["dd", "gd", "nn", "dt", "gt", "kt", "tt"])) root = root.slice(0, -1);
    const last = longest(root, start, ["ig", "lig", "els", "fullt", "öst"]);
    if (last === "fullt") return root.slice(0, -1);
    if (last === "öst") return /[iklnprtuv]öst$/.test(root) ? root.slice(0, -1) : root;
    return root.slice(0, root.length - last.length);
  };

  const stem = (word) => {
    const root = snowball(word.replace(/(el|er|or|[yåöou])ns?$/, "$1"));
    return length(root) < LONG_STEM ? root : root.replace(/([^aeiouyåäö])el$/, "$1l");
  };

  // --- what is asked for ---------------------------------------------------------------------

  const lookUp = (phrase) => (has(lexicon, phrase) ? lexicon[phrase] : null);
  const meaning = (phrase) => lookUp(`=${phrase.join(" ")}`) || lookUp(phrase.map(stem).join(" ")) || [];
  const first = (parts) =>
    parts.map((part) => lookUp(stem(part)) || lookUp(part)).find((keys) => keys) || [];

  const compoundMeaning = (word) => {
    const letters = [...word];
    if (letters.length < LONG_COMPOUND) return [];
    const lasts = letters.slice(1, -3).map((_, at) => letters.slice(at + 1).join(""));
    const firsts = letters.slice(5).map((_, at) => letters.slice(0, letters.length - 1 - at).join(""));
    return [...first(lasts), ...first(firsts)];
  };

  /* The longest first part that is a term, if the last part has a meaning. */
  const firstPart = (word) => {
    const letters = [...word];
    if (letters.length < LONG_COMPOUND) return "";
    const ends = letters.map((_, at) => at).slice(4, -3).reverse();
    const part = ends
      .map((at) => [letters.slice(0, at), letters.slice(at)])
      .map((split) => split.map((part) => part.join("")))
      .filter(([, last]) => lookUp(stem(last)) || lookUp(last))
      .map(([part]) => part.replace(/s$/, ""))
      .find((candidate) => has(postings, candidate));
    return part || "";
  };

  const parse = (text) => {
    const typed = words(text);
    let rest = typed.filter((word) => !STOP_WORDS.has(word));
    if (!rest.length) rest = typed;
    const concepts = new Map();
    while (rest.length) {
      let count = Math.min(MAX_PHRASE, rest.length);
      while (count > 1 && !meaning(rest.slice(0, count)).length) count -= 1;
      const phrase = rest.slice(0, count);
      concepts.set(phrase.join(" "), { phrase, keys: meaning(phrase) });
      rest = rest.slice(count);
    }
    return [...concepts.values()];
  };

  // --- what it may be found by ---------------------------------------------------------------

  const terms = Object.keys(postings).filter((term) => !isKey(term)).map((term) => [term, fold(term)]);
  const phrases = Object.keys(lexicon)
    .filter((phrase) => !phrase.includes(" "))
    .map((phrase) => phrase.replace(/^=+/, ""))
    .map((phrase) => [phrase, fold(phrase)]);
  const spelled = [...new Map([...terms, ...phrases])];

  const all = (terms, quality) => terms.map((term) => [term, quality]);
  const starting = (entries, word) =>
    entries
      .filter(([term, folded]) => folded.startsWith(fold(word)) && (isAscii(word) || term.startsWith(word)))
      .map(([term]) => term);
  const ending = (word) =>
    terms
      .filter(([term, folded]) => folded.endsWith(fold(word)) && (isAscii(word) || term.endsWith(word)))
      .map(([term]) => term);

  const ownTerms = (word) => all([word, stem(word)].filter((term) => has(postings, term)), EXACT);

  const exactTerms = (word) => {
    const forms = [word, stem(word)];
    const exact = ownTerms(word);
    if (!isAscii(word)) return exact;
    const dotted = has(postings, word) ? [] : terms.filter((entry) => entry[1] === word).map(([term]) => term);
    if (dotted.length) {
      const dottedForms = new Set(dotted.flatMap((term) => [term, stem(term)]));
      return all([...dottedForms].filter((term) => has(postings, term)), UNDOTTED);
    }
    const folded = new Set(forms);
    const same = terms.filter((entry) => folded.has(entry[1])).map(([term]) => term);
    return [...all(same, UNDOTTED), ...exact];
  };

  const firstParts = (word) => {
    const part = firstPart(word);
    return length(part) < LONG ? [] : all(starting(terms, part), PART);
  };

  const compounds = (root) => (length(root) < LONG ? [] : all(ending(root), PART));

  const parts = (word, exact) => [
    ...(length(stem(word)) < LONG ? [] : all(starting(terms, stem(word)), STEM_PART)),
    ...compounds(stem(word)),
    ...(length(word) < 3 && exact.length ? [] : all(starting(terms, word), PART)),
  ];

  /* The number of slips (optimal string alignment), or more than the most. */
  const slips = (one, other, most) => {
    const [a, b] = [[...one], [...other]];
    if (Math.abs(a.length - b.length) > most) return most + 1;
    let [before, row] = [[], b.map((_, at) => at)];
    row.push(b.length);
    a.forEach((letter, i) => {
      const next = [i + 1];
      b.forEach((opposite, j) => {
        const changed = row[j] + (letter === opposite ? 0 : 1);
        next.push(Math.min(changed, row[j + 1] + 1, next[j] + 1));
        if (i && j && letter === b[j - 1] && a[i - 1] === opposite)
          next[j + 1] = Math.min(next[j + 1], before[j - 1] + 1);
      });
      [before, row] = [row, next];
    });
    return row[b.length];
  };

  const near = (word) => {
    const most = length(word) < 4 ? 0 : length(word) < 8 ? 1 : 2;
    if (!most) return [];
    const forms = [word, stem(word)];
    const spelling = isAscii(word) ? 1 : 0;
    const counts = spelled.map((entry) => Math.min(...forms.map((form) => slips(form, entry[spelling], most))));
    const fewest = counts.reduce((least, count) => Math.min(least, count), most);
    return spelled.filter((_, at) => counts[at] === fewest).map(([term]) => term);
  };

  const slipped = (phrase, matches) => {
    const [word] = phrase;
    const close = near(word);
    const others = [...close, ...(length(word) < LONG ? [] : starting(phrases, word))];
    const keys = others.flatMap((other) => meaning([other])).filter(isKey);
    const spellings = close.filter((term) => has(postings, term));
    return { phrase, keys, ranked: all(keys, SLIPPED_KEY), words: [...matches, ...all(spellings, SLIP)] };
  };

  const isPlace = (keys) => keys.length && keys.every((key) => /^(municipality|county|place|near|name):/.test(key));
  const isArea = (keys) => isPlace(keys) && !keys.some((key) => key.startsWith("near:"));

  const expand = ({ phrase, keys }) => {
    const ranked = all(keys.filter(isKey), KEY);
    const same = all(keys.filter((key) => !isKey(key)).map(stem), EXACT);
    if (phrase.length > 1) return { phrase, keys, ranked, words: same };
    if (isArea(keys)) return { phrase, keys, ranked, words: [] };
    const [word] = phrase;
    if (keys.length) return { phrase, keys, ranked, words: [...compounds(stem(word)), ...ownTerms(word), ...same] };
    const exact = exactTerms(word);
    const parted = all(compoundMeaning(word).filter(isKey), SLIPPED_KEY);
    const matches = [...firstParts(word), ...parts(word, exact), ...exact];
    const certain = compoundMeaning(word).length || exact.some(([, quality]) => quality === EXACT);
    return certain ? { phrase, keys, ranked: parted, words: matches } : slipped(phrase, matches);
  };

  // --- the hits ------------------------------------------------------------------------------

  const best = (terms) => {
    const scores = Array.from({ length: size }, () => 0);
    new Map(terms).forEach((quality, term) => {
      const [rows, weights] = postings[term];
      rows.forEach((row, at) => (scores[row] = Math.max(scores[row], quality * weights[at])));
    });
    return scores;
  };

  const bitLength = (count) => 32 - Math.clz32(count);

  /* The rows that are hits, best first, or null for a text without words. */
  const search = (text) => {
    if (!words(text).length) return null;
    const totals = Array.from({ length: size }, (_, row) => ({ row, fits: 0, score: 0, inside: true }));
    let complete = 0;
    parse(text).map(expand).forEach(({ phrase, keys, ranked, words: unranked }) => {
      const [byKey, byWord] = [best(ranked), best(unranked)];
      const scores = byKey.map((score, row) => score + byWord[row]);
      const count = scores.filter(Boolean).length;
      if (!count) return;
      const meant = phrase.length * (ranked.length ? UNDERSTOOD : 1);
      complete += meant;
      totals.forEach((total) => {
        const score = scores[total.row];
        total.fits += score ? meant : 0;
        total.score += score * bitLength(Math.floor(size / count));
        if (isPlace(keys) && !score) total.inside = false;
      });
    });
    if (!complete) return [];
    if (totals.some(({ inside }) => inside)) totals.forEach((total) => (total.fits *= total.inside));
    totals.sort((one, other) => other.fits - one.fits || other.score - one.score || one.row - other.row);
    const most = totals[0].fits;
    const hits = totals.filter(({ fits }) => fits === most).length;
    const fitting = totals.filter(({ fits }) => fits > 0).length;
    return totals.slice(0, hits < ENOUGH ? Math.min(ENOUGH, fitting) : hits).map(({ row }) => row);
  };

  // --- why a row is a hit --------------------------------------------------------------------

  const CONTEXT = 60;
  const forms = (text) => words(text).flatMap((word) => [word, stem(word)]);
  const firstWord = (text, terms) =>
    [...text.matchAll(/[\p{L}\p{N}]+/gu)].find(([word]) => forms(word).some((form) => terms.has(form)));
  const end = (text) => (length(text) <= CONTEXT ? text : `…${[...text].slice(-CONTEXT).join("")}`);
  const beginning = (text) => (length(text) <= CONTEXT ? text : `${[...text].slice(0, CONTEXT).join("")}…`);

  const inSentence = (sentences, terms) => {
    for (const sentence of sentences) {
      const match = firstWord(sentence, terms);
      if (!match) continue;
      const [before, after] = [sentence.slice(0, match.index), sentence.slice(match.index + match[0].length)];
      return { services: [], before: end(before), word: match[0], after: beginning(after) };
    }
    return null;
  };

  const explain = ({ card, services, sentences }, { phrase, keys, ranked, words: unranked }) => {
    const terms = new Set([...unranked.map(([term]) => term), ...phrase.map(stem)]);
    if (isPlace(keys) || firstWord(card, terms)) return null;
    const meant = new Set(ranked.flatMap(([key]) => key.split("&")));
    const labels = services.filter(([key]) => meant.has(`service:${key}`)).map(([, label]) => label);
    return labels.length ? { services: labels, before: "", word: "", after: "" } : inSentence(sentences, terms);
  };

  /* Why each row matches the text: its services or a sentence; null where its card shows it. */
  search.reasons = (text) => {
    const expansions = parse(text).map(expand);
    return (row) =>
      expansions.reduce((reason, expansion) => reason || explain(reasonTexts[row], expansion), null);
  };

  return search;
};
