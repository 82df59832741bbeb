/* The report: reads the data block, makes the page, and answers the keys. */
"use strict";
var report = window.report || {};

/* A legend of dygraphs would set style attributes, which this page's Content-Security-Policy forbids; we have our own. */
Dygraph.PLUGINS = [Dygraph.Plugins.Grid, Dygraph.Plugins.Axes];

report.section = function (id, title, fill) {
    const body = report.el("div", { class: "body" });
    const head = report.el("div", { class: "title-row" }, [report.el("h2", { id: id + "-title", text: title })]);
    const section = report.el("section", { id, class: "card", "aria-labelledby": id + "-title" }, [head, body]);
    if (fill)
        fill(body, head);
    return { section, head, body };
};

/** a list of tabs as the ARIA practices describe it */
report.tabs = function (label, names, chosen, tell) {
    const tabs = names.map(([text, more], index) => report.el("button", { role: "tab", id: label.replace(/\W/g, "-") + "-" + index, "aria-controls": "panel", title: more || text,
        click: () => select(index) }, [report.el("span", { text }), more ? report.el("small", { text: more }) : null]));
    const mark = index => tabs.forEach((tab, i) => {
        tab.setAttribute("aria-selected", String(i === index));
        tab.tabIndex = i === index ? 0 : -1;
    });
    const select = index => {
        mark(index);
        tell(index);
    };
    const list = report.el("div", { class: "tabs", role: "tablist", "aria-label": label, keydown: event => {
        const now = tabs.indexOf(document.activeElement);
        const next = { ArrowRight: now + 1, ArrowLeft: now - 1, Home: 0, End: tabs.length - 1 }[event.key];
        if (now < 0 || next === undefined)
            return;
        event.preventDefault();
        const index = (next + tabs.length) % tabs.length;
        tabs[index].focus();
        select(index);
    } }, tabs);
    mark(chosen);
    return list;
};

report.App = class {
    constructor(data) {
        this.data = data;
        this.results = data.results.map(r => new report.Result(r));
        this.panel = document.getElementById("panel");
        this.view = null;
        this.turn = 0;
    }

    async start() {
        const data = this.data;
        document.getElementById("title").textContent = data.title || (data.results[0] || { name: "Report" }).name;
        document.getElementById("print").addEventListener("click", () => window.print());
        const keys = report.keysDialog();
        this.showKeys = () => keys.showModal();
        document.getElementById("keys").addEventListener("click", this.showKeys);
        this.visitTabs();
        await this.showVisit(0);
        this.end();
        report.preparePrint(this.results, data);
        document.addEventListener("keydown", event => this.key(event));
        matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
            report.keptLook = null;
            if (this.view)
                this.view.tell("look");
        });
        document.documentElement.dataset.ready = "yes";
        performance.mark("interactive");
        // the other persons and visits, while nobody waits
        for (const result of this.results)
            for (const person of result.persons)
                await person.open();
    }

    visitTabs() {
        if (this.results.length < 2)
            return;
        const names = this.results.map((r, i) => [report.visitName(r, i), (r.data.date ? r.data.date + ", " : "") + r.name]);
        document.getElementById("visits").append(report.tabs("Visits", names.concat([["Comparison", "All visits"]]), 0, index =>
            index < this.results.length ? this.showVisit(index) : this.showComparison()));
    }

    clear() {
        if (this.view)
            this.view.dispose();
        this.view = null;
        this.player = null;
        this.panel.textContent = "";
        document.getElementById("persons").textContent = "";
        document.getElementById("meta").textContent = "";
        return ++this.turn;
    }

    async showVisit(index) {
        const turn = this.clear(), result = this.results[index];
        if (!result || !result.persons.length) {
            this.panel.append(report.el("section", { class: "card" }, [report.el("p", { text: result ? "Nobody was found in " + result.name + "." : "This report holds no results." })]));
            if (result && result.data.warnings)
                this.panel.append(...result.data.warnings.map(text => report.el("p", { class: "hint", text })));
            return;
        }
        const main = Math.max(0, result.persons.indexOf(result.mainPerson()));
        if (result.persons.length > 1)
            document.getElementById("persons").append(report.tabs("Persons", result.persons.map(p => [p.label, report.percent(p.valid, result.data.frames) + " of the frames"]),
                main, chosen => this.showPerson(result.persons[chosen])));
        const meta = [result.data.input ? result.data.input.name : result.name, result.data.date].filter(Boolean);
        document.getElementById("meta").append(...meta.map(text => report.el("span", { text })));
        await this.showPerson(result.persons[main], turn);
    }

    async showPerson(person, knownTurn) {
        const before = this.view && this.view.person.result === person.result ? this.view : null;
        const turn = knownTurn || ++this.turn;
        await person.open();
        if (turn !== this.turn)
            return; // something else was asked for meanwhile
        if (this.view)
            this.view.dispose();
        report.counting = person.timeColumn.unit !== "s";
        this.panel.textContent = "";
        const view = this.view = new report.View(person, before);
        const summary = report.el("section", { id: "summary", "aria-label": "Summary" });
        const player = report.el("section", { class: "card player", "aria-label": "Player" });
        const rest = report.el("div", { class: "rest" });
        report.summary(summary, person);
        this.panel.append(summary, report.el("div", { class: "bench" }, [player, rest]));
        this.player = report.player(player, view);
        report.readout(player, view);
        this.sections(rest, view);
    }

    sections(host, view) {
        const add = (id, title, fill) => {
            const made = report.section(id, title);
            host.append(made.section);
            if (fill(made.body, made.head) === false)
                made.section.remove();
        };
        add("traces", view.person.measured.length ? "Action units" : "Recording", (body, head) => {
            report.overview(body, view);
            report.traces(body, head, view);
        });
        add("units", "Each action unit", body => {
            const person = view.person, whole = person.measured.length > 0;
            if (!whole && !person.sided.length)
                return false;
            const grid = report.el("div", { class: "tiles" });
            body.append(report.el("p", { class: "hint", text: "Intensity 0 to " + person.high + (whole ? "; shaded where present. Choose up to six to see them larger."
                : " of each side. Choose one to see it larger.") }), grid);
            report.tiles(grid, view);
            return true;
        });
        add("sides", "Left and right", (body, head) => report.sides(body, head, view));
        add("events", "Events", (body, head) => report.events(body, head, view));
        add("pose", "Head and gaze", body => report.pose(body, view));
    }

    async showComparison() {
        const turn = this.clear();
        await Promise.all(this.results.flatMap(r => r.persons.map(p => p.open())));
        if (turn !== this.turn)
            return;
        this.panel.append(report.section("comparison", "Visits compared", (body, head) => report.visits(body, head, this.results)).section);
    }

    end() {
        const host = document.getElementById("end");
        if (this.data.dictionary && this.data.dictionary.length)
            host.append(report.section("dictionary", "What the columns mean", body => report.dictionary(body, this.data.dictionary)).section);
        host.append(report.section("about", "About this report", body => report.about(body, this.data)).section);
    }

    key(event) {
        const view = this.view, target = event.target;
        if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]"))
            return;
        if (event.key === "?" && !/^(INPUT|TEXTAREA)$/.test(target.tagName)) {
            this.showKeys();
            return;
        }
        if (!view || /^(SELECT|TEXTAREA)$/.test(target.tagName) || (target.tagName === "INPUT" && target.type === "search"))
            return;
        if (event.key === " " && (/^(BUTTON|SUMMARY|A)$/.test(target.tagName) || target.type === "checkbox"))
            return;
        const second = Math.max(1, Math.round(1 / view.person.frameTime(view.row)));
        const act = {
            " ": () => this.player.play(),
            ArrowLeft: () => this.player.step(event.shiftKey ? -second : -1),
            ArrowRight: () => this.player.step(event.shiftKey ? second : 1),
            Home: () => this.player.step(-view.row), End: () => this.player.step(view.person.rows),
            "[": () => this.player.toEvent(-1), "]": () => this.player.toEvent(1),
            "+": () => view.zoom(0.5), "=": () => view.zoom(0.5), "-": () => view.zoom(2), 0: () => view.setWindow(view.start, view.end),
            ",": () => view.pan(-0.2 * (view.to - view.from)), ".": () => view.pan(0.2 * (view.to - view.from))
        }[event.key];
        if (!act)
            return;
        event.preventDefault();
        act();
    }
};

report.run = async function () {
    const fail = error => {
        const panel = document.getElementById("panel");
        panel.textContent = "";
        panel.append(report.el("section", { class: "card" }, [report.el("h2", { text: "This report cannot be shown" }),
            report.el("p", { text: String(error && error.message ? error.message : error) })]));
        document.documentElement.dataset.ready = "failed";
    };
    try {
        const data = JSON.parse(document.getElementById("data").textContent);
        if (data.format !== 1)
            throw new Error("its data are of format " + data.format + ", and this page reads format 1");
        report.made = data.made;
        report.app = new report.App(data);
        await report.app.start();
    } catch (error) {
        fail(error);
    }
};

report.run();
