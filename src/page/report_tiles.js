/* Every action unit by itself: a small curve on the same scale and the same window, and what the whole recording says of it. */
"use strict";
var report = window.report || {};

report.tiles = function (host, view) {
    const person = view.person;
    const tiles = person.measured.map(unit => report.tile(host, view, unit));
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
    view.on("row", () => seen.forEach(tile => tile.place()));
    view.atEnd(() => {
        sight.disconnect();
        sizes.disconnect();
    });
};

report.tile = function (host, view, unit) {
    const person = view.person, statistics = unit.intensity.statistics();
    const canvas = report.el("canvas", { "aria-hidden": "true" }), cursor = report.el("div", { class: "cursor" });
    const value = report.el("output", { class: "value" });
    const events = person.events.filter(e => e.unit === unit.id && e.side === "both").length;
    const figures = "mean " + report.number(statistics.mean) + "  peak " + report.number(statistics.peak) +
        (unit.presence ? "  present " + report.percent(unit.presence.statistics().mean, 1) : "") + (events ? "  events " + events : "");
    const element = report.el("button", { class: "tile", "aria-pressed": "false", click: () => view.toggle(unit) }, [
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
        value.textContent = report.number(unit.intensity.value(view.row));
    };
    const draw = () => {
        const look = report.look(), slot = view.slot(unit);
        element.setAttribute("aria-pressed", String(slot >= 0));
        if (width)
            report.drawSmall(report.canvas(canvas, width, height), view, unit, width, height, look, slot < 0 ? look.muted : look.series[slot]);
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

report.drawSmall = function (context, view, unit, width, height, look, colour) {
    const person = view.person, base = height - 2, scale = (base - 2) / person.high;
    const x = time => (time - view.from) / (view.to - view.from) * width;
    context.fillStyle = look.grid;
    for (const level of [0, person.high / 2, person.high])
        context.fillRect(0, Math.round(base - level * scale), width, 1);
    context.fillStyle = context.strokeStyle = colour;
    if (unit.presence) {
        context.globalAlpha = 0.16;
        report.runs(person, unit.presence, view.from, view.to, width, (a, b) => context.fillRect(x(a), 0, Math.max(0.7, x(b) - x(a)), base));
        context.globalAlpha = 1;
    }
    const rows = report.reduce(person, [{ column: unit.intensity }], view.from, view.to, Math.ceil(width));
    if (rows.reduced) {
        report.plotBars({ drawingContext: context, color: colour, strokeWidth: 1.3, points: rows.map(([time, v]) =>
            ({ canvasx: x(time), canvasy: v === null ? NaN : base - v * scale })) });
        return;
    }
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
            context.lineTo(x(time), base - v * scale);
        else
            context.moveTo(x(time), base - v * scale);
        down = true;
    }
    context.stroke();
};
