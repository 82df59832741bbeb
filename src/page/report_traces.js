/* The chosen action units: their curves, below them a lane for each with where it is present and its events, and the whole
 * recording with the part that is shown. */
"use strict";
var report = window.report || {};

report.traces = function (host, head, view) {
    const person = view.person, high = person.high;
    const chips = report.el("div", { class: "chips", role: "group", "aria-label": "Action units shown as curves" });
    const curves = report.el("div");
    const lanes = report.el("canvas", { class: "lanes", role: "img", "aria-label": "Where the chosen action units are present, and their events" });
    const hands = [
        report.el("button", { class: "small", "aria-label": "Closer", title: "Closer (+)", click: () => view.zoom(0.5) }, [report.icon("plus")]),
        report.el("button", { class: "small", "aria-label": "Farther", title: "Farther (\u2212)", click: () => view.zoom(2) }, [report.icon("minus")]),
        report.el("button", { class: "small", text: "Whole recording", title: "Whole recording (0)", click: () => view.setWindow(view.start, view.end) })
    ];
    const shown = report.el("span", { class: "shown" });
    head.append(report.el("div", { class: "buttons" }, hands));
    if (!person.measured.length)
        return; // a mirrored face has halves only, which have curves of their own below
    host.append(chips, curves, lanes,
        report.el("p", { class: "hint" }, [shown, report.el("span", { class: "wide",
            text: "Drag to zoom, Shift-drag to move, click for a frame, double-click for the whole recording." })]));

    const chosen = () => view.selected.map((unit, slot) => unit && {
        column: unit.intensity, unit, slot, name: unit.id, colour: look => look.series[slot], dash: report.DASHES[slot]
    }).filter(Boolean);
    const ticks = Array.from({ length: Math.floor(high) + 1 }, (_, v) => ({ v, label: String(v) }));
    const chart = new report.Chart(curves, { view, series: chosen(), low: 0, high: high * 1.02, digits: 2, height: 260,
        label: "Intensity of the chosen action units over time, 0 to " + high,
        valueTicks: () => ticks.concat(ticks.length < 3 ? [{ v: high / 2, label: String(high / 2) }] : []) });

    const drawChips = () => {
        chips.textContent = "";
        const look = report.look();
        for (const s of chosen()) {
            const mark = report.svg("svg", { viewBox: "0 0 18 4", class: "mark", "aria-hidden": "true" }, [report.svg("line",
                { x1: 0, y1: 2, x2: 18, y2: 2, "stroke-width": 2.5, stroke: s.colour(look), "stroke-dasharray": s.dash ? s.dash.join(" ") : null })]);
            const value = report.el("output", { class: "value", "data-unit": s.unit.id });
            chips.append(report.el("button", { class: "chip", "aria-pressed": "true", title: "Take this curve away", click: () => view.toggle(s.unit) },
                [mark, report.el("b", { text: s.unit.id }), report.el("span", { class: "name", text: s.unit.label }), value]));
        }
        if (!chosen().length)
            chips.append(report.el("p", { class: "hint", text: "Choose action units below." }));
        drawValues();
    };
    const drawValues = () => {
        for (const output of chips.querySelectorAll("output")) {
            const unit = view.selected.find(u => u && u.id === output.dataset.unit);
            output.textContent = unit ? report.number(unit.intensity.value(view.row)) : "";
        }
    };
    const drawLanes = () => {
        report.drawLanes(lanes, view, chart.area(), chosen());
        shown.textContent = report.time(view.from) + " to " + report.time(view.to) + " of " + report.time(view.end) + ". ";
    };
    lanes.addEventListener("click", event => {
        const area = chart.area(), box = lanes.getBoundingClientRect(), lane = Math.floor((event.clientY - box.top - 2) / report.LANE);
        const time = view.from + (event.clientX - box.left - area.x) / area.w * (view.to - view.from), of = chosen()[lane];
        const hit = of && person.events.find(e => e.unit === of.unit.id && person.time[e.onset] <= time && time <= person.time[e.offset]);
        if (hit)
            view.goTo(hit);
        else
            view.setRow(person.nearestRow(time));
    });
    view.on("row", drawValues);
    view.on("window", drawLanes);
    view.on("look", () => { drawChips(); drawLanes(); });
    view.on("selected", () => { chart.replace(chosen()); drawChips(); drawLanes(); });
    const sizes = new ResizeObserver(drawLanes);
    sizes.observe(host);
    view.atEnd(() => sizes.disconnect());
    drawChips();
    drawLanes();
};

report.LANE = 17;

/* Light: the unit is present.  Dark: an event, onset to offset; the triangle is its apex, where there is room. */
report.drawLanes = function (canvas, view, area, chosen) {
    const person = view.person, width = canvas.parentElement.clientWidth, height = Math.max(1, chosen.length * report.LANE + 4);
    canvas.style.height = height + "px";
    const context = report.canvas(canvas, width, height), look = report.look();
    const x = time => area.x + (time - view.from) / (view.to - view.from) * area.w;
    const inside = time => Math.max(area.x, Math.min(area.x + area.w, x(time)));
    context.font = "600 11px " + look.font;
    context.textBaseline = "middle";
    const first = person.rowBefore(view.from), last = person.rowBefore(view.to);
    chosen.forEach((s, lane) => {
        const top = 2 + lane * report.LANE, middle = top + report.LANE / 2;
        context.fillStyle = look.muted;
        context.textAlign = "right";
        context.fillText(s.unit.id, area.x - 6, middle);
        context.fillStyle = look.sunk;
        context.fillRect(area.x, top + 3, area.w, report.LANE - 6);
        context.fillStyle = s.colour(look);
        if (s.unit.presence) {
            context.globalAlpha = 0.3;
            report.runs(person, s.unit.presence, view.from, view.to, area.w, (a, b) =>
                context.fillRect(inside(a), top + 3, Math.max(0.7, inside(b) - inside(a)), report.LANE - 6));
            context.globalAlpha = 1;
        }
        const events = person.eventsOf.get(s.unit.id) || [];
        let drawn = -1;
        for (let i = person.firstEvent(s.unit.id, first); i < events.length && events[i].onset <= last; i++)
            drawn = report.drawEvent(context, person, events[i], x, area, top, drawn);
    });
};

/* returns the pixel up to which something was drawn: events in pixels that have one already are left out */
report.drawEvent = function (context, person, event, x, area, top, drawn) {
    const end = area.x + area.w, inside = p => Math.max(area.x, Math.min(end, p));
    const from = x(person.time[event.onset]), to = x(person.time[event.offset] + person.frameTime(event.offset));
    if (to - drawn < 1)
        return drawn;
    context.fillRect(inside(from), top + report.LANE - 6, Math.max(1.5, inside(to) - inside(from)), 3);
    const apex = x(person.time[event.apex]);
    // the triangle would hide what is shorter
    if (to - from >= 10 && apex >= area.x && apex <= end) {
        context.beginPath();
        context.moveTo(apex, top + 3);
        context.lineTo(apex - 4, top + report.LANE - 6);
        context.lineTo(apex + 4, top + report.LANE - 6);
        context.fill();
    }
    return to;
};

/** calls tell(from, to) for each stretch of the window in which the column is above 0; stretches closer than a pixel are one */
report.runs = function (person, column, from, to, pixels, tell) {
    const end = Math.min(person.rows, person.rowBefore(to) + 1), start = person.rowBefore(from);
    const step = Math.max(1, Math.floor((end - start) / pixels)), first = start - start % step, extent = [0, 0];
    let begin = -1;
    for (let i = first; i < end; i += step) {
        column.extent(i, Math.min(end, i + step), extent);
        if (extent[1] > 0 && begin < 0)
            begin = i;
        else if (!(extent[1] > 0) && begin >= 0) {
            tell(person.time[begin], person.time[i - 1] + person.frameTime(i - 1));
            begin = -1;
        }
    }
    if (begin >= 0)
        tell(person.time[begin], person.time[end - 1] + person.frameTime(end - 1));
};
