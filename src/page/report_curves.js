/* A chart: curves over time by dygraphs, of which no more is given than the window shows, the least and greatest value for each
 * pixel.  So 100,000 frames are as quick as 1,000, and no peak is lost.  Hands on it are here, too: the mouse, fingers, the wheel. */
"use strict";
var report = window.report || {};

/** The rows of a window as dygraphs wants them: [[time, value of series 0, ...], ...].  With more than two frames for each pixel,
 *  two rows for each pixel: the least and the greatest values of its frames.  Pixels count from time 0, so that panning does not change them. */
report.reduce = function (person, series, from, to, pixels) {
    const rows = [], last = person.rows - 1;
    const first = Math.max(0, person.rowBefore(from)), end = Math.min(last, person.rowBefore(to) + 1) + 1;
    if (end - first <= 2 * pixels) {
        for (let i = first; i < end; i++) {
            const row = [person.time[i]];
            for (const s of series) {
                const value = s.column.value(i);
                row.push(isNaN(value) ? null : s.convert ? s.convert(value) : value);
            }
            rows.push(row);
        }
        return rows;
    }
    rows.reduced = true;
    const step = (to - from) / pixels, extent = [0, 0];
    const firstPixel = Math.floor(from / step), lastPixel = Math.ceil(to / step);
    let begin = report.firstRowFrom(person, firstPixel * step);
    for (let pixel = firstPixel; pixel < lastPixel; pixel++) {
        const stop = report.firstRowFrom(person, (pixel + 1) * step);
        if (stop > begin) {
            const low = [(pixel + 0.25) * step], high = [(pixel + 0.75) * step];
            for (const s of series) {
                s.column.extent(begin, stop, extent);
                const none = isNaN(extent[0]);
                const a = none ? null : s.convert ? s.convert(extent[0]) : extent[0];
                const b = none ? null : s.convert ? s.convert(extent[1]) : extent[1];
                low.push(a);
                high.push(b);
            }
            rows.push(low, high);
        }
        begin = stop;
    }
    return rows;
};

report.firstRowFrom = function (person, time) {
    const row = person.rowBefore(time);
    return person.time[row] < time ? row + 1 : row;
};

/* dygraphs' way to draw a series whose points are the least and the greatest of each pixel: a bar from one to the other, and to where
 * the one before ended.  The same picture as a line up and down, at a small part of its price. */
report.plotBars = function (event) {
    const context = event.drawingContext, points = event.points, thick = event.strokeWidth;
    context.fillStyle = event.color;
    let above = NaN, below = NaN;
    for (let i = 0; i + 1 < points.length; i += 2) {
        let top = points[i + 1].canvasy, bottom = points[i].canvasy;
        if (isNaN(top) || isNaN(bottom)) {
            above = NaN;
            continue;
        }
        const ownTop = top, ownBottom = bottom;
        if (above > bottom) bottom = above;
        if (below < top) top = below;
        above = ownTop;
        below = ownBottom;
        context.fillRect((points[i].canvasx + points[i + 1].canvasx) / 2 - 0.6, top - thick / 2, 1.2, bottom - top + thick);
    }
};

/** times at which a line of the grid stands: about one for each 90 pixels */
report.timeTicks = function (from, to, pixels) {
    const steps = [0.04, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200];
    const wanted = (to - from) / Math.max(2, pixels / 90);
    const step = steps.find(s => s >= wanted) || 7200;
    const ticks = [];
    for (let k = Math.ceil(from / step - 1e-9); k * step <= to + 1e-9; k++)
        ticks.push({ v: k * step, label: report.time(k * step, step < 0.1 ? 2 : step < 1 ? 1 : 0) });
    return ticks;
};

report.Chart = class {
    /** settings: { view, series: [{ column, colour, dash, name, convert }], low, high, digits, height, label, valueTicks } */
    constructor(host, settings) {
        this.view = settings.view;
        this.host = host;
        this.set = settings;
        this.plot = report.el("div", { class: "plot" });
        this.plot.style.height = settings.height + "px";
        this.cursor = report.el("div", { class: "cursor" });
        this.brush = report.el("div", { class: "brush", hidden: true });
        this.hover = report.el("div", { class: "hover", hidden: true });
        this.tip = report.el("div", { class: "tip", hidden: true });
        this.hands = report.el("div", { class: "hands" }, [this.brush, this.hover, this.cursor]);
        this.frame = report.el("div", { class: "chart", role: "img", "aria-label": settings.label }, [this.plot, this.hands, this.tip]);
        host.append(this.frame);
        this.visible = true;
        this.build();
        this.listen();
    }

    listen() {
        const view = this.view;
        view.on("row", () => this.place());
        view.on("window", () => this.refresh());
        view.on("look", () => this.build());
        report.handle(this);
        let width = this.frame.clientWidth;
        const sizes = new ResizeObserver(() => {
            if (this.frame.clientWidth === width || !this.frame.clientWidth)
                return;
            width = this.frame.clientWidth;
            this.build();
        });
        sizes.observe(this.frame);
        const sight = new IntersectionObserver(entries => {
            this.visible = entries[entries.length - 1].isIntersecting;
            if (this.visible && this.stale)
                this.refresh();
        }, { rootMargin: "200px" });
        sight.observe(this.frame);
        view.atEnd(() => {
            sizes.disconnect();
            sight.disconnect();
            if (this.graph)
                this.graph.destroy();
        });
    }

    pixels() {
        return Math.max(50, Math.min(1600, this.frame.clientWidth - 60));
    }

    rows() {
        const rows = report.reduce(this.view.person, this.set.series, this.view.from, this.view.to, this.pixels());
        this.reduced = Boolean(rows.reduced);
        return rows.length ? rows : [[this.view.from].concat(this.set.series.map(() => null))];
    }

    build() {
        if (this.graph)
            this.graph.destroy();
        this.graph = null;
        if (!this.set.series.length || !this.frame.clientWidth)
            return;
        const look = report.look(), series = {}, view = this.view;
        this.set.series.forEach((s, i) => {
            series["s" + i] = { color: s.colour(look), strokeWidth: 1.6, strokePattern: s.dash || null, plotter: event => this.plotSeries(event) };
        });
        this.graph = new Dygraph(this.plot, this.rows(), {
            labels: ["time"].concat(this.set.series.map((_, i) => "s" + i)), series,
            plugins: [], legend: "never", interactionModel: {}, showLabelsOnHighlight: false, highlightCircleSize: 0,
            dateWindow: [view.from, view.to], valueRange: [this.set.low, this.set.high], connectSeparatedPoints: false,
            gridLineColor: look.grid, gridLineWidth: 1, axisLineColor: look.line, axisTickSize: 4, rightGap: 8,
            axes: {
                x: { drawGrid: true, drawAxis: true, axisLabelFormatter: v => v, pixelsPerLabel: 90,
                    ticker: (a, b, pixels) => report.timeTicks(a, b, pixels) },
                y: Object.assign({ axisLabelWidth: 40, axisLabelFormatter: v => typeof v === "number" ? report.number(v, 0) : v },
                    this.set.valueTicks ? { ticker: this.set.valueTicks, axisLabelFormatter: v => v } : {})
            }
        });
        this.stale = false;
        this.place();
    }

    plotSeries(event) {
        if (this.reduced)
            report.plotBars(event);
        else
            Dygraph.Plotters.linePlotter(event);
    }

    refresh() {
        if (!this.graph || !this.visible) {
            this.stale = true;
            this.place();
            return;
        }
        this.stale = false;
        this.graph.updateOptions({ file: this.rows(), dateWindow: [this.view.from, this.view.to] });
        this.place();
    }

    /** other curves */
    replace(series) {
        this.set.series = series;
        this.build();
    }

    area() {
        return this.graph ? this.graph.getArea() : { x: 46, y: 0, w: Math.max(1, this.frame.clientWidth - 54), h: this.set.height - 20 };
    }

    place() {
        const view = this.view, area = this.area(), style = this.hands.style;
        style.left = area.x + "px";
        style.top = area.y + "px";
        style.width = area.w + "px";
        style.height = area.h + "px";
        const part = (view.person.time[view.row] - view.from) / (view.to - view.from);
        this.cursor.hidden = part < -1e-6 || part > 1 + 1e-6;
        this.cursor.style.transform = "translateX(" + (part * area.w).toFixed(2) + "px)";
    }

    timeAt(clientX) {
        const box = this.hands.getBoundingClientRect();
        return this.view.from + (clientX - box.left) / box.width * (this.view.to - this.view.from);
    }

    showTip(clientX) {
        const row = this.view.person.nearestRow(this.timeAt(clientX)), person = this.view.person;
        const box = this.frame.getBoundingClientRect(), x = clientX - box.left;
        const look = report.look();
        this.tip.textContent = "";
        this.tip.append(report.el("b", { text: report.time(person.time[row]) + "  frame " + person.frame.text(row) }));
        for (const s of this.set.series) {
            const value = s.column.value(row), mark = report.el("i");
            mark.style.background = s.colour(look);
            this.tip.append(report.el("span", {}, [mark, report.el("span", { text: s.name }),
                report.el("em", { text: report.number(s.convert ? s.convert(value) : value, this.set.digits) })]));
        }
        this.tip.hidden = false;
        this.tip.style.transform = "translateX(" + Math.max(0, Math.min(box.width - this.tip.offsetWidth, x > box.width / 2
            ? x - this.tip.offsetWidth - 14 : x + 14)) + "px)";
        this.hover.hidden = false;
        const inside = clientX - this.hands.getBoundingClientRect().left;
        this.hover.style.transform = "translateX(" + inside + "px)";
    }

    hideTip() {
        this.tip.hidden = true;
        this.hover.hidden = true;
    }
};

/* Drag: that part of the recording; with Shift, or a finger: moves it; a click: that frame; twice: the whole recording;
 * two fingers, or the wheel with Ctrl: closer and farther; the wheel to the side: moves it. */
report.handle = function (chart) {
    const hands = chart.hands, view = chart.view, fingers = new Map();
    let start = null;
    hands.addEventListener("pointerdown", event => {
        if (event.button > 1)
            return;
        fingers.set(event.pointerId, event.clientX);
        hands.setPointerCapture(event.pointerId);
        chart.hideTip();
        start = { x: event.clientX, time: chart.timeAt(event.clientX), from: view.from, to: view.to, moved: false,
            pan: event.shiftKey || event.button === 1 || event.pointerType === "touch" };
        event.preventDefault();
    });
    hands.addEventListener("pointermove", event => {
        if (!fingers.has(event.pointerId)) {
            if (event.pointerType !== "touch")
                chart.showTip(event.clientX);
            return;
        }
        const before = Array.from(fingers.values());
        fingers.set(event.pointerId, event.clientX);
        const now = Array.from(fingers.values());
        if (now.length === 2) {
            const factor = Math.abs(before[0] - before[1]) / Math.max(10, Math.abs(now[0] - now[1]));
            view.zoom(factor, chart.timeAt((now[0] + now[1]) / 2));
            start.moved = true;
            return;
        }
        if (!start || (!start.moved && Math.abs(event.clientX - start.x) < 4))
            return;
        start.moved = true;
        const width = hands.clientWidth;
        if (start.pan) {
            const shift = (start.x - event.clientX) / width * (start.to - start.from);
            view.pan(start.from + shift - view.from);
            return;
        }
        const left = hands.getBoundingClientRect().left;
        const a = Math.max(0, Math.min(start.x, event.clientX) - left), b = Math.min(width, Math.max(start.x, event.clientX) - left);
        chart.brush.hidden = false;
        chart.brush.style.left = a + "px";
        chart.brush.style.width = b - a + "px";
    });
    const done = event => {
        if (!fingers.delete(event.pointerId) || !start)
            return;
        if (fingers.size) {
            start.moved = true;
            return;
        }
        chart.brush.hidden = true;
        if (!start.moved && event.type === "pointerup")
            view.setRow(view.person.nearestRow(chart.timeAt(event.clientX)));
        else if (!start.pan && event.type === "pointerup") {
            const time = chart.timeAt(event.clientX);
            view.setWindow(Math.min(start.time, time), Math.max(start.time, time));
        }
        start = null;
    };
    hands.addEventListener("pointerup", done);
    hands.addEventListener("pointercancel", done);
    hands.addEventListener("pointerleave", () => chart.hideTip());
    hands.addEventListener("dblclick", () => view.setWindow(view.start, view.end));
    hands.addEventListener("wheel", event => {
        if (event.ctrlKey || event.metaKey) {
            event.preventDefault();
            view.zoom(Math.pow(1.0025, event.deltaY), chart.timeAt(event.clientX));
        } else if (Math.abs(event.deltaX) > Math.abs(event.deltaY) || event.shiftKey) {
            event.preventDefault();
            view.pan((event.deltaX || event.deltaY) / hands.clientWidth * (view.to - view.from));
        }
    }, { passive: false });
};
