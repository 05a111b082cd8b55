"use strict";
// The page is complete without this script; it adds the card, the filters and stepping. Names and texts
// are only ever set as text, never as markup.
(() => {
  const root = document.documentElement;
  const data = JSON.parse(document.getElementById("data").textContent);
  const mentions = [...document.querySelectorAll("main .m[id]")];
  const pieces = new Map();
  for (const piece of document.querySelectorAll("main .m")) {
    const key = piece.id || piece.dataset.of;
    if (!pieces.has(key)) pieces.set(key, []);
    pieces.get(key).push(piece);
  }
  const byEntity = new Map();
  for (const mention of mentions) {
    const entity = mention.dataset.e;
    if (!byEntity.has(entity)) byEntity.set(entity, []);
    byEntity.get(entity).push(mention);
  }
  root.classList.remove("no-script");

  // ---- the card ----
  const card = document.getElementById("card");
  let shown = null;
  let leaving = 0;

  const element = (name, className, ...content) => {
    const made = document.createElement(name);
    if (className) made.className = className;
    made.append(...content);
    return made;
  };
  const isolated = (text, lang) => {
    const made = element("bdi", "", text);
    made.lang = lang || "";
    return made;
  };
  const pair = (list, term, ...description) =>
    list.append(element("dt", "", term), element("dd", "", ...description));

  const fill = (mention) => {
    const verdict = data.verdicts[mention.dataset.v];
    const entity = data.entities[mention.dataset.e - 1];
    const same = byEntity.get(mention.dataset.e).filter((other) => !other.classList.contains("off"));
    const list = element("dl", "");
    card.replaceChildren();
    if (entity.id === null) {
      card.append(element("div", "title", "Not decided"));
      for (const candidate of verdict.candidates)
        pair(list, candidate.score.toFixed(2), isolated(candidate.id));
    } else {
      card.append(element("div", "title", isolated(entity.name)), element("div", "id", isolated(entity.id)));
      if (entity.type) pair(list, "type", isolated(entity.type));
      for (const [lang, name] of entity.names) pair(list, lang, isolated(name, lang));
    }
    pair(list, "tier", `${verdict.tier}, score ${verdict.score.toFixed(2)}`);
    const reasons = element("ul", "");
    for (const reason of verdict.evidence) reasons.append(element("li", "", isolated(reason)));
    if (verdict.evidence.length) pair(list, "evidence", reasons);
    if (entity.id !== null && verdict.candidates.length > 1) {
      const rest = verdict.candidates.slice(1).map((other) => `${other.id} ${other.score.toFixed(2)}`);
      pair(list, "rather than", isolated(rest.join(", ")));
    }
    pair(list, "place", `line ${mention.dataset.l}, bytes ${mention.dataset.b}; mention ${same.indexOf(mention) + 1} of ${same.length}`);
    card.append(list);
    const kind = [...mention.classList].find((name) => name.startsWith("k-"));
    card.className = kind;
  };

  const place = (mention) => {
    const box = mention.getClientRects()[0] || mention.getBoundingClientRect();
    const width = card.offsetWidth;
    const height = card.offsetHeight;
    const right = root.clientWidth - 12;
    const left = Math.max(12, Math.min(box.left, right - width));
    const below = box.bottom + 8;
    const top = below + height > root.clientHeight && box.top - height - 8 > 0 ? box.top - height - 8 : below;
    card.style.left = `${left + window.scrollX}px`;
    card.style.top = `${top + window.scrollY}px`;
  };

  const mark = (mention, on) => {
    for (const other of byEntity.get(mention.dataset.e) || [])
      for (const piece of pieces.get(other.id)) piece.classList.toggle("same", on);
  };
  const show = (mention) => {
    clearTimeout(leaving);
    if (mention.classList.contains("off") || shown === mention) return;
    hide();
    shown = mention;
    fill(mention);
    card.hidden = false;
    place(mention);
    mark(mention, true);
    mention.setAttribute("aria-describedby", "card");
  };
  const hide = () => {
    clearTimeout(leaving);
    if (!shown) return;
    mark(shown, false);
    shown.removeAttribute("aria-describedby");
    shown = null;
    card.hidden = true;
  };
  const leave = () => {
    clearTimeout(leaving);
    leaving = setTimeout(hide, 180);
  };
  const mentionOf = (target) => {
    const piece = target instanceof Element ? target.closest("main .m") : null;
    return piece && document.getElementById(piece.id || piece.dataset.of);
  };
  // Scrolling moves the text under a resting mouse; that is nobody's wish to see a card.
  let pointer = "";
  document.addEventListener("mouseover", (event) => {
    const at = `${event.clientX},${event.clientY}`;
    if (at === pointer) return;
    pointer = at;
    const mention = mentionOf(event.target);
    if (mention) show(mention);
    else if (card.contains(event.target)) clearTimeout(leaving);
    else if (shown && document.activeElement !== shown) leave();
  });
  document.addEventListener("focusin", (event) => {
    const mention = mentionOf(event.target);
    if (mention) show(mention);
    else hide();
  });
  document.addEventListener("click", (event) => {
    const mention = mentionOf(event.target);
    if (mention) show(mention);
    else if (!card.contains(event.target)) hide();
  });

  // ---- stepping ----
  const step = (entity, by, from) => {
    const all = (byEntity.get(entity) || []).filter((mention) => !mention.classList.contains("off"));
    if (!all.length) return;
    const at = all.indexOf(from);
    const next = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : (at + by + all.length) % all.length];
    next.focus();
    next.scrollIntoView({ block: "center" });
    show(next);
    place(next);
  };
  const last = new Map();
  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element && event.target.closest("button[data-step]");
    if (!button) return;
    const entity = button.dataset.e;
    step(entity, Number(button.dataset.step), last.get(entity));
    last.set(entity, shown);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") hide();
    if (event.target instanceof HTMLInputElement || event.ctrlKey || event.metaKey || event.altKey) return;
    if (shown && event.key === "n") step(shown.dataset.e, 1, shown);
    else if (shown && event.key === "p") step(shown.dataset.e, -1, shown);
  });

  // ---- filters ----
  const boxes = [...document.querySelectorAll("input[data-filter]")];
  const search = document.getElementById("search");
  const entries = [...document.querySelectorAll(".entity")];
  const folded = (text) => text.normalize("NFKC").toLowerCase();
  const words = entries.map((entry) => {
    const entity = data.entities[entry.dataset.e - 1];
    const forms = [...entry.querySelectorAll(".forms bdi")].map((form) => form.textContent);
    return folded([entity.name, entity.id || "", ...entity.names.map((name) => name[1]), ...forms].join("\n"));
  });
  const counts = document.getElementById("counts");
  const all = counts.textContent;
  const apply = () => {
    hide();
    const off = { kind: new Set(), tier: new Set() };
    for (const box of boxes) if (!box.checked) off[box.dataset.filter].add(box.value);
    for (const mention of mentions) {
      const entity = data.entities[mention.dataset.e - 1];
      const hidden = off.kind.has(String(entity.filter)) || off.tier.has(data.verdicts[mention.dataset.v].tier);
      for (const piece of pieces.get(mention.id)) piece.classList.toggle("off", hidden);
      mention.tabIndex = hidden ? -1 : 0;
    }
    const wanted = folded(search.value.trim());
    let listed = 0;
    entries.forEach((entry, number) => {
      const all = byEntity.get(entry.dataset.e) || [];
      const visible = all.filter((mention) => !mention.classList.contains("off")).length;
      entry.hidden = visible === 0 || !words[number].includes(wanted);
      entry.querySelector(".count").textContent = visible;
      listed += !entry.hidden;
    });
    const marked = mentions.filter((mention) => !mention.classList.contains("off")).length;
    document.getElementById("no-match").hidden = listed > 0 || entries.length === 0;
    counts.textContent =
      marked === mentions.length && listed === entries.length ? all : `${marked} of ${all}, ${listed} listed`;
  };
  // The list stands in the order of the numbers that print shows; on the screen, most mentioned first.
  const list = document.querySelector(".entities");
  const number = (entry) => Number(entry.dataset.e);
  const frequency = (entry) => (byEntity.get(entry.dataset.e) || []).length;
  const sort = (order) => {
    const sorted = document.createDocumentFragment();
    for (const entry of [...entries].sort(order)) sorted.append(entry);
    list.append(sorted);
  };
  const byNumber = () => sort((a, b) => number(a) - number(b));
  const byFrequency = () => sort((a, b) => frequency(b) - frequency(a) || number(a) - number(b));
  byFrequency();
  window.addEventListener("beforeprint", byNumber);
  window.addEventListener("afterprint", byFrequency);
  for (const box of boxes) box.addEventListener("change", apply);
  search.addEventListener("input", apply);
  apply();

  // ---- light and dark ----
  document.getElementById("theme").addEventListener("click", () => {
    const dark = root.dataset.theme
      ? root.dataset.theme === "dark"
      : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
  });
})();
