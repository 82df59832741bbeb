/* Pages that a command serves: the command itself, and a browser that may ask it and nobody else. */
import { createRequire } from "node:module";
import { spawn } from "node:child_process";
import path from "node:path";
import { equal } from "./harness.mjs";

const modules = createRequire(path.join(process.env.BROWSER_MODULES || ".", "package.json"));
const { chromium } = modules("playwright-core");
const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync"];

let browser = null;

export async function start() {
    browser = await chromium.launch({ executablePath: process.env.CHROMIUM || "/usr/bin/chromium", args: FLAGS });
}

export async function stop() {
    await browser.close();
}

/** A command whose page is there. */
export function serve(program, ...words) {
    const child = spawn(program, words, { stdio: ["pipe", "ignore", "pipe"] });
    const served = { child, said: "" };
    const over = new Promise(done => child.on("exit", (code, signal) => done(code === null ? signal : code)));
    served.stop = signal => { child.kill(signal); return over; };
    return new Promise((done, failed) => {
        child.on("exit", () => failed(new Error("it ended: " + served.said)));
        child.stderr.on("data", data => {
            served.said += data;
            const found = /the page is at (\S+)\s/.exec(served.said);
            if (found && !served.address) {
                served.address = found[1];
                done(served);
            }
        });
    });
}

/** A page at an address; what goes wrong in it, and each request to another origin, ends up in page.troubles. */
export async function visit(address, { width = 1440, height = 900, scheme = "light" } = {}) {
    const context = await browser.newContext({ viewport: { width, height }, colorScheme: scheme });
    await context.addInitScript(() => {
        window.violations = [];
        document.addEventListener("securitypolicyviolation", event => window.violations.push(event.violatedDirective + " " + event.blockedURI));
    });
    const page = await context.newPage();
    watch(page, new URL(address).origin);
    await page.goto(address);
    return page;
}

export function watch(page, origin) {
    page.troubles = [];
    page.on("console", message => {
        if (["error", "warning"].includes(message.type()) && !message.text().includes("willReadFrequently"))
            page.troubles.push(message.type() + ": " + message.text());
    });
    page.on("pageerror", error => page.troubles.push("error: " + error.message));
    page.on("request", request => {
        if (!/^(data|blob):/.test(request.url()) && new URL(request.url()).origin !== origin)
            page.troubles.push("request: " + request.url());
    });
}

/** nothing went wrong, and nobody else was asked; closes the page */
export async function calm(page) {
    const violations = await page.evaluate(() => window.violations);
    equal(JSON.stringify(page.troubles.concat(violations)), "[]", "what went wrong in the page");
    await page.context().close();
}

/** what axe-core finds that is serious */
export async function findings(page, axeSource) {
    await page.evaluate(axeSource);
    return page.evaluate(() => axe.run().then(r => r.violations.filter(v => ["serious", "critical"].includes(v.impact)).map(v =>
        v.id + ": " + v.nodes.slice(0, 3).map(n => n.target.join(" ") + " " + n.failureSummary.split("\n")[1]).join("; ")).join("\n")));
}
