/* The whole recording in a strip: how much the face moves, where nobody was found, and the window that the curves show, which
 * can be dragged, and its edges; with the keyboard, too. */
"use strict";
var report = window.report || {};

report.overview = function (host, view) {
    const person = view.person;
    const canvas = report.el("canvas", { "aria-hidden": "true" });
    const before = report.el("div", { class: "outside" }), after = report.el("div", { class: "outside" });
    const slider = (name, label) => report.el("div", { class: name, role: "slider", tabindex: "0", "aria-label": label,
        "aria-valuemin": view.start.toFixed(2), "aria-valuemax": view.end.toFixed(2) });
    const window_ = slider("window", "Shown part of the recording");
    const left = slider("edge left", "Where the shown part begins"), right = slider("edge right", "Where the shown part ends");
    const cursor = report.el("div", { class: "cursor" });
    const strip = report.el("div", { class: "overview" }, [canvas, before, after, window_, left, right, cursor]);
    host.append(strip);

    const part = time => (time - view.start) / (view.end - view.start);
    const timeAt = x => {
        const box = strip.getBoundingClientRect();
        return view.start + (x - box.left) / box.width * (view.end - view.start);
    };
    const place = () => {
        const a = 100 * part(view.from), b = 100 * part(view.to);
        before.style.width = a + "%";
        after.style.left = b + "%";
        after.style.width = 100 - b + "%";
        window_.style.left = a + "%";
        window_.style.width = b - a + "%";
        left.style.left = a + "%";
        right.style.left = b + "%";
        const say = (element, now, text) => {
            element.setAttribute("aria-valuenow", now.toFixed(2));
            element.setAttribute("aria-valuetext", text);
        };
        say(window_, view.from, report.time(view.from) + " to " + report.time(view.to));
        say(left, view.from, report.time(view.from));
        say(right, view.to, report.time(view.to));
    };
    const placeCursor = () => {
        cursor.style.transform = "translateX(" + part(person.time[view.row]) * strip.clientWidth + "px)";
    };
    const draw = () => {
        if (strip.clientWidth)
            report.drawOverview(canvas, view, strip.clientWidth, strip.clientHeight);
        placeCursor();
    };

    let hold = null;
    strip.addEventListener("pointerdown", event => {
        const what = event.target, time = timeAt(event.clientX);
        if (what !== window_ && what !== left && what !== right)
            view.setWindow(time - (view.to - view.from) / 2, time + (view.to - view.from) / 2);
        hold = { what, time, x: event.clientX, from: view.from, to: view.to, moved: false };
        strip.setPointerCapture(event.pointerId);
        event.preventDefault();
        if (what.focus)
            what.focus();
    });
    strip.addEventListener("pointermove", event => {
        if (!hold)
            return;
        const shift = timeAt(event.clientX) - hold.time;
        hold.moved = hold.moved || Math.abs(event.clientX - hold.x) > 3;
        if (hold.what === left)
            view.setWindow(Math.min(hold.from + shift, hold.to), hold.to);
        else if (hold.what === right)
            view.setWindow(hold.from, Math.max(hold.to + shift, hold.from));
        else
            view.pan(hold.from + shift - view.from);
    });
    strip.addEventListener("pointerup", event => {
        if (hold && !hold.moved)
            view.setRow(person.nearestRow(timeAt(event.clientX)));
        hold = null;
    });
    strip.addEventListener("pointercancel", () => { hold = null; });
    strip.addEventListener("keydown", event => {
        const step = { ArrowLeft: -0.02, ArrowDown: -0.02, ArrowRight: 0.02, ArrowUp: 0.02, PageUp: 0.2, PageDown: -0.2 }[event.key];
        if (!step)
            return;
        event.preventDefault();
        const by = step * (event.target === window_ ? view.to - view.from : view.end - view.start);
        if (event.target === left)
            view.setWindow(Math.max(view.start, view.from + by), view.to);
        else if (event.target === right)
            view.setWindow(view.from, Math.min(view.end, view.to + by));
        else
            view.pan(5 * by);
    });
    view.on("window", place);
    view.on("row", placeCursor);
    view.on("look", draw);
    const sizes = new ResizeObserver(draw);
    sizes.observe(strip);
    view.atEnd(() => sizes.disconnect());
    place();
    draw();
};

report.drawOverview = function (canvas, view, width, height) {
    const person = view.person, context = report.canvas(canvas, width, height), look = report.look(), extent = [0, 0];
    const columns = person.measured.length ? person.measured.map(u => u.intensity) : person.sided.flatMap(u => [u.left, u.right]);
    const base = height - 5, scale = (base - 4) / person.high;
    const rowAt = x => person.rowBefore(view.start + x / width * (view.end - view.start));
    for (let x = 0; x < width; x++) {
        const from = rowAt(x), to = Math.max(from + 1, rowAt(x + 1));
        let most = 0;
        for (const column of columns) {
            column.extent(from, to, extent);
            if (extent[1] > most)
                most = extent[1];
        }
        context.fillStyle = look.area;
        context.fillRect(x, base - most * scale, 1, most * scale);
        if (person.success && !(person.success.extent(from, to, extent)[0] > 0)) {
            context.fillStyle = look.lost;
            context.fillRect(x, 0, 1, height);
        }
    }
    context.fillStyle = look.muted;
    for (const event of person.events)
        context.fillRect(Math.round((person.time[event.apex] - view.start) / (view.end - view.start) * width), base + 1, 1, 4);
};
