// Small comforts over pages that work without them: shortcuts, menus that close, notices that can be put away.
(() => {
  "use strict";

  const typing = (element) => element.closest("input, textarea, select, [contenteditable]");
  const shortcutsOff = () => document.body.dataset.shortcuts === "off";

  // "/" goes to the search field, "?" to the list of keys, "g" and a letter to a page of the menu (data-go); a key
  // printed on a button (data-key) presses it.
  let going = 0;
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      const menu = event.target.closest("details.menu[open]");
      if (menu) { menu.open = false; menu.querySelector("summary").focus(); }
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || shortcutsOff()) return;
    if (typing(event.target)) return;
    if (event.key === "/") {
      const search = document.querySelector("[data-search]");
      if (search) { event.preventDefault(); search.focus(); }
      return;
    }
    const went = Date.now() - going < 1500;
    going = 0;
    const goal = event.key === "?" ? document.querySelector("[data-help]")
      : went ? document.querySelector(`[data-go="${CSS.escape(event.key)}"]`) : null;
    if (goal) { event.preventDefault(); goal.click(); return; }
    if (event.key === "g") { going = Date.now(); return; }
    const button = document.querySelector(`[data-key="${CSS.escape(event.key)}"]:not([disabled])`);
    if (button) { event.preventDefault(); button.click(); }
  });

  // One open menu at a time; a click elsewhere closes it.
  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
    const close = event.target.closest("[data-dismiss]");
    if (close) close.closest(".notice").remove();
    if (event.target.closest("[data-print]")) window.print();
  });

  // The page one is on stays in sight in a menu that is longer than the window.
  const here = document.querySelector(".side [aria-current]");
  if (here) {
    const menu = here.closest(".side");
    const below = here.getBoundingClientRect().bottom - menu.getBoundingClientRect().bottom;
    if (below > 0) menu.scrollTop += below + here.offsetHeight;
  }

  // Ticked rows of a table are counted beside what can be done with them; one box ticks the page.
  const counted = () => {
    const chosen = document.querySelectorAll("[data-choose]:checked").length;
    for (const place of document.querySelectorAll("[data-chosen]")) {
      place.hidden = !chosen;
      place.textContent = `(${chosen})`;
    }
  };
  document.addEventListener("change", (event) => {
    if (event.target.matches("input[data-choose-all]")) {
      for (const box of document.querySelectorAll("[data-choose]")) box.checked = event.target.checked;
    }
    if (event.target.matches("[data-choose], [data-choose-all]")) counted();
  });
  for (const part of document.querySelectorAll("[data-choose-all]")) part.hidden = false;
  window.addEventListener("pageshow", counted);

  // For the next page of this tab alone; a browser may refuse to keep anything.
  const remember = (name, value) => { try { sessionStorage.setItem(name, value); } catch { /* then not */ } };
  const recall = (name) => {
    try {
      const value = sessionStorage.getItem(name);
      sessionStorage.removeItem(name);
      return value || "";
    } catch { return ""; }
  };

  let narrowed = false;
  // A form marked data-autosubmit sends itself when a choice in it changes; its button stays for those without script.
  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-autosubmit]");
    if (!form) return;
    narrowed = true;
    form.requestSubmit();
  });
  // The page that comes is the same one, narrowed: whoever goes by keys goes on where they were.
  window.addEventListener("pagehide", () => {
    const field = document.activeElement;
    if (narrowed && field && field.id) remember("focused", field.id);
    narrowed = false;
  });
  const field = document.getElementById(recall("focused"));
  if (field) field.focus();

  // A second click on a sending form would send it twice.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented || form.hasAttribute("data-again")) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    if (![...form.attributes].some((attribute) => attribute.name.startsWith("hx-"))) form.dataset.sent = "1";
  });
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  });

  // Whoever pressed something that a swap took away goes on in what came in its place.
  let last = null;
  document.addEventListener("focusin", (event) => { last = event.target; });
  document.addEventListener("htmx:after:swap", (event) => {
    if (!last || last.isConnected) return;
    last = null;
    if (document.activeElement && document.activeElement !== document.body) return;
    const given = event.detail && event.detail.ctx ? event.detail.ctx.target : event.target;
    const came = given && !given.isConnected && given.id ? document.getElementById(given.id) : given;
    if (!came || !came.isConnected) return;
    const inside = "a[href], button:not([disabled]), input:not([type=hidden]):not([disabled]), select, textarea, summary";
    const goal = came.querySelector("[autofocus]") || came.querySelector(inside) || came;
    if (goal === came) came.tabIndex = -1;
    goal.focus();
  });

  // What a swap changed is said once, politely.
  document.addEventListener("htmx:after:swap", (event) => {
    const target = event.detail && event.detail.ctx ? event.detail.ctx.target : event.target;
    const spoken = target && target.querySelector ? target.querySelector("[data-say]") : null;
    const status = document.getElementById("status");
    if (spoken && status) status.textContent = spoken.textContent.trim().replace(/\s+/g, " ");
  });
})();
