"use strict";
(() => {
  const boxes = [...document.querySelectorAll("fieldset input[type=checkbox]")];
  const search = document.querySelector("fieldset input[type=search]");
  const items = [...document.querySelectorAll("details[data-status]")];
  const shown = document.getElementById("shown");
  const filter = () => {
    const wanted = new Set(boxes.filter((box) => box.checked).map((box) => box.value));
    const words = search.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const item of items) {
      const text = item.textContent.toLowerCase();
      item.hidden = !wanted.has(item.dataset.status) || !words.every((word) => text.includes(word));
      count += item.hidden ? 0 : 1;
    }
    for (const tier of document.querySelectorAll("section[data-tier]")) {
      tier.hidden = !tier.querySelector("details:not([hidden])");
    }
    shown.textContent = `${count} of ${items.length} items shown`;
  };
  document.querySelector("fieldset").hidden = false;
  boxes.forEach((box) => box.addEventListener("change", filter));
  search.addEventListener("input", filter);
  let closed = [];
  addEventListener("beforeprint", () => {
    closed = items.filter((item) => !item.open);
    closed.forEach((item) => { item.open = true; });
  });
  addEventListener("afterprint", () => closed.forEach((item) => { item.open = false; }));
  filter();
})();
