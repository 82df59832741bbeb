/* What of a person is looked at: a row, a window of time, some units.  Changes are told once in each picture the browser draws. */
"use strict";
var report = window.report || {};

/* Curves of the same colour cannot be told apart, so there are no more at a time than colours (report.css, --series-0 ...). */
report.MOST_CURVES = 6;

report.View = class {
    constructor(person, before) {
        this.person = person;
        this.start = person.time[0];
        this.end = Math.max(person.time[person.rows - 1], this.start + 0.001);
        this.row = before ? person.nearestRow(before.person.time[before.row]) : 0;
        this.from = this.start;
        this.to = this.end;
        this.selected = [];
        this.listeners = { row: [], window: [], selected: [], look: [], side: [] };
        /* the unit whose two sides are compared: the one that moves most */
        this.side = person.sided.slice().sort((a, b) => Math.max(b.left.statistics().deviation, b.right.statistics().deviation) -
            Math.max(a.left.statistics().deviation, a.right.statistics().deviation))[0] || null;
        this.changed = new Set();
        this.ends = [];
        this.pick(before);
    }

    /* the units that were chosen before, else those that move most */
    pick(before) {
        const ids = before ? before.selected.map(s => s && s.id) : [];
        this.person.measured.filter(u => ids.includes(u.id)).forEach(u => this.put(u));
        if (this.selected.some(Boolean))
            return;
        this.person.measured.slice()
            .sort((a, b) => b.intensity.statistics().deviation - a.intensity.statistics().deviation)
            .slice(0, 4).sort((a, b) => this.person.units.indexOf(a) - this.person.units.indexOf(b)).forEach(u => this.put(u));
    }

    put(unit) {
        let slot = this.selected.findIndex(s => !s);
        if (slot < 0 && this.selected.length < report.MOST_CURVES)
            slot = this.selected.length;
        if (slot < 0)
            slot = 0;
        this.selected[slot] = unit;
    }

    /** the number of the unit's colour; -1: not chosen */
    slot(unit) {
        return this.selected.indexOf(unit);
    }

    on(kind, listener) {
        this.listeners[kind].push(listener);
    }

    atEnd(listener) {
        this.ends.push(listener);
    }

    tell(kind) {
        this.changed.add(kind);
        if (!this.waiting)
            this.waiting = requestAnimationFrame(() => this.flush());
    }

    flush() {
        this.waiting = 0;
        const changed = this.changed;
        this.changed = new Set();
        for (const kind of changed)
            for (const listener of this.listeners[kind])
                listener(this);
    }

    setRow(row, fromVideo) {
        const wanted = Math.max(0, Math.min(this.person.rows - 1, row));
        if (wanted === this.row)
            return;
        this.row = wanted;
        this.fromVideo = Boolean(fromVideo);
        this.follow();
        this.tell("row");
    }

    /* the window goes along when the cursor leaves it */
    follow() {
        const time = this.person.time[this.row], width = this.to - this.from;
        if (time > this.to)
            this.setWindow(time - 0.1 * width, time + 0.9 * width);
        else if (time < this.from)
            this.setWindow(time - 0.9 * width, time + 0.1 * width);
    }

    setWindow(from, to) {
        const whole = this.end - this.start;
        const least = Math.min(whole, Math.max(0.2, 4 * this.person.frameTime(this.row)));
        const width = Math.min(whole, Math.max(least, to - from));
        let begin = (from + to) / 2 - width / 2;
        begin = Math.max(this.start, Math.min(this.end - width, begin));
        if (begin === this.from && begin + width === this.to)
            return;
        this.from = begin;
        this.to = begin + width;
        this.tell("window");
    }

    /** factor < 1: closer; about = a time that stays where it is */
    zoom(factor, about) {
        const time = this.person.time[this.row];
        const middle = about !== undefined ? about : time >= this.from && time <= this.to ? time : (this.from + this.to) / 2;
        this.setWindow(middle - (middle - this.from) * factor, middle + (this.to - middle) * factor);
    }

    pan(seconds) {
        const width = this.to - this.from;
        const begin = Math.max(this.start, Math.min(this.end - width, this.from + seconds));
        this.setWindow(begin, begin + width);
    }

    compareSides(unit) {
        this.side = unit;
        this.tell("side");
    }

    toggle(unit) {
        const slot = this.slot(unit);
        if (slot >= 0)
            this.selected[slot] = null;
        else
            this.put(unit);
        this.tell("selected");
    }

    /** to the event's apex, with the window around it when it is out of sight */
    goTo(event) {
        const time = this.person.time;
        if (time[event.onset] < this.from || time[event.offset] > this.to) {
            const width = Math.max(this.to - this.from, 1.5 * (time[event.offset] - time[event.onset]));
            this.setWindow(time[event.apex] - width / 2, time[event.apex] + width / 2);
        }
        this.setRow(event.apex);
    }

    dispose() {
        cancelAnimationFrame(this.waiting);
        this.ends.forEach(end => end());
        for (const kind of Object.keys(this.listeners))
            this.listeners[kind] = [];
    }
};

/* The look of the page, light or dark, for what is drawn and not styled.  Asked often, so kept until it changes. */
report.look = function () {
    if (report.keptLook)
        return report.keptLook;
    const style = getComputedStyle(document.documentElement);
    const get = name => style.getPropertyValue("--" + name).trim();
    report.keptLook = {
        ink: get("ink"), muted: get("muted"), line: get("line"), grid: get("grid"), surface: get("surface"), sunk: get("sunk"), accent: get("accent"),
        lost: get("lost"), left: get("left"), right: get("right"), area: get("area"), font: style.fontFamily,
        series: Array.from({ length: report.MOST_CURVES }, (_, i) => get("series-" + i))
    };
    return report.keptLook;
};

/* how each colour's curve is dashed: the second way to tell them apart */
report.DASHES = [null, null, null, [7, 3], [2, 2], [9, 3, 2, 3]];

/** a canvas of that many CSS pixels, sharp on this screen; returns its context, cleared */
report.canvas = function (canvas, width, height) {
    const ratio = Math.min(3, window.devicePixelRatio || 1);
    const w = Math.max(1, Math.round(width * ratio)), h = Math.max(1, Math.round(height * ratio));
    if (canvas.width !== w || canvas.height !== h) {
        canvas.width = w;
        canvas.height = h;
    }
    const context = canvas.getContext("2d");
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    return context;
};
