/* What makes pages nicer. Every page works without it. No library, nothing from elsewhere. */
(() => {
  "use strict";
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];

  const showErrors = (root) => {
    const summary = root.querySelector("[data-error-summary]");
    if (summary) summary.focus();
  };

  const guard = (form) => {
    form.addEventListener("submit", (event) => {
      if (event.defaultPrevented) return;
      if (form.dataset.sent) {
        event.preventDefault();
        return;
      }
      if (form.method !== "post" || form.hasAttribute("hx-post")) return;
      form.dataset.sent = "yes";
      const button = event.submitter;
      if (button) button.setAttribute("aria-disabled", "true");
      /* A slow line may fail: after a while one may press again. */
      setTimeout(() => release(form), 20000);
    });
  };
  const release = (form) => {
    delete form.dataset.sent;
    all("[aria-disabled=true]", form).forEach((button) => button.removeAttribute("aria-disabled"));
  };

  /* Words typed on a bad network are kept until the form has been sent. */
  const keep = (form) => {
    const key = `linli:${location.pathname}:${form.dataset.keep || "form"}`;
    const fields = () => all("textarea, input[type=text], input:not([type]), select", form).filter((f) => f.name && !f.autocomplete.startsWith("one-time"));
    try {
      const kept = JSON.parse(sessionStorage.getItem(key) || "{}");
      fields().forEach((field) => {
        if (!field.value && kept[field.name]) field.value = kept[field.name];
      });
      form.addEventListener("input", () => {
        sessionStorage.setItem(key, JSON.stringify(Object.fromEntries(fields().map((f) => [f.name, f.value]))));
      });
      if (document.querySelector("[data-forget]")) sessionStorage.clear();
    } catch {
      /* storage is switched off: nothing is kept, nothing breaks */
    }
  };

  /* Photos: big ones are made smaller before they travel; previews as data, which the policy allows. */
  const LONGEST = 2048;
  const draw = (bitmap, longest) => {
    const scale = Math.min(1, longest / Math.max(bitmap.width, bitmap.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(bitmap.width * scale));
    canvas.height = Math.max(1, Math.round(bitmap.height * scale));
    canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    return canvas;
  };
  const prepare = async (file) => {
    try {
      const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
      const preview = draw(bitmap, 240).toDataURL("image/jpeg", 0.8);
      if (file.size < 1.5e6) return { file, preview };
      const blob = await new Promise((done) => draw(bitmap, LONGEST).toBlob(done, "image/jpeg", 0.85));
      if (!blob || blob.size >= file.size) return { file, preview };
      return { file: new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" }), preview };
    } catch {
      return { file, preview: "" };
    }
  };
  const photos = (box) => {
    const input = box.querySelector("input[type=file]");
    if (!input || !window.DataTransfer || !window.createImageBitmap) return;
    const list = box.querySelector("[data-previews]");
    const count = box.querySelector("[data-count]");
    const most = Number(box.dataset.most) || 9;
    let chosen = [];
    box.dataset.ready = "";
    const show = () => {
      const carried = new DataTransfer();
      chosen.forEach(({ file }) => carried.items.add(file));
      input.files = carried.files;
      all("[data-new]", list).forEach((item) => item.remove());
      chosen.forEach((photo, place) => {
        const item = document.createElement("li");
        item.className = "photo_field_preview";
        item.dataset.new = "";
        const image = document.createElement("img");
        image.src = photo.preview || "data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=";
        image.alt = photo.file.name;
        const drop = document.createElement("button");
        drop.type = "button";
        drop.className = "photo_field_drop";
        drop.textContent = box.dataset.remove;
        drop.addEventListener("click", () => {
          chosen = chosen.filter((_, other) => other !== place);
          show();
          input.focus();
        });
        item.append(image, drop);
        list.append(item);
      });
      count.textContent = chosen.length ? `${chosen.length} / ${most}` : "";
    };
    input.addEventListener("change", async () => {
      const fresh = await Promise.all([...input.files].map(prepare));
      /* One more than allowed is kept, so that the server can say it in words. */
      chosen = [...chosen, ...fresh].slice(0, most + 1);
      show();
    });
  };

  /* The officer's desk: j and k move, x chooses, Enter opens, / searches, ? explains. */
  let here = -1;
  const typing = (target) => target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]");
  const move = (by) => {
    const rows = all("[data-desk] tbody tr, ol[data-desk] > li");
    if (!rows.length) return;
    here = Math.max(0, Math.min(rows.length - 1, here + by));
    rows.forEach((row, place) => row.toggleAttribute("data-here", place === here));
    rows[here].scrollIntoView({ block: "nearest" });
    const link = rows[here].querySelector("a[href]");
    if (link) link.focus({ preventScroll: true });
  };
  const keys = {
    j: () => move(1),
    k: () => move(-1),
    x: () => {
      const box = document.querySelector("[data-here] input[type=checkbox]");
      if (box) box.click();
    },
    "/": () => {
      const search = document.querySelector("[data-search], input[type=search]");
      if (search) search.focus();
    },
    "?": () => {
      const help = document.querySelector("[data-keys]");
      if (help) help.hidden = !help.hidden;
    },
  };
  document.addEventListener("keydown", (event) => {
    const act = keys[event.key];
    if (!act || !document.querySelector("[data-desk]")) return;
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    event.preventDefault();
    act();
  });
  document.addEventListener("change", (event) => {
    if (!event.target.matches("[data-desk] input[type=checkbox]")) return;
    const boxes = all("[data-desk] tbody input[type=checkbox]");
    if (event.target.matches("[data-all]")) boxes.forEach((box) => (box.checked = event.target.checked));
    all("[data-chosen-count]").forEach((place) => (place.textContent = boxes.filter((box) => box.checked).length));
  });

  /* A rectangle drawn on a photo fills the next empty row. */
  const cover = (form) => {
    const plate = form.querySelector("svg");
    const rows = all(".cover_row", form).map((row) => ["left", "top", "width", "height"].map((name) => row.querySelector(`[name$=-${name}]`)));
    const at = (event) => {
      const box = plate.getBoundingClientRect();
      const share = (value, whole) => Math.max(0, Math.min(100, (value / whole) * 100));
      return [share(event.clientX - box.left, box.width), share(event.clientY - box.top, box.height)];
    };
    let from, drawn;
    const shape = (event) => {
      const to = at(event);
      const corner = from.map((value, axis) => Math.min(value, to[axis]));
      return [...corner, ...from.map((value, axis) => Math.abs(value - to[axis]))];
    };
    const paint = (box) => ["x", "y", "width", "height"].forEach((name, place) => drawn.setAttribute(name, box[place]));
    plate.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      from = at(event);
      drawn = plate.appendChild(document.createElementNS(plate.namespaceURI, "rect"));
      plate.setPointerCapture(event.pointerId);
    });
    plate.addEventListener("pointermove", (event) => drawn && paint(shape(event)));
    plate.addEventListener("pointerup", (event) => {
      const row = rows.find(([, , width]) => !width.value);
      const box = shape(event);
      if (row && box[2] >= 1 && box[3] >= 1) row.forEach((field, place) => (field.value = box[place].toFixed(1)));
      else drawn.remove();
      drawn = null;
    });
  };

  /* Read the page aloud, where the device has a voice. */
  const read = (button) => {
    const voice = window.speechSynthesis;
    if (!voice || !window.SpeechSynthesisUtterance) return;
    const label = button.querySelector("span") || button;
    const start = label.textContent;
    button.hidden = false;
    const stopped = () => (label.textContent = start);
    button.addEventListener("click", () => {
      if (voice.speaking) {
        voice.cancel();
        stopped();
        return;
      }
      const words = document.querySelector("[data-read]") || document.getElementById("content");
      const sentences = words.innerText.split(/(?<=[。！？.!?])|\n+/).filter((part) => part.trim());
      sentences.forEach((sentence, place) => {
        const said = new SpeechSynthesisUtterance(sentence);
        said.lang = document.documentElement.lang.startsWith("zh") ? "zh-CN" : "en";
        said.rate = 0.9;
        if (place === sentences.length - 1) said.onend = stopped;
        voice.speak(said);
      });
      label.textContent = button.dataset.stop;
    });
    addEventListener("pagehide", () => voice.cancel());
  };

  const start = (root) => {
    all("form", root).forEach(guard);
    all("form[data-keep]", root).forEach(keep);
    all("[data-photos]", root).forEach(photos);
    all("form[data-cover]", root).forEach(cover);
    all("[data-read-aloud]", root).forEach(read);
    all("[data-print]", root).forEach((button) => {
      button.hidden = false;
      button.addEventListener("click", () => print());
    });
    showErrors(root);
  };
  addEventListener("pageshow", () => all("form[data-sent]").forEach(release));
  document.addEventListener("htmx:load", (event) => {
    if (event.target !== document.body) start(event.target);
  });
  start(document);
})();
