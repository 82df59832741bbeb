/* The page of a folder: its results, found and ordered.  Everything that is shown is put as text. */
"use strict";
(function () {
    const AT_ONCE = 120;
    const id = name => document.getElementById(name);
    const state = {all: [], shown: AT_ONCE, order: "newest"};

    function make(tag, className, text) {
        const made = document.createElement(tag);
        if (className)
            made.className = className;
        if (text !== undefined)
            made.textContent = text;
        return made;
    }

    function note(text) {
        id("note").hidden = !text;
        id("note").classList.add("warn");
        id("note").textContent = text;
    }

    /* "a/b/c.csv": {name: "c.csv", folder: "a/b"} */
    function parts(path) {
        const slash = path.lastIndexOf("/");
        return {name: path.slice(slash + 1), folder: slash < 0 ? "" : path.slice(0, slash)};
    }

    function count(number, one, many) {
        return number.toLocaleString("en") + " " + (number === 1 ? one : many);
    }

    function dateOf(seconds) {
        return new Date(1000 * seconds).toLocaleString(undefined, {dateStyle: "medium", timeStyle: "short"});
    }

    /* curves, in place of a picture */
    function sign() {
        const space = "http://www.w3.org/2000/svg", svg = document.createElementNS(space, "svg"), line = document.createElementNS(space, "path");
        svg.setAttribute("viewBox", "0 0 24 24");
        svg.setAttribute("aria-hidden", "true");
        line.setAttribute("d", "M2 17c3 0 3-9 6-9s3 6 6 6 3-10 8-10");
        for (const [name, value] of [["fill", "none"], ["stroke", "currentColor"], ["stroke-width", "1.6"], ["stroke-linecap", "round"]])
            line.setAttribute(name, value);
        svg.append(line);
        return svg;
    }

    function picture(result) {
        const made = make("div", "picture");
        if (!result.thumb) {
            made.append(sign());
            return made;
        }
        const image = make("img");
        image.loading = "lazy";
        image.alt = "";
        image.src = "/thumb?n=" + result.n;
        made.append(image);
        return made;
    }

    function card(result) {
        const item = make("li"), link = make("a", "result"), text = make("div", "text"), at = parts(result.name);
        link.href = "/report?n=" + result.n;
        link.target = "_blank";
        link.rel = "noopener";
        link.title = result.name;
        text.append(make("h2", "", at.name));
        if (at.folder)
            text.append(make("p", "", at.folder));
        if (result.input)
            text.append(make("p", "", "of " + result.input));
        const said = [result.pipeline, result.frames ? count(result.frames, "frame", "frames") : null].filter(Boolean);
        if (result.frames && result.faces < result.frames)
            said.push(Math.round(100 * result.faces / result.frames) + " % with a face");
        if (said.length)
            text.append(make("p", "", said.join(" · ")));
        text.append(make("p", "", dateOf(result.changed)));
        if (result.warnings)
            text.append(make("p", "warned", count(result.warnings, "warning", "warnings")));
        link.append(picture(result), text);
        item.append(link);
        return item;
    }

    const orders = {
        newest: (a, b) => b.changed - a.changed || a.name.localeCompare(b.name, "en", {numeric: true}),
        name: (a, b) => a.name.localeCompare(b.name, "en", {numeric: true}),
        longest: (a, b) => b.frames - a.frames || b.size - a.size,
    };

    function matching() {
        const words = id("filter").value.toLowerCase().split(/\s+/).filter(Boolean);
        return state.all.filter(result => words.every(word => result.words.includes(word))).sort(orders[state.order]);
    }

    function show() {
        const found = matching(), list = id("results");
        list.textContent = "";
        list.append(...found.slice(0, state.shown).map(card));
        if (!found.length)
            list.append(make("li", "empty", state.all.length ? "No result matches." : "There are no results in this folder yet: tables that facsimile, OpenFace or PyfaceAU wrote."));
        id("count").textContent = found.length === state.all.length ? count(found.length, "result", "results")
            : count(found.length, "result", "results") + " of " + state.all.length.toLocaleString("en");
        id("more").hidden = found.length <= state.shown;
    }

    async function look() {
        try {
            const answer = await fetch("/list", {cache: "no-store"});
            if (!answer.ok)
                throw new Error(await answer.text());
            const told = await answer.json();
            document.title = told.folder + " – facsimile view";
            id("folder").textContent = told.folder;
            id("program").textContent = "facsimile " + told.program;
            state.all = told.results;
            for (const result of state.all)
                result.words = [result.name, result.input, result.pipeline].filter(Boolean).join(" ").toLowerCase();
            note(told.cut ? "There are more results than can be listed." : "");
            show();
        } catch (error) {
            note("facsimile does not answer: " + error.message);
        }
    }

    id("filter").addEventListener("input", () => { state.shown = AT_ONCE; show(); });
    id("again").addEventListener("click", look);
    id("more").addEventListener("click", () => { state.shown += AT_ONCE; show(); });
    for (const button of document.querySelectorAll("[data-order]"))
        button.addEventListener("click", () => {
            state.order = button.dataset.order;
            for (const other of document.querySelectorAll("[data-order]"))
                other.setAttribute("aria-pressed", String(other === button));
            show();
        });
    look();
}());
