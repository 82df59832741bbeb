/* What the report's data block holds, as columns that can be asked; src/report/report_data.c writes it.
 *
 * A column's numbers are whole numbers q (16 or 32 bits), value = offset + scale q, stored as differences in a zlib stream in
 * base64.  They stay whole numbers here: a report of 100,000 frames has 20 million of them.
 * These files only define things in `report`; report.js, the last one, runs. */
"use strict";
var report = window.report || {};

report.inflate = async function (bytes) {
    if (typeof DecompressionStream === "undefined")
        throw new Error("this browser is too old to unpack the numbers of a report (it knows no DecompressionStream)");
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
    return new Uint8Array(await new Response(stream).arrayBuffer());
};

report.bytesOfBase64 = function (text) {
    if (Uint8Array.fromBase64)
        return Uint8Array.fromBase64(text);
    const binary = atob(text);
    const bytes = new Uint8Array(binary.length);
    for (let i = 0; i < binary.length; i++)
        bytes[i] = binary.charCodeAt(i);
    return bytes;
};

/* How many values one entry of a column's table of least and greatest values covers. */
const BLOCK = 16;

report.Column = class {
    constructor(col, q) {
        this.name = col.name;
        this.group = col.group || "";
        this.unit = col.unit || "";
        this.label = col.label || "";
        this.low = typeof col.low === "number" ? col.low : null;
        this.high = typeof col.high === "number" ? col.high : null;
        this.scale = col.scale;
        this.offset = col.offset;
        this.missing = col.type === "i32" ? -2147483648 : -32768;
        this.decimals = Math.min(6, Math.max(0, Math.ceil(-Math.log10(col.scale) - 1e-9)));
        this.q = q;
        this.blocks = null;
    }

    /** the number as the result's file has it; NaN: no value */
    value(i) {
        const q = this.q[i];
        return q === undefined || q === this.missing ? NaN : Math.round((this.offset + this.scale * q) * 1e6) / 1e6;
    }

    text(i) {
        const value = this.value(i);
        return isNaN(value) ? "" : value.toFixed(this.decimals);
    }

    hide(i) {
        this.q[i] = this.missing;
    }

    makeBlocks() {
        const count = Math.ceil(this.q.length / BLOCK), missing = this.missing, q = this.q;
        const least = new Int32Array(count), most = new Int32Array(count);
        for (let b = 0; b < count; b++) {
            let low = 2147483647, high = -2147483648;
            for (let i = b * BLOCK, end = Math.min(q.length, i + BLOCK); i < end; i++)
                if (q[i] !== missing) {
                    if (q[i] < low) low = q[i];
                    if (q[i] > high) high = q[i];
                }
            least[b] = low;
            most[b] = high;
        }
        this.blocks = { least, most };
    }

    /** least and greatest value of rows [from, to) into out[0], out[1]; NaN: none has one */
    extent(from, to, out) {
        if (!this.blocks)
            this.makeBlocks();
        const q = this.q, missing = this.missing, least = this.blocks.least, most = this.blocks.most;
        let low = 2147483647, high = -2147483648, i = from;
        while (i < to) {
            if (i % BLOCK === 0 && i + BLOCK <= to) {
                const b = i / BLOCK;
                if (least[b] < low) low = least[b];
                if (most[b] > high) high = most[b];
                i += BLOCK;
                continue;
            }
            if (q[i] !== missing) {
                if (q[i] < low) low = q[i];
                if (q[i] > high) high = q[i];
            }
            i++;
        }
        out[0] = low > high ? NaN : this.offset + this.scale * low;
        out[1] = low > high ? NaN : this.offset + this.scale * high;
        return out;
    }

    /** { mean, peak, peakRow, deviation, count } of the rows that have a value */
    statistics() {
        if (this.known)
            return this.known;
        const q = this.q, missing = this.missing;
        let count = 0, sum = 0, squares = 0, most = -Infinity, peakRow = -1;
        for (let i = 0; i < q.length; i++) {
            if (q[i] === missing)
                continue;
            count++;
            sum += q[i];
            squares += q[i] * q[i];
            if (q[i] > most) {
                most = q[i];
                peakRow = i;
            }
        }
        const mean = sum / count;
        this.known = count === 0 ? { mean: NaN, peak: NaN, peakRow: -1, deviation: 0, count: 0 } : {
            mean: this.offset + this.scale * mean,
            peak: this.offset + this.scale * most,
            peakRow, count,
            deviation: this.scale * Math.sqrt(Math.max(0, squares / count - mean * mean))
        };
        return this.known;
    }
};

report.decodeColumn = async function (col) {
    let bytes = report.bytesOfBase64(col.data);
    if (col.packed !== false)
        bytes = await report.inflate(bytes);
    const Kind = col.type === "i32" ? Int32Array : Int16Array;
    if (bytes.length !== col.count * Kind.BYTES_PER_ELEMENT)
        throw new Error("the column " + col.name + " is not whole: " + bytes.length + " bytes for " + col.count + " numbers");
    const q = new Kind(bytes.buffer, bytes.byteOffset, col.count);
    for (let i = 1; i < q.length; i++)
        q[i] += q[i - 1]; // wraps, as the writer's did
    return new report.Column(col, q);
};

/* Columns of one half of the face are called AU12L_r by `open`, AU12_left by `facsimile mirror`. */
const SIDED = /^(AU\d+)(?:([LR])_r|_(left|right))$/;

report.Person = class {
    constructor(data, result) {
        this.result = result;
        this.data = data;
        this.label = data.label || "Person " + data.person;
        this.rows = data.rows;
        this.valid = data.valid;
        this.events = data.events || [];
        this.pictures = (data.pictures || []).slice().sort((a, b) => a.row - b.row);
        this.sides = data.sides && data.sides.length ? data.sides : null;
        this.points = null;
    }

    /** unpacks times and all columns but the points */
    async open() {
        if (this.units)
            return;
        const wanted = [this.data.time, this.data.frame].concat(this.data.columns);
        const columns = await Promise.all(wanted.map(report.decodeColumn));
        this.timeColumn = columns[0];
        this.frame = columns[1];
        this.columns = columns.slice(2);
        this.time = Float64Array.from({ length: this.rows }, (_, i) => this.timeColumn.value(i));
        this.hideUnmeasured();
        this.findUnits();
    }

    /* rows without success hold the last or a failed fit: nothing of them is shown */
    hideUnmeasured() {
        this.success = this.columns.find(c => c.group === "success" && c.name === "success") || null;
        this.confidence = this.columns.find(c => c.group === "confidence") || null;
        if (!this.success)
            return;
        for (let i = 0; i < this.rows; i++)
            if (!(this.success.value(i) > 0))
                for (const column of this.columns)
                    if (column.group !== "success" && column.group !== "confidence")
                        column.hide(i);
    }

    /* units: [{ id: "AU12", label, intensity, presence, left, right }] in the order of their numbers */
    findUnits() {
        const units = new Map();
        const unit = (id, label) => {
            if (!units.has(id))
                units.set(id, { id, label: "", intensity: null, presence: null, left: null, right: null });
            const found = units.get(id);
            if (!found.label && label && !/^AU\d/.test(label))
                found.label = report.sentence(label.replace(/[:,(].*$/, "").replace(/ of the person's.*$/, "").trim());
            return found;
        };
        for (const column of this.columns) {
            const sided = SIDED.exec(column.name);
            const id = /^AU\d+/.exec(column.name);
            if (sided && column.group === "side")
                unit(sided[1], column.label)[sided[2] === "L" || sided[3] === "left" ? "left" : "right"] = column;
            else if (id && column.group === "au_r")
                unit(id[0], column.label).intensity = column;
            else if (id && column.group === "au_c")
                unit(id[0], column.label).presence = column;
        }
        this.units = Array.from(units.values()).sort((a, b) => parseInt(a.id.slice(2), 10) - parseInt(b.id.slice(2), 10));
        this.measured = this.units.filter(u => u.intensity);
        this.sided = this.units.filter(u => u.left && u.right);
        this.high = this.units.reduce((high, u) =>
            [u.intensity, u.left, u.right].reduce((h, c) => c && c.high ? Math.max(h, c.high) : h, high), 0) || 5;
        this.eventsOf = new Map();
        for (const event of this.events.slice().sort((a, b) => a.onset - b.onset)) {
            if (!this.eventsOf.has(event.unit))
                this.eventsOf.set(event.unit, []);
            if (event.side === "both")
                this.eventsOf.get(event.unit).push(event);
        }
        this.wholeEvents = this.events.filter(e => e.side === "both");
        for (const event of this.events)
            event.label = (units.get(event.unit) || { label: "" }).label;
    }

    /** unpacks the points; later calls wait for the first one's */
    openPoints() {
        if (!this.opening)
            this.opening = this.data.points ? Promise.all([
                Promise.all(this.data.points.x.map(report.decodeColumn)),
                Promise.all(this.data.points.y.map(report.decodeColumn))
            ]).then(([x, y]) => { this.points = { count: x.length, x, y }; }) : Promise.resolve();
        return this.opening;
    }

    measuredAt(row) {
        return !this.success || this.success.value(row) > 0;
    }

    column(name) {
        return this.columns.find(c => c.name === name) || null;
    }

    group(name) {
        return this.columns.filter(c => c.group === name);
    }

    /** the last row that begins at or before that time; 0 if none */
    rowBefore(time) {
        let low = 0, high = this.rows - 1;
        while (low < high) {
            const middle = (low + high + 1) >> 1;
            if (this.time[middle] <= time)
                low = middle;
            else
                high = middle - 1;
        }
        return low;
    }

    nearestRow(time) {
        const row = this.rowBefore(time);
        return row + 1 < this.rows && this.time[row + 1] - time < time - this.time[row] ? row + 1 : row;
    }

    /** of the unit's events, in their order, the first that is not over before that row */
    firstEvent(unit, row) {
        const events = this.eventsOf.get(unit) || [];
        let low = 0, high = events.length;
        while (low < high) {
            const middle = (low + high) >> 1;
            if (events[middle].offset < row)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }

    /** how long the video shows the frame of that row, in seconds */
    frameTime(row) {
        const next = row + 1 < this.rows ? row + 1 : row, before = next - 1;
        if (before < 0)
            return 0.04;
        const frames = this.frame.value(next) - this.frame.value(before);
        const time = (this.time[next] - this.time[before]) / Math.max(1, frames || 1);
        return time > 0 ? time : 0.04;
    }
};

report.Result = class {
    constructor(data) {
        this.data = data;
        this.name = data.name;
        this.persons = data.persons.filter(p => p.rows > 0).map(p => new report.Person(p, this));
    }

    /** who is seen in most frames */
    mainPerson() {
        return this.persons.reduce((best, p) => !best || p.valid > best.valid ? p : best, null);
    }
};
