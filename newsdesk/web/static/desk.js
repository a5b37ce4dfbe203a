// Keyboard moves, and bookmarks that stay in this browser. Every page is complete without it.
(() => {
  "use strict";
  const KEY = "newsdesk-kept";

  const kept = () => {
    try {
      const found = JSON.parse(localStorage.getItem(KEY) || "[]");
      return Array.isArray(found) ? found.filter((one) => /^\/(stories|articles)\/\d+$/.test(one.path)) : [];
    } catch {
      return [];
    }
  };
  const save = (all) => {
    try {
      localStorage.setItem(KEY, JSON.stringify(all.slice(0, 500)));
    } catch {
      // A browser that keeps nothing has no bookmarks; the page is read all the same.
    }
  };

  const page = document.querySelector("[data-keep]");
  const place = document.querySelector(".keep");
  if (page && place) {
    const path = page.dataset.keep;
    const button = place.querySelector("button");
    const label = () => {
      button.textContent = kept().some((one) => one.path === path) ? "Kept: let go" : "Keep in this browser";
    };
    button.addEventListener("click", () => {
      const others = kept().filter((one) => one.path !== path);
      save(others.length < kept().length ? others : [{ path, title: page.dataset.title }, ...others]);
      label();
    });
    label();
    place.hidden = false;
  }

  const shelf = document.querySelector(".kept");
  if (shelf && kept().length) {
    const list = shelf.querySelector("ul");
    for (const one of kept().slice(0, 20)) {
      const item = document.createElement("li");
      const link = document.createElement("a");
      link.href = one.path;
      link.textContent = one.title;
      item.append(link);
      list.append(item);
    }
    shelf.hidden = false;
  }

  const links = () => [...document.querySelectorAll(".story h2 a, .lines .headline, .coverage h3 > a:first-child")];
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return;
    if (event.key === "/") {
      const field = document.querySelector("main input[type=search], .find input");
      if (field) {
        event.preventDefault();
        field.focus();
      }
    } else if (event.key === "j" || event.key === "k") {
      const all = links();
      const at = all.indexOf(document.activeElement);
      const next = all[Math.max(0, Math.min(all.length - 1, at + (event.key === "j" ? 1 : -1)))];
      if (next) next.focus();
    }
  });
})();
