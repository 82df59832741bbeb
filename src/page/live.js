/* The page of a live run: the newest frame again and again, results as they come, and two buttons.  Everything that is shown is put as text. */
"use strict";
(function () {
    const SECONDS = 60, CURVES = 6, DEGREES = 180 / Math.PI, SHOW_EVERY = 200, FORGET = 5;
    const dashes = [null, [7, 3], [2, 2], [9, 3, 2, 3], [4, 4], [12, 4]];
    const kinds = {
        head: {names: ["Pitch", "Yaw", "Roll"], unit: "°", range: null},
        gaze: {names: ["Gaze left to right", "Gaze up to down"], unit: "°", range: null},
    };
    Dygraph.PLUGINS = Dygraph.PLUGINS.filter(plugin => plugin !== Dygraph.Plugins.Legend); /* it writes style="", which the page does not allow */
    const id = name => document.getElementById(name);
    const state = {hello: null, now: null, units: [], persons: new Map(), person: null, kind: "units", chosen: [], over: false, time: 0, plot: null, seen: [], wished: 0};

    function make(tag, className, text) {
        const made = document.createElement(tag);
        if (className)
            made.className = className;
        if (text !== undefined)
            made.textContent = text;
        return made;
    }

    function set(name, text) {
        const to = id(name);
        if (to.textContent !== text)
            to.textContent = text;
    }

    function colour(name) {
        return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
    }

    function seriesColour(index) {
        return colour("--series-" + index % CURVES);
    }

    /* ---- persons and their curves ---- */

    function personOf(number) {
        let person = state.persons.get(number);
        if (!person) {
            person = {number, times: [], units: [], head: [], gaze: [], last: null, ok: false, seen: 0};
            state.persons.set(number, person);
            if (state.person === null)
                state.person = number;
            showPersons();
        }
        return person;
    }

    /* intensity of a unit: as it is told, or the mean of its two sides */
    function unitValue(unit, values) {
        if (unit.both >= 0)
            return values[unit.both];
        const left = values[unit.left], right = values[unit.right];
        return left === null || right === null || left === undefined || right === undefined ? null : (left + right) / 2;
    }

    function add(result) {
        state.time = result.t;
        for (const face of result.p) {
            const person = personOf(face.id);
            const values = state.units.map(unit => unitValue(unit, face.u));
            person.times.push(result.t);
            person.units.push(values);
            person.head.push(face.ok ? face.r.map(angle => angle * DEGREES) : [null, null, null]);
            person.gaze.push(face.ok ? face.g.map(angle => angle === null ? null : angle * DEGREES) : [null, null]);
            person.last = face;
            person.seen = result.t;
        }
        for (const person of state.persons.values()) {
            while (person.times.length && person.times[0] < result.t - SECONDS - 1)
                for (const kept of [person.times, person.units, person.head, person.gaze])
                    kept.shift();
            if (!person.times.length)
                state.persons.delete(person.number);
        }
    }

    /* [time, value, ...] of the person who is shown; a hole where he was not seen */
    function rows() {
        const person = state.persons.get(state.person), made = [];
        if (!person)
            return made;
        const values = person[state.kind];
        let before = null;
        person.times.forEach((time, i) => {
            const count = state.kind === "units" ? state.chosen.length : kinds[state.kind].names.length;
            if (before !== null && time - before > 0.5)
                made.push([before + 0.001, ...Array(count).fill(null)]);
            made.push([time, ...(state.kind === "units" ? state.chosen.map(chosen => values[i][chosen]) : values[i])]);
            before = time;
        });
        return made;
    }

    function names() {
        return state.kind === "units" ? state.chosen.map(chosen => state.units[chosen].name) : kinds[state.kind].names;
    }

    function plotOptions() {
        const labels = names(), series = {};
        labels.forEach((label, i) => {
            series[label] = {color: seriesColour(i), strokePattern: dashes[i % dashes.length]};
        });
        return {labels: ["s", ...labels], series, valueRange: state.kind === "units" ? [0, 5.05] : kinds[state.kind].range,
                dateWindow: [state.time - SECONDS, state.time + 1]};
    }

    function makePlot() {
        const data = rows();
        if (state.plot)
            state.plot.destroy();
        state.plot = null;
        id("plot").textContent = "";
        if (!names().length || !data.length)
            return;
        state.plot = new Dygraph(id("plot"), data, Object.assign(plotOptions(), {
            legend: "never", showLabelsOnHighlight: false, highlightCircleSize: 0, strokeWidth: 1.8, connectSeparatedPoints: false,
            rightGap: 16, gridLineColor: colour("--grid"), axisLineColor: colour("--line"), interactionModel: {}, animatedZooms: false,
            axes: {
                x: {ticker: (from, to) => [50, 40, 30, 20, 10, 0].map(ago => ({v: to - 1 - ago, label: ago ? "−" + ago + " s" : "now"}))},
                y: Object.assign({axisLabelWidth: 34, axisLabelFormatter: value => value + (state.kind === "units" ? "" : "°")},
                                 state.kind === "units" ? {ticker: () => [0, 1, 2, 3, 4, 5].map(v => ({v, label: String(v)}))} : {}),
            },
        }));
    }

    function drawPlot() {
        const data = rows();
        if (!state.plot || !data.length) {
            makePlot();
            return;
        }
        state.plot.updateOptions({file: data, dateWindow: [state.time - SECONDS, state.time + 1]});
    }

    function showLegend() {
        const list = id("legend");
        list.textContent = "";
        names().forEach((name, i) => {
            const item = make("li"), key = make("span", "key");
            key.style.background = seriesColour(i);
            item.append(key, make("b", "", name));
            if (state.kind === "units")
                item.append(make("span", "meaning", state.units[state.chosen[i]].meaning));
            list.append(item);
        });
    }

    function showPersons() {
        const list = id("persons");
        list.textContent = "";
        if (!state.hello || !state.hello.several)
            return;
        for (const person of [...state.persons.values()].sort((a, b) => a.number - b.number)) {
            const item = make("li"), button = make("button", "", "Person " + person.number), key = make("span", "key");
            key.style.background = seriesColour(person.number);
            button.type = "button";
            button.prepend(key);
            button.setAttribute("aria-pressed", String(person.number === state.person));
            button.addEventListener("click", () => {
                state.person = person.number;
                showPersons();
                makePlot();
            });
            item.append(button);
            list.append(item);
        }
    }

    /* ---- what there is now ---- */

    function bar(className) {
        const made = make("span", className), fill = make("i");
        made.append(fill);
        return {made, fill};
    }

    function makeUnits() {
        const list = id("units");
        list.textContent = "";
        state.units.forEach((unit, i) => {
            const item = make("li"), button = make("button"), bars = make("span", "bars");
            unit.key = make("span", "key");
            unit.value = make("span", "value", "–");
            unit.bar = bar("bar");
            bars.append(unit.bar.made);
            if (unit.left >= 0) {
                unit.leftBar = bar("bar side left");
                unit.rightBar = bar("bar side right");
                bars.append(unit.leftBar.made, unit.rightBar.made);
            }
            button.type = "button";
            button.title = unit.meaning + (unit.left >= 0 ? "; below: the person's left, right" : "");
            button.append(unit.key, make("b", "", unit.name), make("span", "meaning", unit.meaning), bars, unit.value);
            button.addEventListener("click", () => choose(i));
            unit.button = button;
            item.append(button);
            list.append(item);
        });
        showChosen();
    }

    function showChosen() {
        state.units.forEach((unit, i) => {
            const place = state.chosen.indexOf(i);
            unit.button.setAttribute("aria-pressed", String(place >= 0));
            unit.key.style.background = place >= 0 ? seriesColour(place) : "transparent";
        });
        showLegend();
        makePlot();
    }

    function choose(index) {
        const place = state.chosen.indexOf(index);
        if (place >= 0)
            state.chosen.splice(place, 1);
        else
            state.chosen = [...state.chosen, index].slice(-CURVES);
        showKind("units");
        showChosen();
    }

    function showKind(kind) {
        state.kind = kind;
        for (const button of document.querySelectorAll("[data-kind]"))
            button.setAttribute("aria-pressed", String(button.dataset.kind === kind));
        showLegend();
        makePlot();
    }

    function fill(part, value) {
        part.fill.style.width = (value === null || value === undefined ? 0 : Math.min(100, value * 20)) + "%";
    }

    function showUnits() {
        const person = state.persons.get(state.person), here = person && state.time - person.seen < 1 && person.last;
        for (const unit of state.units) {
            const value = here ? unitValue(unit, here.u) : null;
            unit.value.textContent = value === null || value === undefined ? "–" : value.toFixed(1);
            fill(unit.bar, value);
            if (unit.leftBar) {
                fill(unit.leftBar, here ? here.u[unit.left] : null);
                fill(unit.rightBar, here ? here.u[unit.right] : null);
            }
        }
        const gone = person && state.time - person.seen > FORGET;
        const others = [...state.persons.values()].filter(other => state.time - other.seen < 1);
        if (gone && others.length) {
            state.person = others[0].number;
            showPersons();
            makePlot();
        }
    }

    /* "AU12", with its places among the numbers of a face: both, left, right */
    function group(units) {
        const made = new Map();
        units.forEach((unit, i) => {
            if (!made.has(unit.unit))
                made.set(unit.unit, {name: unit.unit, meaning: unit.meaning, both: -1, left: -1, right: -1});
            made.get(unit.unit)[unit.side || "both"] = i;
        });
        return [...made.values()];
    }

    /* ---- how it goes ---- */

    function milliseconds(seconds) {
        const ms = 1000 * seconds;
        return ms < 10 ? ms.toFixed(1) : ms.toFixed(0);
    }

    function pill(kind, text) {
        id("pill").dataset.state = kind;
        set("pill", text);
    }

    function note(text, warns) {
        id("note").hidden = !text;
        id("note").classList.toggle("warn", Boolean(warns));
        set("note", text);
    }

    function showState(now) {
        state.now = now;
        if (now.state === "running")
            pill("running", "Running");
        else if (now.state === "waiting")
            pill("trouble", now.wait > 0 ? "Lost, again in " + Math.ceil(now.wait) + " s" : "Lost, trying again");
        else
            pill("", now.state === "over" ? "Ended" : "Opening");
        if (now.width)
            set("size", now.width + " × " + now.height + " pixels");
        if (now.results) {
            set("rate", now.out.toFixed(1));
            set("latency", milliseconds(now.median));
            set("latency-more", "ms; 99 %: " + milliseconds(now.p99));
            set("dropped", String(now.dropped));
            set("dropped-more", "of " + now.frames + " frames");
        }
        showCalibration(now);
        showRecording(now);
        if (now.trouble)
            note(now.trouble, true);
        else if (now.state === "waiting" && now.source_trouble)
            note(now.source_trouble, true);
        else if (now.recording.on)
            note("Recording to " + now.recording.name + ".csv and .mp4" + (now.recording.lost ? "; " + now.recording.lost + " frames of the video repeat the one before" : ""));
        else if (now.recording.name)
            note("Saved " + now.recording.name + ".csv and .mp4: " + now.recording.rows + " results, " + now.recording.seconds.toFixed(1) + " s"
                + (now.recording.lost ? "; " + now.recording.lost + " frames of the video repeat the one before" : ""));
        else
            note("");
        if (now.state === "over") {
            state.over = true;
            id("record").disabled = id("calibrate").disabled = true;
        }
    }

    function showCalibration(now) {
        const button = id("calibrate"), learning = now.calibration === "learning";
        button.disabled = !state.hello.learns || learning || state.over;
        button.textContent = learning ? "Look neutral … " + now.left.toFixed(1) + " s" : "Neutral now";
        set("calibration", {
            none: "Action units are not calibrated to the person.",
            online: "Action units follow what has been seen of the face so far (" + now.seen.toFixed(0) + " s). Look neutral and press Neutral now to fix them.",
            learning: "Learning the neutral face: look at the camera without any expression.",
            known: "Action units are measured against the neutral face that was learnt.",
        }[now.calibration] || "");
    }

    function showRecording(now) {
        const on = now.recording.on, seconds = Math.floor(now.recording.seconds);
        id("record").disabled = state.over;
        id("record").setAttribute("aria-pressed", String(on));
        set("record-text", on ? "Stop " + Math.floor(seconds / 60) + ":" + String(seconds % 60).padStart(2, "0") : "Record");
    }

    async function press(path) {
        try {
            const answer = await fetch(path, {method: "POST", headers: {"X-Facsimile": "1"}});
            if (!answer.ok)
                note(await answer.text(), true);
        } catch (error) {
            note("facsimile does not answer any more.", true);
        }
    }

    /* ---- events ---- */

    function greet(hello) {
        state.hello = hello;
        state.units = group(hello.units);
        state.persons.clear();
        state.person = null;
        state.over = false;
        document.title = hello.source + " – facsimile live";
        set("source", hello.source);
        set("pipeline", "Pipeline " + hello.pipeline + ", facsimile " + hello.version);
        id("record").title = "Results and video, into " + hello.folder;
        if (!hello.learns)
            id("calibrate").title = "Action units of this run are not calibrated to persons";
        const first = ["AU01", "AU04", "AU06", "AU12", "AU15", "AU25"];
        if (!state.chosen.length)
            state.chosen = first.map(name => state.units.findIndex(unit => unit.name === name)).filter(place => place >= 0);
        makeUnits();
        showPersons();
    }

    function listen() {
        const events = new EventSource("/events");
        events.addEventListener("hello", event => greet(JSON.parse(event.data)));
        events.addEventListener("state", event => {
            showState(JSON.parse(event.data));
            if (state.over)
                events.close();
        });
        events.addEventListener("message", event => add(JSON.parse(event.data)));
        events.addEventListener("error", () => {
            if (!state.over)
                pill("trouble", "No connection");
        });
    }

    /* ---- the picture ---- */

    const lines = [[0, 16], [17, 21], [22, 26], [27, 30], [31, 35], [36, 41, 36], [42, 47, 42], [48, 59, 48], [60, 67, 60]];

    function drawFace(draw, face, size, line) {
        const count = face.xy.length / 2, x = i => face.xy[i] * size, y = i => face.xy[count + i] * size;
        const stroke = seriesColour(state.hello && state.hello.several ? face.id : 2);
        if (!count || !face.ok)
            return;
        for (const [width, style] of [[3 * line, "rgba(0, 0, 0, .45)"], [1.5 * line, stroke]]) {
            draw.lineWidth = width;
            draw.strokeStyle = style;
            draw.beginPath();
            for (const [from, to, back] of lines) {
                draw.moveTo(x(from), y(from));
                for (let i = from + 1; i <= to; i++)
                    draw.lineTo(x(i), y(i));
                if (back !== undefined)
                    draw.lineTo(x(back), y(back));
            }
            draw.stroke();
        }
        drawGaze(draw, face, x, y, line);
        if (state.hello && state.hello.several)
            drawName(draw, face, x, y, line, stroke);
    }

    function drawGaze(draw, face, x, y, line) {
        if (face.gaze[0] === null || face.gaze[1] === null)
            return;
        const length = 0.7 * Math.hypot(x(45) - x(36), y(45) - y(36));
        for (const [width, style] of [[4.5 * line, "rgba(0, 0, 0, .45)"], [2.5 * line, "#ffd34d"]]) {
            draw.lineWidth = width;
            draw.strokeStyle = style;
            draw.beginPath();
            for (const [outer, inner] of [[36, 39], [42, 45]]) {
                const cx = (x(outer) + x(inner)) / 2, cy = (y(outer) + y(inner)) / 2;
                draw.moveTo(cx, cy);
                draw.lineTo(cx + length * Math.sin(face.gaze[0]), cy + length * Math.sin(face.gaze[1]));
            }
            draw.stroke();
        }
    }

    function drawName(draw, face, x, y, line, stroke) {
        const text = "Person " + face.id, left = x(0), top = Math.min(y(19), y(24)) - 18 * line;
        draw.font = "600 " + 13 * line + "px system-ui, sans-serif";
        draw.fillStyle = "rgba(0, 0, 0, .6)";
        draw.fillRect(left - 6 * line, top - 14 * line, draw.measureText(text).width + 12 * line, 20 * line);
        draw.fillStyle = stroke;
        draw.fillText(text, left, top);
    }

    function drawFrame(found, bitmap) {
        const canvas = id("picture");
        if (canvas.width !== bitmap.width || canvas.height !== bitmap.height) {
            canvas.width = bitmap.width;
            canvas.height = bitmap.height;
        }
        const draw = canvas.getContext("2d"), line = canvas.width / Math.max(1, canvas.clientWidth);
        draw.drawImage(bitmap, 0, 0);
        draw.lineJoin = draw.lineCap = "round";
        if (id("overlay").checked)
            for (const face of found.faces)
                drawFace(draw, face, bitmap.width / found.width, line);
        id("empty").hidden = true;
    }

    /* when it is on the screen, as far as a page can tell */
    function measure(found) {
        requestAnimationFrame(() => {
            state.seen.push(Date.now() / 1000 - found.captured);
            if (state.seen.length > 120)
                state.seen.shift();
            document.documentElement.dataset.frame = String(found.n);
        });
    }

    const wait = ms => new Promise(done => setTimeout(done, ms));

    async function nextFrame(after) {
        const answer = await fetch("/frame?after=" + after, {cache: "no-store"});
        if (answer.status === 204)
            return after;
        if (!answer.ok)
            throw new Error("no frame");
        const bytes = await answer.arrayBuffer(), size = new DataView(bytes).getUint32(0, true);
        const found = JSON.parse(new TextDecoder().decode(new Uint8Array(bytes, 4, size)));
        const bitmap = await createImageBitmap(new Blob([new Uint8Array(bytes, 4 + size)], {type: "image/jpeg"}));
        drawFrame(found, bitmap);
        bitmap.close();
        measure(found);
        return found.n;
    }

    async function showFrames() {
        for (let after = 0; !state.over;) {
            try {
                if (document.hidden)
                    await wait(300);
                else
                    after = await nextFrame(after);
            } catch (error) {
                await wait(1000);
            }
        }
    }

    /* what the page has seen, for those who check it */
    function figures() {
        const sorted = [...state.seen].sort((a, b) => a - b);
        return {frames: sorted.length, median: sorted[Math.floor(sorted.length / 2)], p99: sorted[Math.min(sorted.length - 1, Math.floor(0.99 * sorted.length))]};
    }

    function show() {
        if (document.hidden || !state.hello)
            return;
        drawPlot();
        showUnits();
        const seen = figures();
        if (seen.frames && !state.over) {
            set("seen", milliseconds(seen.median));
            document.documentElement.dataset.latency = JSON.stringify(seen);
        }
    }

    for (const button of document.querySelectorAll("[data-kind]"))
        button.addEventListener("click", () => showKind(button.dataset.kind));
    id("calibrate").addEventListener("click", () => press("/calibrate"));
    id("record").addEventListener("click", () => press("/record?on=" + (state.now && state.now.recording.on ? 0 : 1)));
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { if (state.hello) { showChosen(); showPersons(); } });
    setInterval(show, SHOW_EVERY);
    listen();
    showFrames();
}());
