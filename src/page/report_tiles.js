/* Every action unit by itself: a small curve on the same scale and the same window, and what the whole recording says of it. */
"use strict";
var report = window.report || {};

report.tiles = function (host, view) {
    const person = view.person;
    const tiles = (person.measured.length ? person.measured : person.sided).map(unit => report.tile(host, view, unit));
    const missing = person.units.filter(u => !u.intensity && u.presence);
    if (missing.length)
        host.after(report.el("p", { class: "hint", text: "Only present or not: " + missing.map(u =>
            u.id + " " + u.label + ", in " + report.percent(u.presence.statistics().mean, 1) + " of the frames").join("; ") + "." }));
    const seen = new Set();
    const sight = new IntersectionObserver(entries => {
        for (const entry of entries) {
            const tile = tiles.find(t => t.element === entry.target);
            if (entry.isIntersecting) {
                seen.add(tile);
                tile.measure();
            } else
                seen.delete(tile);
        }
    }, { rootMargin: "100px" });
    tiles.forEach(tile => sight.observe(tile.element));
    const draw = () => seen.forEach(tile => tile.draw());
    const sizes = new ResizeObserver(() => seen.forEach(tile => tile.measure()));
    sizes.observe(host);
    view.on("window", draw);
    view.on("look", draw);
    view.on("selected", draw);
    view.on("side", draw);
    view.on("row", () => seen.forEach(tile => tile.place()));
    view.atEnd(() => {
        sight.disconnect();
        sizes.disconnect();
    });
};

report.tile = function (host, view, unit) {
    const person = view.person, columns = unit.intensity ? [unit.intensity] : [unit.right, unit.left];
    const canvas = report.el("canvas", { "aria-hidden": "true" }), cursor = report.el("div", { class: "cursor" });
    const value = report.el("output", { class: "value" });
    const events = person.events.filter(e => e.unit === unit.id && e.side === "both").length;
    const both = name => columns.map(c => report.number(c.statistics()[name])).join(" | ");
    const figures = "mean " + both("mean") + "  peak " + both("peak") +
        (unit.presence ? "  present " + report.percent(unit.presence.statistics().mean, 1) : "") + (events ? "  events " + events : "");
    const element = report.el("button", { class: "tile", "aria-pressed": "false", click: () => unit.intensity ? view.toggle(unit) : view.compareSides(unit) }, [
        report.el("span", { class: "head" }, [report.el("b", { text: unit.id }), report.el("span", { class: "name", text: unit.label }), value]),
        report.el("span", { class: "small-plot" }, [canvas, cursor]),
        report.el("span", { class: "figures" }, figures.split("  ").map(f => report.el("span", { text: f })))
    ]);
    host.append(element);
    let width = 0, height = 0;
    const place = () => {
        const part = (person.time[view.row] - view.from) / (view.to - view.from);
        cursor.hidden = part < 0 || part > 1;
        cursor.style.transform = "translateX(" + part * width + "px)";
        value.textContent = columns.map(c => report.number(c.value(view.row))).join(" | ");
    };
    const draw = () => {
        const look = report.look(), slot = view.slot(unit);
        element.setAttribute("aria-pressed", String(unit.intensity ? slot >= 0 : view.side === unit));
        if (width) {
            const colours = unit.intensity ? [slot < 0 ? look.muted : look.series[slot]] : [look.right, look.left];
            report.drawSmall(report.canvas(canvas, width, height), view, unit, width, height, columns, colours);
        }
        place();
    };
    // asked once: asking while drawing makes the browser lay out the page each time
    const measure = () => {
        width = canvas.parentElement.clientWidth;
        height = canvas.parentElement.clientHeight;
        draw();
    };
    return { element, draw, place, measure };
};

report.drawSmall = function (context, view, unit, width, height, columns, colours) {
    const person = view.person, base = height - 2, scale = (base - 2) / person.high;
    const x = time => (time - view.from) / (view.to - view.from) * width;
    context.fillStyle = report.look().grid;
    for (const level of [0, person.high / 2, person.high])
        context.fillRect(0, Math.round(base - level * scale), width, 1);
    context.fillStyle = colours[0];
    if (unit.presence) {
        context.globalAlpha = 0.16;
        report.runs(person, unit.presence, view.from, view.to, width, (a, b) => context.fillRect(x(a), 0, Math.max(0.7, x(b) - x(a)), base));
        context.globalAlpha = 1;
    }
    columns.forEach((column, i) => report.drawCurve(context, person, column, view, width, colours[i], x, v => base - v * scale));
};

report.drawCurve = function (context, person, column, view, width, colour, x, y) {
    const rows = report.reduce(person, [{ column }], view.from, view.to, Math.ceil(width));
    if (rows.reduced) {
        report.plotBars({ drawingContext: context, color: colour, strokeWidth: 1.3, points: rows.map(([time, v]) =>
            ({ canvasx: x(time), canvasy: v === null ? NaN : y(v) })) });
        return;
    }
    context.strokeStyle = colour;
    context.lineWidth = 1.3;
    context.lineJoin = "round";
    context.beginPath();
    let down = false;
    for (const [time, v] of rows) {
        if (v === null) {
            down = false;
            continue;
        }
        if (down)
            context.lineTo(x(time), y(v));
        else
            context.moveTo(x(time), y(v));
        down = true;
    }
    context.stroke();
};
