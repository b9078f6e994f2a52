/* 键盘与小便利。没有它,每一页照样能用。 */
(function () {
  "use strict";
  var find = function (selector) { return document.querySelector(selector); };
  var rows = function () {
    return Array.prototype.filter.call(document.querySelectorAll("main tr"), function (row) {
      return row.querySelector("a.row, [data-open]");
    });
  };
  var current = function () { return find("main tr.on"); };

  function move(step) {
    var all = rows();
    if (!all.length) { return; }
    var now = all.indexOf(current());
    var next = all[Math.min(Math.max(now + step, 0), all.length - 1)];
    if (now >= 0) { all[now].classList.remove("on"); }
    next.classList.add("on");
    next.scrollIntoView({ block: "nearest" });
  }

  function follow(selector) {
    var target = find(selector);
    if (target) { target.click(); }
    return Boolean(target);
  }

  function openRow() {
    var row = current();
    var link = row && row.querySelector("a.row, [data-open]");
    if (link) { link.click(); }
    return Boolean(link);
  }

  function tick() {
    var box = current() && current().querySelector("input[type=checkbox]");
    if (box) { box.click(); }
  }

  var letters = {
    "/": function () { var box = find("[role=search] input[name=q]"); if (box) { box.focus(); box.select(); } },
    "?": function () { var keys = find("dialog#keys"); if (keys && !keys.open) { keys.showModal(); } },
    j: function () { move(1); },
    k: function () { move(-1); },
    x: tick,
    n: function () { follow("[data-key=n]"); },
    "[": function () { follow("a[rel=prev]"); },
    "]": function () { follow("a[rel=next]"); },
    f: function () { follow("[data-key=f]"); },
  };

  document.addEventListener("keydown", function (event) {
    var field = event.target.closest("input, select, textarea, [contenteditable]");
    if (event.ctrlKey && event.key === "Enter" && field && field.form) {
      event.preventDefault();
      field.form.requestSubmit();
      return;
    }
    if (event.ctrlKey || event.altKey || event.metaKey || field || find("dialog[open]")) { return; }
    if (event.key === "Enter") {
      if (event.target === document.body && openRow()) { event.preventDefault(); }
      return;
    }
    if (/^[1-9]$/.test(event.key)) {
      // A number only brings the step button into focus: Enter acts, so nothing happens by a slip.
      var button = find("[data-key='" + event.key + "']");
      if (button) { button.focus(); event.preventDefault(); }
      return;
    }
    if (event.key === "ArrowLeft" || event.key === "ArrowRight") {
      // Only where the page has a previous and a next; elsewhere the arrows scroll as ever.
      if (follow("[data-key=" + event.key.slice(5).toLowerCase() + "]")) { event.preventDefault(); }
      return;
    }
    var act = letters[event.key.toLowerCase()];
    if (act) { event.preventDefault(); act(); }
  });

  document.addEventListener("click", function (event) {
    if (event.target.closest("[data-print]")) { window.print(); }
    if (event.target.closest("[data-close]")) { event.target.closest("dialog").close(); }
    if (event.target.closest("[data-keys]")) { letters["?"](); }
    if (event.target.closest("[aria-disabled=true]")) { event.preventDefault(); }
    var all = event.target.closest("[data-check-all]");
    if (all) {
      all.closest("form, table").querySelectorAll("tbody input[type=checkbox]").forEach(function (box) { box.checked = all.checked; });
    }
    document.querySelectorAll("details.who[open], details.reveal[open]").forEach(function (open) {
      if (!open.contains(event.target)) { open.open = false; }
    });
  });

  document.addEventListener("submit", function (event) {
    var question = event.target.getAttribute("data-ask");
    if (question && !window.confirm(question)) { event.preventDefault(); }
  });

  // A photo tile says which picture was chosen; without a script the browser's own control stays.
  function say(input) {
    var tile = input.closest("label");
    var name = tile.querySelector(".file");
    var chosen = input.files.length > 0;
    tile.classList.add("tile");
    tile.classList.toggle("chosen", chosen);
    name.hidden = false;
    name.textContent = chosen ? input.files[0].name : "拍照或选图";
  }
  document.addEventListener("change", function (event) {
    if (event.target.closest(".shots input[type=file]")) { say(event.target); }
  });

  function settle(root) {
    root.querySelectorAll(".shots input[type=file]").forEach(say);
    // Shown only where a script can serve them.
    root.querySelectorAll("[data-print], [data-check-all], [data-keys]").forEach(function (element) { element.hidden = false; });
    // What scrolls sideways can be reached and scrolled by keyboard too.
    root.querySelectorAll(".scroll, .gauge").forEach(function (box) {
      if (box.scrollWidth > box.clientWidth) {
        box.tabIndex = 0;
        box.setAttribute("role", "group");
        box.setAttribute("aria-label", "可左右滚动");
      }
    });
  }
  settle(document);
  document.addEventListener("htmx:afterSettle", function (event) { settle(event.target.parentNode || document); });
  window.addEventListener("resize", function () { settle(document); });
  var errors = find(".errors");
  if (errors) { errors.focus(); }
})();
