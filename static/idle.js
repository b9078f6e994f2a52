/* 无操作自动退出前的提醒。服务器自己计时;没有这个文件,到时照样退出。 */
(function () {
  "use strict";
  var own = document.currentScript.dataset;
  var LIMIT = Number(own.seconds) * 1000;
  var WARN = 2 * 60 * 1000;
  var KEY = "binggui.seen";
  var notice = null;

  // Tabs of one browser share one session, so they share the moment it was last renewed.
  function seen() { return Number(localStorage.getItem(KEY)) || Date.now(); }
  function renewed() {
    localStorage.setItem(KEY, String(Date.now()));
    if (notice) { notice.remove(); notice = null; }
  }

  function renew() {
    fetch(own.renew, { credentials: "same-origin" }).then(function (response) {
      if (response.ok) { renewed(); } else { leave(); }
    });
  }

  function leave() { window.location.assign(own.leave); }

  function warn(left) {
    var text = Math.ceil(left / 60000) + "分钟后没有操作将自动退出。正在填写的内容请先提交，或点“继续使用”。";
    if (!notice) {
      notice = document.createElement("div");
      notice.className = "note note--warn";
      notice.setAttribute("role", "alert");
      notice.appendChild(document.createElement("span"));
      var button = document.createElement("button");
      button.type = "button";
      button.className = "btn btn--s";
      button.textContent = "继续使用";
      button.addEventListener("click", renew);
      notice.appendChild(button);
      var main = document.getElementById("main");
      main.insertBefore(notice, main.firstChild);
      notice.scrollIntoView({ block: "nearest" });
    }
    if (notice.firstChild.textContent !== text) { notice.firstChild.textContent = text; }
  }

  function look() {
    var left = seen() + LIMIT - Date.now();
    // Five seconds later than the server, so that the session is surely over when the sign-in page opens.
    if (left < -5000) { leave(); } else if (left < WARN) { warn(Math.max(left, 0)); } else if (notice) { notice.remove(); notice = null; }
  }

  renewed();
  document.addEventListener("htmx:afterRequest", renewed);
  document.addEventListener("visibilitychange", look);
  window.setInterval(look, 5000);
})();
